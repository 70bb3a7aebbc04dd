"""Regras de movimentação: entrada, saída, transferência, lote e cancelamento."""

import asyncstdlib as a

from generated_app.compat.context import current_app, g
from generated_app.compat.login import current_user
from generated_app.dao.local_dao import locais_dao
from generated_app.dao.movimentacao_dao import movimentacoes_dao
from generated_app.dao.produto_dao import produtos_dao
from generated_app.dao.saldo_dao import saldos_dao
from generated_app.dao.usuario_dao import usuarios_dao
from generated_app.errors import DadosInvalidos, EstoqueInsuficiente, RegraDeNegocio
from generated_app.services.alertas import conferir_minimo
from generated_app.utils import object_id_ou_none

TIPOS = ("entrada", "saida", "transferencia")
QUANTIDADE_MAXIMA = 1_000_000


def ler_quantidade(valor):
    """Inteiro de 1 ao máximo por movimentação; qualquer outra coisa é ``None``."""
    try:
        numero = int(valor)
    except (TypeError, ValueError, OverflowError):
        return None
    return numero if 0 < numero <= QUANTIDADE_MAXIMA else None


async def ler_movimentacao(dados, tipo=None):
    """Valida o corpo (JSON ou formulário) e carrega o produto e os locais citados."""
    erros = {}
    tipo = tipo or dados.get("tipo")
    if tipo not in TIPOS:
        raise DadosInvalidos({"tipo": "Use entrada, saida ou transferencia."})

    produto = await produtos_dao.por_id(object_id_ou_none(dados.get("produto_id")))
    if produto is None or not produto["ativo"]:
        erros["produto_id"] = "Produto não encontrado."

    quantidade = ler_quantidade(dados.get("quantidade"))
    if quantidade is None:
        erros["quantidade"] = "Informe um número inteiro de 1 a 1.000.000."

    origem = destino = None
    if tipo in ("saida", "transferencia"):
        origem = await ler_local(dados, "origem_id", erros)
    if tipo in ("entrada", "transferencia"):
        destino = await ler_local(dados, "destino_id", erros)
    if origem and destino and origem["_id"] == destino["_id"]:
        erros["destino_id"] = "A origem e o destino são o mesmo local."
    if erros:
        raise DadosInvalidos(erros)

    return {
        "tipo": tipo,
        "produto": produto,
        "quantidade": quantidade,
        "origem": origem,
        "destino": destino,
        "observacao": (dados.get("observacao") or "").strip(),
    }


async def ler_local(dados, campo, erros):
    local = await locais_dao.por_id(object_id_ou_none(dados.get(campo)))
    if local is None or not local["ativo"]:
        erros[campo] = "Local não encontrado."
        return None
    return local


async def conferir_acesso(*locais):
    """O operador só mexe nos locais dele."""
    if not await a.all(await current_user.pode_acessar(local["_id"]) for local in locais if local):
        raise RegraDeNegocio("Você não trabalha em um dos locais informados.")


async def registrar(pedido):
    """Aplica o pedido já validado: saldos, movimentação numerada e alerta de mínimo."""
    produto, quantidade = pedido["produto"], pedido["quantidade"]
    origem, destino = pedido["origem"], pedido["destino"]
    if pedido["tipo"] == "transferencia":
        await conferir_acesso(origem)
    else:
        await conferir_acesso(origem, destino)

    if origem:
        await baixar(produto["_id"], origem["_id"], quantidade)
    if destino:
        await saldos_dao.somar(produto["_id"], destino["_id"], quantidade, g.agora)

    doc = {
        "numero": await movimentacoes_dao.proximo_numero(),
        "tipo": pedido["tipo"],
        "produto_id": produto["_id"],
        "origem_id": origem["_id"] if origem else None,
        "destino_id": destino["_id"] if destino else None,
        "quantidade": quantidade,
        "usuario_id": current_user.oid,
        "data": g.agora,
        "observacao": pedido["observacao"],
        "cancelada": False,
    }
    doc["_id"] = await movimentacoes_dao.inserir(doc)
    current_app.logger.info(
        "Movimentação %d: %s de %d x %s", doc["numero"], doc["tipo"], quantidade, produto["codigo"]
    )
    if pedido["tipo"] == "saida":
        await conferir_minimo(produto, g.agora)
    return doc


async def baixar(produto_id, local_id, quantidade):
    if not await saldos_dao.retirar(produto_id, local_id, quantidade, g.agora):
        raise EstoqueInsuficiente(await saldos_dao.disponivel(produto_id, local_id), quantidade)


async def registrar_lote(origem, itens, observacao):
    """Saída de vários produtos de um local: ou sai tudo, ou não sai nada."""
    await conferir_acesso(origem)
    if not itens:
        raise DadosInvalidos({"produto_id": "Escolha ao menos um produto."})
    if await a.any(await saldos_dao.disponivel(p["_id"], origem["_id"]) < qtd for p, qtd in itens):
        faltando = [
            produto["codigo"]
            for produto, qtd in itens
            if await saldos_dao.disponivel(produto["_id"], origem["_id"]) < qtd
        ]
        raise RegraDeNegocio("Não há saldo para todo o lote.", produtos=faltando)
    return [
        await registrar(
            {
                "tipo": "saida",
                "produto": produto,
                "quantidade": quantidade,
                "origem": origem,
                "destino": None,
                "observacao": observacao,
            }
        )
        for produto, quantidade in itens
    ]


async def cancelar(numero, motivo):
    """Desfaz a movimentação. Se o saldo a devolver já foi usado, ela volta a valer."""
    mov = await movimentacoes_dao.por_numero_ou_404(numero)
    if not current_user.is_admin:
        locais = await locais_dao.mapa_por_id([mov["origem_id"], mov["destino_id"]])
        await conferir_acesso(*locais.values())
    cancelada = await movimentacoes_dao.marcar_cancelada(numero, current_user.oid, motivo, g.agora)
    if cancelada is None:
        raise RegraDeNegocio("Esta movimentação já foi cancelada.", numero=numero)

    produto_id, quantidade = mov["produto_id"], mov["quantidade"]
    if mov["destino_id"]:
        try:
            await baixar(produto_id, mov["destino_id"], quantidade)
        except EstoqueInsuficiente:
            await movimentacoes_dao.reabrir(numero)
            raise
    if mov["origem_id"]:
        await saldos_dao.somar(produto_id, mov["origem_id"], quantidade, g.agora)
    return cancelada


async def completar(movimentacoes):
    """Junta às movimentações os nomes de produto, locais e usuário."""
    produtos = await produtos_dao.mapa_por_id({m["produto_id"] for m in movimentacoes})
    locais = await locais_dao.mapa_por_id(
        mov[campo] for mov in movimentacoes for campo in ("origem_id", "destino_id")
    )
    nomes = await usuarios_dao.nomes({m["usuario_id"] for m in movimentacoes})

    def nome_do_local(oid):
        return locais[oid]["nome"] if oid in locais else None

    for mov in movimentacoes:
        produto = produtos.get(mov["produto_id"], {})
        mov["produto"] = {"codigo": produto.get("codigo"), "nome": produto.get("nome")}
        mov["origem"] = nome_do_local(mov["origem_id"])
        mov["destino"] = nome_do_local(mov["destino_id"])
        mov["usuario"] = nomes.get(mov["usuario_id"], "?")
    return movimentacoes
