"""Entrada, saída e a conta de quem está usando."""

from fastapi import Depends

from generated_app.compat.blueprint import Blueprint
from generated_app.compat.context import current_app, g, request, session
from generated_app.compat.flashing import flash
from generated_app.compat.login import (
    current_user,
    load_current_user,
    login_required,
    login_user,
    logout_user,
)
from generated_app.compat.responses import redirect
from generated_app.compat.templates import render_template
from generated_app.compat.urls import url_for
from generated_app.dao.local_dao import locais_dao
from generated_app.models.usuario import Usuario
from generated_app.seguranca import csrf_token
from generated_app.utils import serializar

auth_bp = Blueprint("auth", __name__)


def destino_seguro(destino):
    """Só volta para caminhos deste site."""
    if destino and destino.startswith("/") and not destino.startswith(("//", "/\\")):
        return destino
    return url_for("main.painel")


@auth_bp.api_route("/login", methods=["GET", "POST"])
async def login():
    if (await load_current_user()).is_authenticated:
        return redirect(url_for("main.painel"))
    if request.method == "POST":
        email = request.form.get("email", "")
        usuario = await Usuario.autenticar(email, request.form.get("senha", ""))
        if usuario is None:
            current_app.logger.warning("Login recusado para %s", email)
            flash("E-mail ou senha inválidos.", "erro")
            return await render_template("login.html", email=email), 401
        await login_user(usuario, remember="lembrar" in request.form)
        await usuario.registrar_acesso(g.agora)
        session["entrou_em"] = g.agora.isoformat(timespec="seconds")
        flash(f"Olá, {usuario.nome}!", "sucesso")
        return redirect(destino_seguro(request.args.get("next")))
    return await render_template("login.html", email="")


@auth_bp.post("/logout", dependencies=[Depends(login_required)])
async def logout():
    await logout_user()
    session.pop("entrou_em", None)
    flash("Você saiu.", "info")
    return redirect(url_for("auth.login"))


@auth_bp.get("/conta", dependencies=[Depends(login_required)])
async def conta():
    return await render_template(
        "conta.html",
        perfil=await current_user.nome_do_perfil,
        permissoes=sorted(await current_user.permissoes),
        locais=await locais_dao.permitidos(current_user),
        total=await current_user.total_movimentacoes,
        entrou_em=session.get("entrou_em"),
    )


@auth_bp.post("/conta/senha", dependencies=[Depends(login_required)])
async def trocar_senha():
    nova = request.form["nova"]
    if not await current_user.senha_confere(request.form["atual"]):
        flash("A senha atual não confere.", "erro")
    elif len(nova) < 6:
        flash("A nova senha precisa de ao menos 6 caracteres.", "erro")
    elif nova != request.form.get("confirmacao"):
        flash("A confirmação é diferente da nova senha.", "erro")
    else:
        await current_user.trocar_senha(nova)
        flash("Senha alterada.", "sucesso")
    return redirect(url_for("auth.conta"))


@auth_bp.get("/api/sessao")
async def sessao():
    """Quem está usando e o token CSRF, para o JavaScript e para as integrações."""
    if not (await load_current_user()).is_authenticated:
        return {"autenticado": False, "csrf_token": csrf_token()}
    return {
        "autenticado": True,
        "csrf_token": csrf_token(),
        "usuario": {
            "id": current_user.get_id(),
            "nome": current_user.nome,
            "email": current_user.email,
            "perfil": current_user.perfil,
            "permissoes": sorted(await current_user.permissoes),
            "locais": serializar(current_user.doc.get("locais", [])),
        },
    }
