import io

import pytest

NOVO = {
    "codigo": "n100",
    "nome": "Parafuso sextavado",
    "categoria": "Ferramentas",
    "unidade": "CX",
    "preco_custo": "12,50",
    "estoque_minimo": "3",
}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def test_lista_com_busca(consulta):
    pagina = consulta.get("/produtos?busca=disjuntor").text
    assert "<mark>Disjuntor</mark>" in pagina
    assert "Novo produto" not in pagina


def test_lista_pagina_com_os_filtros(admin):
    pagina = admin.get("/produtos?inativos=1&pagina=2").text
    assert "/produtos?inativos=1&amp;pagina=3" in pagina
    assert "60 registros" in pagina


def test_busca_por_palavras_e_sem_curinga(admin):
    dados = admin.get("/api/produtos?busca=led+econ").json
    assert {p["nome"] for p in dados["itens"]} <= {"Lâmpada LED econômico"}
    assert admin.get("/api/produtos?busca=.*").json["total"] == 0


def test_filtros_de_categoria_e_tag(admin):
    itens = admin.get("/api/produtos?categoria=EPI&tag=fragil&por_pagina=100").json["itens"]
    assert all(p["categoria"] == "EPI" and "fragil" in p["tags"] for p in itens)


def test_sugestoes(admin):
    textos = [s["texto"] for s in admin.get("/api/produtos/sugestoes?q=p000").json]
    assert sorted(t[:5] for t in textos) == [f"P000{n}" for n in range(1, 10)]
    assert admin.get("/api/produtos/sugestoes?q=x").json == []
    assert admin.get("/api/produtos/sugestoes").status_code == 400


def test_ver_produto(admin, produto):
    pagina = admin.get(f"/produtos/{produto['_id']}").text
    assert produto["nome"] in pagina
    assert "Enviar imagem" in pagina


@pytest.mark.parametrize("produto_id", ["xyz", "65a000020000000000009999"])
def test_produto_inexistente(admin, produto_id):
    assert "Página não encontrada" in admin.get(f"/produtos/{produto_id}").text
    resposta = admin.get(f"/api/produtos/{produto_id}")
    assert (resposta.status_code, resposta.json["status"]) == (404, 404)


def test_api_ver_soma_os_saldos(admin, produto):
    dados = admin.get(f"/api/produtos/{produto['_id']}").json
    assert dados["total"] == sum(s["quantidade"] for s in dados["saldos"])
    assert dados["criado_em"].endswith("GMT")


def test_cadastrar_pela_pagina(gestor, banco):
    dados = {**NOVO, "tags": ["fragil", "importado"]}
    resposta = gestor.post("/produtos/novo", data=dados)
    criado = banco.produtos.find_one({"codigo": "N100"})
    assert resposta.location == f"/produtos/{criado['_id']}"
    assert criado["preco_custo"] == 12.5
    assert criado["tags"] == ["fragil", "importado"]


def test_cadastrar_com_erro_mantem_o_formulario(gestor):
    resposta = gestor.post("/produtos/novo", data={**NOVO, "nome": "", "preco_custo": "abc"})
    assert resposta.status_code == 400
    assert "Campo obrigatório." in resposta.text
    assert 'value="n100"' in resposta.text


def test_cadastrar_codigo_repetido(gestor):
    resposta = gestor.post("/api/produtos", json={**NOVO, "codigo": "P0001"})
    assert resposta.status_code == 400
    assert resposta.json["detalhes"] == {"codigo": "Já existe um produto com este código."}


def test_operador_nao_cadastra(operador):
    assert operador.get("/produtos/novo").status_code == 403
    assert operador.post("/api/produtos", json=NOVO).status_code == 403


def test_api_criar_alterar_e_excluir(gestor, banco):
    criado = gestor.post("/api/produtos", json={**NOVO, "tags": ["FRAGIL"]})
    assert criado.status_code == 201
    url = criado.headers["Location"]
    assert criado.json["tags"] == ["fragil"]

    alterado = gestor.enviar("PATCH", url, json={"nome": "Parafuso francês"})
    assert (alterado.json["nome"], alterado.json["codigo"]) == ("Parafuso francês", "N100")
    assert gestor.enviar("PUT", url, json={"nome": "Só o nome"}).status_code == 400

    excluido = gestor.enviar("DELETE", url)
    assert (excluido.status_code, excluido.data) == (204, b"")
    assert gestor.get(url).status_code == 404
    acoes = [a["acao"] for a in banco.auditoria.find().sort("_id", 1)]
    assert acoes == ["produto.criado", "produto.alterado", "produto.excluido"]


def test_api_corpo_invalido(gestor):
    for corpo in (b"", b"{", b"[1]"):
        resposta = gestor.post("/api/produtos", data=corpo, content_type="application/json")
        assert (resposta.status_code, resposta.json["status"]) == (400, 400)


def test_nao_exclui_produto_movimentado(gestor, banco):
    movimentado = banco.movimentacoes.find_one()["produto_id"]
    resposta = gestor.enviar("DELETE", f"/api/produtos/{movimentado}")
    assert (resposta.status_code, resposta.json["codigo"]) == (422, "regra_de_negocio")


def test_editar_pela_pagina(gestor, produto, banco):
    url = f"/produtos/{produto['_id']}/editar"
    assert f'value="{produto["nome"]}"' in gestor.get(url).text
    gestor.post(url, data={**NOVO, "codigo": "P0001"})
    assert banco.produtos.find_one({"_id": produto["_id"]})["nome"] == "Parafuso sextavado"
    assert gestor.post(url, data={**NOVO, "codigo": "P0002"}).status_code == 400


def test_desativar(gestor, produto, banco):
    banco.saldos.update_many({"produto_id": produto["_id"]}, {"$set": {"quantidade": 0}})
    resposta = gestor.post(f"/produtos/{produto['_id']}/desativar")
    assert resposta.location == "/produtos?busca=P0001&inativos=1"
    assert banco.produtos.find_one({"_id": produto["_id"]})["ativo"] is False


def test_nao_desativa_com_saldo(gestor, produto, local, saldo):
    saldo(local("C1"), 5)
    resposta = gestor.post(f"/produtos/{produto['_id']}/desativar", follow_redirects=True)
    assert "ainda tem saldo" in resposta.text


def enviar_imagem(navegador, produto, conteudo, tipo="image/png"):
    dados = {"imagem": (io.BytesIO(conteudo), "foto.png", tipo)}
    url = f"/produtos/{produto['_id']}/imagem"
    return navegador.post(url, data=dados, follow_redirects=True)


def test_imagem_enviada_e_servida(gestor, produto):
    assert "Imagem atualizada." in enviar_imagem(gestor, produto, PNG).text
    imagem = gestor.get("/uploads/p0001.png")
    assert (imagem.data, imagem.mimetype) == (PNG, "image/png")
    assert gestor.get("/uploads/../app.py").status_code == 404


def test_imagem_recusada(gestor, produto):
    assert "Envie PNG" in enviar_imagem(gestor, produto, b"%PDF", "application/pdf").text
    assert "passa de 1 MB" in enviar_imagem(gestor, produto, b"0" * (1024 * 1024 + 1)).text
    url = f"/produtos/{produto['_id']}/imagem"
    assert "Escolha um arquivo" in gestor.post(url, follow_redirects=True).text


def test_corpo_maior_que_o_limite(gestor, produto):
    resposta = enviar_imagem(gestor, produto, b"0" * (5 * 1024 * 1024))
    assert resposta.status_code == 413
