import pytest

NOVO = {
    "nome": "Heitor Melo",
    "email": "Heitor@estoque.local",
    "perfil": "operador",
    "senha": "heitor123",
}


@pytest.mark.parametrize("nome", ["bruno", "carla", "elisa"])
def test_so_admin(entrar_como, nome):
    assert entrar_como(nome).get("/usuarios/").status_code == 403


def test_anonimo_vai_para_o_login(cliente):
    assert cliente.get("/usuarios/").location == "/login?next=/usuarios/"


def test_listar(admin):
    assert "Gilda Prado" in admin.get("/usuarios/").text
    pagina = admin.get("/usuarios/?perfil=gestor").text
    assert "Bruno Lima" in pagina
    assert "Gilda Prado" not in pagina


def test_criar_e_entrar(admin, visitante, local, banco):
    dados = {**NOVO, "locais": [str(local("C1-A1")["_id"]), str(local("C2")["_id"])]}
    assert admin.post("/usuarios/novo", data=dados).location == "/usuarios/"
    assert len(banco.usuarios.find_one({"email": "heitor@estoque.local"})["locais"]) == 2
    entrada = {"email": "heitor@estoque.local", "senha": "heitor123"}
    assert visitante.post("/login", data=entrada).status_code == 302


def test_criar_com_erros(admin):
    resposta = admin.post("/usuarios/novo", data={**NOVO, "email": "sem-arroba"})
    assert (resposta.status_code, "E-mail inválido." in resposta.text) == (400, True)
    resposta = admin.post("/usuarios/novo", data={**NOVO, "senha": "123"})
    assert "Use ao menos 6 caracteres." in resposta.text
    resposta = admin.post("/usuarios/novo", data={**NOVO, "email": "ana@estoque.local"})
    assert "Este e-mail já está em uso." in resposta.text


def test_editar(admin, banco):
    carla = banco.usuarios.find_one({"email": "carla@estoque.local"})
    url = f"/usuarios/{carla['_id']}/editar"
    assert admin.get(url).text.count(" selected") == 2  # o perfil e um local
    dados = {"nome": "Carla Dias Melo", "email": carla["email"], "perfil": "consulta"}
    assert admin.post(url, data=dados).location == "/usuarios/?perfil=consulta"
    depois = banco.usuarios.find_one({"_id": carla["_id"]})
    assert (depois["nome"], depois["perfil"], depois["locais"]) == (
        "Carla Dias Melo",
        "consulta",
        [],
    )
    assert admin.post(url, data={**dados, "email": "ana@estoque.local"}).status_code == 400


def test_alternar_ativo_e_auditoria(admin, banco):
    gilda = banco.usuarios.find_one({"email": "gilda@estoque.local"})
    url = f"/usuarios/{gilda['_id']}/ativo"
    assert "Usuário ativado." in admin.post(url, follow_redirects=True).text
    assert banco.usuarios.find_one({"_id": gilda["_id"]})["ativo"] is True
    pagina = admin.get("/usuarios/auditoria?acao=usuario.ativo").text
    assert str(gilda["_id"]) in pagina
    assert "1 registro<" in pagina


def test_nao_desativa_a_si_mesmo(admin, banco):
    ana = banco.usuarios.find_one({"email": "ana@estoque.local"})
    resposta = admin.post(f"/usuarios/{ana['_id']}/ativo")
    assert (resposta.status_code, "próprio usuário" in resposta.text) == (422, True)


def test_usuario_inexistente(admin):
    assert admin.get("/usuarios/123/editar").status_code == 404
