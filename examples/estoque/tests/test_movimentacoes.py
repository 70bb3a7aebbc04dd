import pytest


@pytest.fixture
def corpo(produto, local):
    """Monta o pedido da API a partir dos códigos dos locais."""

    def montar(tipo, quantidade, origem=None, destino=None):
        dados = {"tipo": tipo, "produto_id": str(produto["_id"]), "quantidade": quantidade}
        if origem:
            dados["origem_id"] = str(local(origem)["_id"])
        if destino:
            dados["destino_id"] = str(local(destino)["_id"])
        return dados

    return montar


def test_entrada_soma(admin, corpo, local, saldo):
    saldo(local("C1"), 10)
    resposta = admin.post("/api/movimentacoes", json=corpo("entrada", 5, destino="C1"))
    assert resposta.status_code == 201
    assert (resposta.json["numero"], resposta.json["destino"]) == (201, "Central Norte")
    assert resposta.json["usuario"] == "Ana Souza"
    assert saldo(local("C1")) == 15


def test_entrada_em_local_sem_saldo(admin, corpo, local, saldo, banco):
    banco.saldos.delete_many({})
    admin.post("/api/movimentacoes", json=corpo("entrada", 8, destino="C2-A1"))
    assert saldo(local("C2-A1")) == 8


def test_saida_baixa(admin, corpo, local, saldo):
    saldo(local("C1"), 10)
    assert admin.post("/api/movimentacoes", json=corpo("saida", 4, "C1")).status_code == 201
    assert saldo(local("C1")) == 6


def test_saida_sem_estoque(admin, corpo, local, saldo, banco):
    saldo(local("C1"), 3)
    resposta = admin.post("/api/movimentacoes", json=corpo("saida", 4, "C1"))
    assert resposta.status_code == 409
    assert resposta.json["codigo"] == "estoque_insuficiente"
    assert resposta.json["detalhes"] == {"disponivel": 3, "solicitado": 4}
    assert saldo(local("C1")) == 3
    assert banco.movimentacoes.count_documents({}) == 200


def test_saida_abre_alerta(admin, corpo, local, saldo, produto, banco):
    banco.saldos.delete_many({})
    banco.alertas.delete_many({})
    saldo(local("C1"), 5)
    for _ in range(2):
        admin.post("/api/movimentacoes", json=corpo("saida", 1, "C1"))
    (alerta,) = banco.alertas.find()
    assert (alerta["produto_id"], alerta["total"]) == (produto["_id"], 3)


def test_transferencia(admin, corpo, local, saldo):
    saldo(local("C1"), 10)
    saldo(local("C2"), 1)
    dados = corpo("", 4, "C1", "C2")
    resposta = admin.post("/api/movimentacoes/transferencia", json=dados)
    assert (resposta.status_code, resposta.json["tipo"]) == (201, "transferencia")
    assert (saldo(local("C1")), saldo(local("C2"))) == (6, 5)


def test_transferencia_para_o_mesmo_local(admin, corpo):
    resposta = admin.post("/api/movimentacoes/transferencia", json=corpo("", 1, "C1", "C1"))
    assert (resposta.status_code, list(resposta.json["detalhes"])) == (400, ["destino_id"])


@pytest.mark.parametrize("quantidade", [0, -1, "abc", None, 2_000_000])
def test_quantidade_invalida(admin, corpo, quantidade):
    resposta = admin.post("/api/movimentacoes", json=corpo("entrada", quantidade, destino="C1"))
    assert (resposta.status_code, list(resposta.json["detalhes"])) == (400, ["quantidade"])


def test_tipo_e_ids_invalidos(admin):
    assert admin.post("/api/movimentacoes", json={"tipo": "doacao"}).status_code == 400
    resposta = admin.post("/api/movimentacoes", json={"tipo": "saida", "produto_id": "x"})
    assert sorted(resposta.json["detalhes"]) == ["origem_id", "produto_id", "quantidade"]


