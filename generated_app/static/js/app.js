"use strict";

const csrf = document.querySelector('meta[name="csrf-token"]').content;

async function api(url, opcoes = {}) {
  const resposta = await fetch(url, {
    ...opcoes,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, ...opcoes.headers },
  });
  const corpo = resposta.status === 204 ? null : await resposta.json();
  if (!resposta.ok) throw new Error(corpo.erro || "Falha na comunicação.");
  return corpo;
}

// Clicar no número de alertas marca todos como lidos.
const alertas = document.getElementById("alertas");
if (alertas) {
  alertas.addEventListener("click", async () => {
    await api("/api/alertas/lidos", { method: "POST", body: "{}" });
    alertas.remove();
  });
}

// Totais das centrais no fim da lista de locais.
const hierarquia = document.getElementById("hierarquia");
if (hierarquia) {
  api(hierarquia.dataset.url).then(({ itens }) => {
    const lista = document.createElement("ul");
    for (const local of itens) {
      const item = document.createElement("li");
      const valor = local.valor_total.toLocaleString("pt-BR", { style: "currency", currency: "BRL" });
      item.textContent = `${local.nome}: ${local.quantidade_total} itens, ${valor}`;
      lista.append(item);
    }
    hierarquia.append(lista);
  });
}

// Saldo do produto escolhido na tela de nova movimentação.
const nova = document.getElementById("nova-movimentacao");
if (nova) {
  const produto = nova.elements.produto_id;
  const aviso = document.createElement("small");
  produto.after(aviso);
  produto.addEventListener("change", async () => {
    const { total, unidade } = await api(`/api/produtos/${produto.value}`);
    aviso.textContent = `Saldo total: ${total} ${unidade}`;
  });
}

// Cancelamento na página da movimentação.
const cancelar = document.getElementById("cancelar");
if (cancelar) {
  cancelar.addEventListener("submit", async (evento) => {
    evento.preventDefault();
    try {
      const motivo = cancelar.elements.motivo.value;
      await api(cancelar.dataset.url, { method: "POST", body: JSON.stringify({ motivo }) });
      location.reload();
    } catch (erro) {
      alert(erro.message);
    }
  });
}
