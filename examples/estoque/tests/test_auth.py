def test_pagina_exige_login(cliente):
    resposta = cliente.get("/movimentacoes/?tipo=saida")
    assert resposta.status_code == 302
    assert resposta.location == "/login?next=/movimentacoes/?tipo%3Dsaida"


def test_api_exige_login(cliente):
    resposta = cliente.get("/api/dashboard")
    assert resposta.status_code == 401
    assert resposta.json == {"erro": "Autenticação necessária.", "status": 401}


def test_login_certo(visitante, banco):
    resposta = visitante.entrar("ana")
    assert (resposta.status_code, resposta.location) == (302, "/painel")
    assert "Olá, Ana Souza!" in visitante.get("/painel").text
    assert banco.usuarios.find_one({"email": "ana@estoque.local"})["ultimo_acesso"]


def test_login_volta_para_onde_estava(visitante):
    dados = {"email": "ANA@estoque.local ", "senha": "admin123"}
    resposta = visitante.post("/login?next=/produtos?busca=led", data=dados)
    assert resposta.location == "/produtos?busca=led"


def test_login_nao_redireciona_para_fora(visitante):
    dados = {"email": "ana@estoque.local", "senha": "admin123"}
    assert visitante.post("/login?next=//mal.example", data=dados).location == "/painel"


def test_login_errado(visitante):
    resposta = visitante.post("/login", data={"email": "ana@estoque.local", "senha": "x"})
    assert resposta.status_code == 401
    assert "E-mail ou senha inválidos." in resposta.text
    assert 'value="ana@estoque.local"' in resposta.text


def test_usuario_inativo_nao_entra(visitante):
    dados = {"email": "gilda@estoque.local", "senha": "operador123"}
    assert visitante.post("/login", data=dados).status_code == 401


def test_lembrar_de_mim(visitante, cliente):
    visitante.entrar("ana", lembrar="1")
    assert cliente.get_cookie("remember_token")
    cliente.delete_cookie("session")
    assert visitante.get("/conta").status_code == 200


def test_sem_lembrar_nao_ha_cookie(visitante, cliente):
    visitante.entrar("ana")
    assert cliente.get_cookie("remember_token") is None


def test_logout(admin):
    assert admin.post("/logout").location == "/login"
    assert admin.get("/painel").status_code == 302


def test_desativado_perde_a_sessao(operador, banco):
    banco.usuarios.update_one({"email": "carla@estoque.local"}, {"$set": {"ativo": False}})
    assert operador.get("/api/alertas").status_code == 401


def test_post_sem_csrf(admin):
    resposta = admin.cliente.post("/logout")
    assert resposta.status_code == 400
    assert "Token CSRF ausente" in resposta.text


def test_api_com_csrf_errado(admin):
    resposta = admin.post("/api/alertas/lidos", json={}, headers={"X-CSRF-Token": "errado"})
    assert resposta.status_code == 400
    assert "CSRF" in resposta.json["erro"]


def test_csrf_no_formulario(admin):
    resposta = admin.cliente.post("/logout", data={"_csrf": admin.csrf})
    assert resposta.status_code == 302


def test_sessao_anonima_e_autenticada(visitante):
    anonima = visitante.get("/api/sessao").json
    assert anonima == {"autenticado": False, "csrf_token": visitante.csrf}
    visitante.entrar("carla")
    usuario = visitante.get("/api/sessao").json["usuario"]
    assert usuario["perfil"] == "operador"
    assert usuario["permissoes"] == ["movimentacoes.criar"]
    assert len(usuario["locais"]) == 1


def test_conta_lista_os_locais(operador):
    pagina = operador.get("/conta").text
    assert "Meus locais (10)" in pagina
    assert "C1-A1-S3-T2" in pagina
    assert "C1-A2" not in pagina


def test_trocar_senha(operador, visitante):
    dados = {"atual": "operador123", "nova": "nova-senha", "confirmacao": "nova-senha"}
    assert operador.post("/conta/senha", data=dados).location == "/conta"
    assert "Senha alterada." in operador.get("/conta").text
    entrada = {"email": "carla@estoque.local", "senha": "nova-senha"}
    assert visitante.post("/login", data=entrada).status_code == 302


def test_trocar_senha_com_a_atual_errada(operador):
    operador.post("/conta/senha", data={"atual": "x", "nova": "nova-senha"})
    assert "A senha atual não confere." in operador.get("/conta").text


def test_trocar_senha_sem_campo(operador):
    assert operador.post("/conta/senha", data={"atual": "x"}).status_code == 400
