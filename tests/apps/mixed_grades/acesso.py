"""Quem entra: o usuário se carrega a si mesmo."""

from banco import db
from flask import Blueprint, flash, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user

acesso = Blueprint("acesso", __name__)
entrada = LoginManager()
entrada.login_view = "acesso.entrar"


class Usuario(UserMixin):
    def __init__(self, nome):
        documento = db.usuarios.find_one({"nome": nome}) or {}
        self.id = nome
        self.papel = documento.get("papel", "leitor")


@entrada.user_loader
def carregar(nome):
    return Usuario(nome)


@acesso.post("/entrar")
def entrar():
    nome = request.form["nome"]
    db.usuarios.update_one({"nome": nome}, {"$set": {"papel": request.form["papel"]}}, upsert=True)
    login_user(Usuario(nome))
    flash(f"oi, {nome}")
    return redirect(url_for("acesso.eu"))


@acesso.get("/eu")
@login_required
def eu():
    return {"nome": current_user.id, "papel": current_user.papel}
