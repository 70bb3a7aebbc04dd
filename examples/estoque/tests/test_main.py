import pytest


@pytest.mark.parametrize("url", ["/", "/painel", "/painel?dias=abc"])
def test_painel(admin, url):
    pagina = admin.get(url).text
    assert "Movimentações em 30 dias" in pagina
    assert "R$ " in pagina


def test_saude_e_cabecalhos(cliente):
    resposta = cliente.get("/saude")
    assert resposta.json == {"status": "ok"}
    assert resposta.headers["X-Frame-Options"] == "DENY"
    assert "Cache-Control" not in resposta.headers


def test_dashboard(admin, banco):
    resposta = admin.get("/api/dashboard?dias=7")
    dados = resposta.json
    assert resposta.headers["Cache-Control"] == "no-store"
    assert dados["dias"] == 7
    assert dados["movimentacoes"] == 200
    assert dados["produtos_ativos"] + dados["produtos_inativos"] == 60
    assert dados["por_nivel"][3] == {"nivel": 4, "locais": 36}
    precos = {p["_id"]: p["preco_custo"] for p in banco.produtos.find()}
    valor = sum(s["quantidade"] * precos[s["produto_id"]] for s in banco.saldos.find())
    assert dados["valor_em_estoque"] == pytest.approx(valor, abs=0.01)


def test_dashboard_com_periodo_fora(admin):
    resposta = admin.get("/api/dashboard?dias=1000")
    assert (resposta.status_code, resposta.json["erro"]) == (400, "Use de 1 a 365 dias.")


def test_hierarquia_soma_a_subarvore(admin, banco):
    itens = admin.get("/api/estoque/hierarquia?nivel=1").json["itens"]
    assert [i["codigo"] for i in itens] == ["C1", "C2"]
    assert sum(i["quantidade_total"] for i in itens) == sum(
        s["quantidade"] for s in banco.saldos.find()
    )
    assert itens[0]["filhos"] == 3


def test_hierarquia_pagina_e_caminho(admin):
    dados = admin.get("/api/estoque/hierarquia?nivel=4&por_pagina=5&pagina=2").json
    assert (dados["total"], dados["paginas"], len(dados["itens"])) == (36, 8, 5)
    caminho = dados["itens"][0]["caminho"]
    assert caminho == "Central Norte / Almoxarifado Norte 1 / Sub 1.3 / Setor 1.3.2"


def test_hierarquia_filtra_por_pai_busca_e_produto(admin, local, produto, saldo):
    saldo(local("C1-A2"), 7)
    pai = local("C1")["_id"]
    url = f"/api/estoque/hierarquia?pai_id={pai}&busca=norte+2&produto_id={produto['_id']}"
    (item,) = admin.get(url).json["itens"]
    assert (item["codigo"], item["quantidade"], item["produtos"]) == ("C1-A2", 7, 1)


def test_hierarquia_do_operador(operador):
    dados = operador.get("/api/estoque/hierarquia?por_pagina=100").json
    assert dados["total"] == 10
    assert all(i["codigo"].startswith("C1-A1") for i in dados["itens"])


def test_hierarquia_com_saldo(admin, banco):
    total = admin.get("/api/estoque/hierarquia?com_saldo=1").json["total"]
    assert total == len(banco.saldos.distinct("local_id", {"quantidade": {"$gt": 0}}))


def test_hierarquia_com_produto_desconhecido(admin):
    assert admin.get("/api/estoque/hierarquia?produto_id=nada").status_code == 404


def test_saldos_por_local(operador, local, saldo):
    saldo(local("C1-A1"), 90000)
    url = f"/api/estoque/saldos?local_id={local('C1-A1')['_id']}"
    primeiro = operador.get(url).json["itens"][0]
    assert (primeiro["quantidade"], primeiro["local"]) == (90000, "Almoxarifado Norte 1")


def test_saldos_de_local_alheio(operador, local):
    assert operador.get(f"/api/estoque/saldos?local_id={local('C2')['_id']}").status_code == 403


def test_lista_de_locais(admin):
    assert admin.get("/locais/").text.count("<tr>") == 63
    assert admin.get("/locais/nivel/2").text.count("<tr>") == 7
    assert admin.get("/locais/nivel/9").status_code == 404
    assert admin.get("/locais").status_code == 308


def test_ver_local(operador, local):
    pagina = operador.get(f"/locais/{local('C1-A1-S1')['_id']}").text
    assert "Central Norte / Almoxarifado Norte 1 / Sub 1.1" in pagina
    assert "C1-A1-S1-T2" in pagina


def test_ver_local_alheio_ou_inexistente(operador, local):
    assert operador.get(f"/locais/{local('C2')['_id']}").status_code == 403
    assert operador.get("/locais/nao-existe").status_code == 404


def test_criar_local(gestor, local):
    dados = {"codigo": "c1-a9", "nome": "Almoxarifado novo", "pai_id": str(local("C1")["_id"])}
    resposta = gestor.post("/api/locais", json=dados)
    assert resposta.status_code == 201
    assert resposta.json["tipo"] == "almoxarifado"
    assert resposta.json["ancestrais"] == [str(local("C1")["_id"])]


def test_criar_local_repetido_ou_abaixo_de_setor(gestor, local):
    assert gestor.post("/api/locais", json={"codigo": "C1", "nome": "X"}).status_code == 400
    setor = str(local("C1-A1-S1-T1")["_id"])
    resposta = gestor.post("/api/locais", json={"codigo": "Z", "nome": "Z", "pai_id": setor})
    assert resposta.json["codigo"] == "dados_invalidos"
    assert "pai_id" in resposta.json["detalhes"]


def test_operador_nao_cria_local(operador):
    assert operador.post("/api/locais", json={"codigo": "X", "nome": "X"}).status_code == 403


def test_alertas(gestor, banco):
    alertas = gestor.get("/api/alertas?limite=3").json
    assert alertas["total"] == 3
    ids = [a["id"] for a in alertas["itens"][:2]]
    assert gestor.post("/api/alertas/lidos", json={"ids": ids}).json == {"marcados": 2}
    assert gestor.post("/api/alertas/lidos", json={}).json == {"marcados": 8}
    assert gestor.get("/api/alertas").json["total"] == 0
    assert gestor.get("/api/alertas?todos=1").json["total"] == 10


def test_marcar_alertas_sem_json(gestor):
    resposta = gestor.post("/api/alertas/lidos", data={"x": "1"})
    assert (resposta.status_code, resposta.json["erro"]) == (415, "Unsupported Media Type")


def test_sincronizar_alertas(gestor, banco):
    criados = gestor.post("/api/alertas/sincronizar").json["criados"]
    assert criados > 0
    assert banco.alertas.count_documents({"lido": False}) == 10 + criados
    assert gestor.post("/api/alertas/sincronizar").json == {"criados": 0}


def test_tema_fica_no_cookie(admin, cliente):
    assert 'data-tema="claro"' in admin.get("/painel").text
    assert admin.post("/preferencias/tema", data={"tema": "escuro"}).status_code == 302
    assert 'data-tema="escuro"' in admin.get("/painel").text
    assert admin.post("/preferencias/tema", data={"tema": "roxo"}).status_code == 400