def test_operador_so_nos_seus_locais(operador, corpo, local, saldo):
    saldo(local("C2"), 10)
    saldo(local("C1-A1-S1"), 10)
    assert operador.post("/api/movimentacoes", json=corpo("saida", 1, "C2")).status_code == 422
    resposta = operador.post("/api/movimentacoes", json=corpo("saida", 1, "C1-A1-S1"))
    assert resposta.status_code == 201
    # Mandar para fora é permitido; trazer de fora, não.
    dados = corpo("transferencia", 1, "C1-A1-S1", "C2")
    assert operador.post("/api/movimentacoes", json=dados).status_code == 201
    assert (saldo(local("C1-A1-S1")), saldo(local("C2"))) == (8, 11)


def test_consulta_nao_movimenta(consulta, corpo):
    resposta = consulta.post("/api/movimentacoes", json=corpo("entrada", 1, destino="C1"))
    assert resposta.status_code == 403


def test_cancelar_entrada_saida_e_transferencia(admin, corpo, local, saldo):
    saldo(local("C1"), 10)
    saldo(local("C2"), 0)
    for dados in (
        corpo("entrada", 5, destino="C1"),
        corpo("saida", 5, "C1"),
        corpo("transferencia", 5, "C1", "C2"),
    ):
        numero = admin.post("/api/movimentacoes", json=dados).json["numero"]
        url = f"/api/movimentacoes/{numero}/cancelar"
        resposta = admin.post(url, json={"motivo": "erro de digitação"})
        assert (resposta.status_code, resposta.json["cancelada"]) == (200, True)
        assert (saldo(local("C1")), saldo(local("C2"))) == (10, 0)


def test_cancelar_duas_vezes(gestor, corpo):
    dados = corpo("entrada", 5, destino="C1")
    numero = gestor.post("/api/movimentacoes", json=dados).json["numero"]
    url = f"/api/movimentacoes/{numero}/cancelar"
    assert gestor.post(url, json={"motivo": "a"}).status_code == 200
    resposta = gestor.post(url, json={"motivo": "b"})
    assert (resposta.status_code, resposta.json["detalhes"]) == (422, {"numero": numero})


def test_cancelar_entrada_ja_consumida(admin, corpo, local, saldo, banco):
    saldo(local("C1"), 0)
    dados = corpo("entrada", 5, destino="C1")
    numero = admin.post("/api/movimentacoes", json=dados).json["numero"]
    admin.post("/api/movimentacoes", json=corpo("saida", 3, "C1"))
    resposta = admin.post(f"/api/movimentacoes/{numero}/cancelar", json={"motivo": "x"})
    assert resposta.status_code == 409
    assert banco.movimentacoes.find_one({"numero": numero})["cancelada"] is False
    assert saldo(local("C1")) == 2


def test_cancelar_exige_motivo_e_perfil(gestor, operador):
    assert gestor.post("/api/movimentacoes/1/cancelar").status_code == 400
    assert operador.post("/api/movimentacoes/1/cancelar", json={"motivo": "x"}).status_code == 403
    assert gestor.post("/api/movimentacoes/9999/cancelar", json={"motivo": "x"}).status_code == 404


def test_listar_com_filtros(admin, banco):
    dados = admin.get("/api/movimentacoes?tipo=entrada&tipo=saida&abertas=1&por_pagina=7").json
    filtro = {"tipo": {"$in": ["entrada", "saida"]}, "cancelada": False}
    assert dados["total"] == banco.movimentacoes.count_documents(filtro)
    numeros = [m["numero"] for m in dados["itens"]]
    assert numeros == sorted(numeros, reverse=True)
    assert len(numeros) == 7


def test_listar_por_periodo_e_local(admin, banco, local):
    origem = local("C1")["_id"]
    url = f"/api/movimentacoes?local_id={origem}&de=2026-01-05&ate=2026-01-31"
    for mov in admin.get(url).json["itens"]:
        assert str(origem) in (mov["origem_id"], mov["destino_id"])
        assert "Jan 2026" in mov["data"]


