"""Flask-Login e JWT no mesmo projeto: carregadores e listas de bloqueio que consultam o banco."""

import os
from datetime import timedelta

from flask import Flask, jsonify, request
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    current_user as dono_do_token,
    get_jwt,
    get_jwt_identity,
    jwt_required,
)
from flask_login import LoginManager, current_user, login_required, login_user, logout_user

from usuarios import Usuario, banco

app = Flask(__name__)
app.config.update(
    SECRET_KEY="dois",
    JWT_SECRET_KEY="um segredo com trinta e dois bytes",
    JWT_ACCESS_TOKEN_EXPIRES=timedelta(hours=1),
)
login = LoginManager(app)
login.login_view = "entrar"
jwt = JWTManager(app)


@login.user_loader
def carregar(numero):
    return Usuario.por_numero(int(numero))


@login.request_loader
def pela_chave(pedido):
    chave = pedido.headers.get("X-Chave")
    return Usuario.pela_chave(chave) if chave else None


@jwt.user_lookup_loader
def do_token(_cabecalho, dados):
    return Usuario.por_numero(int(dados["sub"]))


@jwt.token_in_blocklist_loader
def bloqueado(_cabecalho, dados):
    return banco.bloqueados.find_one({"jti": dados["jti"]}) is not None


@jwt.revoked_token_loader
def revogado(_cabecalho, _dados):
    return jsonify(erro="revogado", total=banco.bloqueados.count_documents({})), 401


@app.post("/contas")
def criar():
    dados = request.get_json()
    usuario = Usuario.criar(dados["nome"], dados["senha"])
    return jsonify(numero=usuario.numero), 201


@app.post("/entrar")
def entrar():
    usuario = Usuario.pelo_nome(request.form["nome"])
    if usuario is None or not usuario.confere(request.form["senha"]):
        return "não", 401
    login_user(usuario, remember="lembrar" in request.form)
    return f"olá, {current_user.nome}"


@app.get("/eu")
@login_required
def eu():
    return {"nome": current_user.nome, "lojas": current_user.lojas, "admin": current_user.admin}


@app.get("/talvez")
def talvez():
    if current_user.is_authenticated:
        return current_user.nome
    return "ninguém"


@app.post("/sair")
@login_required
def sair():
    logout_user()
    return "tchau"


@app.post("/token")
def token():
    dados = request.get_json()
    usuario = Usuario.pelo_nome(dados["nome"])
    if not usuario or not usuario.confere(dados["senha"]):
        return jsonify(erro="não"), 401
    extras = {"lojas": usuario.lojas}
    return jsonify(
        acesso=create_access_token(str(usuario.numero), additional_claims=extras),
        outro=create_refresh_token(str(usuario.numero)),
    )


@app.get("/api/eu")
@jwt_required()
def api_eu():
    return jsonify(nome=dono_do_token.nome, quem=get_jwt_identity(), lojas=get_jwt()["lojas"])


@app.get("/api/talvez")
@jwt_required(optional=True)
def api_talvez():
    return jsonify(quem=get_jwt_identity())


@app.post("/api/renovar")
@jwt_required(refresh=True)
def renovar():
    return jsonify(acesso=create_access_token(get_jwt_identity(), additional_claims={"lojas": 0}))


@app.delete("/api/token")
@jwt_required()
def revogar():
    banco.bloqueados.insert_one({"jti": get_jwt()["jti"], "quem": dono_do_token.nome})
    return "", 204