@pytest.mark.parametrize("parametro", ["de=31/12/2025", "tipo=outro"])
def test_listar_com_filtro_invalido(admin, parametro):
    assert admin.get(f"/api/movimentacoes?{parametro}").status_code == 400


def test_ver_movimentacao(consulta):
    assert consulta.get("/api/movimentacoes/1").json["tipo"] == "entrada"
    assert "Movimentação 1" in consulta.get("/movimentacoes/1").text
    assert consulta.get("/movimentacoes/999").status_code == 404
    assert consulta.get("/movimentacoes/abc").status_code == 404


def test_pagina_de_movimentacoes(admin):
    pagina = admin.get("/movimentacoes/?tipo=entrada").text
    assert 'value="entrada" checked' in pagina
    assert admin.get("/movimentacoes").status_code == 308


def test_nova_pela_pagina(operador, corpo, local, saldo):
    saldo(local("C1-A1"), 10)
    formulario = operador.get("/movimentacoes/nova").text
    assert formulario.count("C1-A2") == 10  # só na lista de destinos
    resposta = operador.post("/movimentacoes/nova", data=corpo("saida", 2, "C1-A1"))
    assert resposta.location == "/movimentacoes/201"
    assert "Movimentação 201 registrada." in operador.get(resposta.location).text


def test_nova_pela_pagina_com_erro(operador, corpo, local, saldo):
    saldo(local("C1-A1"), 1)
    resposta = operador.post("/movimentacoes/nova", data=corpo("saida", 2, "C1-A1"))
    assert resposta.status_code == 409
    assert "Estoque insuficiente" in resposta.text
    resposta = operador.post("/movimentacoes/nova", data=corpo("saida", 2, "C2"))
    assert resposta.status_code == 422
    assert "Você não trabalha em um dos locais" in resposta.text


def dados_do_lote(banco, local, quantidades):
    """Dois produtos com saldo 10 no local, cada um com a quantidade pedida."""
    produtos = list(banco.produtos.find({"ativo": True}).sort("codigo", 1).limit(2))
    for p in produtos:
        chave = {"produto_id": p["_id"], "local_id": local["_id"]}
        banco.saldos.update_one(chave, {"$set": {"quantidade": 10}}, upsert=True)
    return {
        "origem_id": str(local["_id"]),
        "produto_id": [str(p["_id"]) for p in produtos],
        "quantidade": quantidades,
    }


def test_lote(admin, banco, local):
    origem = local("C1")
    dados = dados_do_lote(banco, origem, ["3", "10"])
    resposta = admin.post("/movimentacoes/lote", data=dados)
    assert resposta.location == f"/movimentacoes/?tipo=saida&local_id={origem['_id']}"
    assert "2 saídas registradas." in admin.get(resposta.location).text
    assert banco.movimentacoes.count_documents({}) == 202


def test_lote_e_tudo_ou_nada(admin, banco, local):
    dados = dados_do_lote(banco, local("C1"), ["3", "11"])
    resposta = admin.post("/movimentacoes/lote", data=dados)
    assert resposta.status_code == 422
    assert "Não há saldo para todo o lote." in resposta.text
    assert banco.movimentacoes.count_documents({}) == 200


def test_lote_soma_linhas_do_mesmo_produto(admin, banco, local):
    dados = dados_do_lote(banco, local("C1"), ["6", "6"])
    dados["produto_id"][1] = dados["produto_id"][0]
    assert admin.post("/movimentacoes/lote", data=dados).status_code == 422
    assert banco.movimentacoes.count_documents({}) == 200


def test_lote_com_campos_desencontrados(admin, banco, local):
    dados = dados_do_lote(banco, local("C1"), ["3"])
    assert admin.post("/movimentacoes/lote", data=dados).status_code == 400
