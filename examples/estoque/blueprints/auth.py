"""Entrada, saída e a conta de quem está usando."""

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_required, login_user, logout_user

from dao.local_dao import locais_dao
from models.usuario import Usuario
from seguranca import csrf_token
from utils import serializar

auth_bp = Blueprint("auth", __name__)


def destino_seguro(destino):
    """Só volta para caminhos deste site."""
    if destino and destino.startswith("/") and not destino.startswith(("//", "/\\")):
        return destino
    return url_for("main.painel")


@auth_bp.route("/login", methods=["GET", "POST"])
def login():
    if current_user.is_authenticated:
        return redirect(url_for("main.painel"))
    if request.method == "POST":
        email = request.form.get("email", "")
        usuario = Usuario.autenticar(email, request.form.get("senha", ""))
        if usuario is None:
            current_app.logger.warning("Login recusado para %s", email)
            flash("E-mail ou senha inválidos.", "erro")
            return render_template("login.html", email=email), 401
        login_user(usuario, remember="lembrar" in request.form)
        usuario.registrar_acesso(g.agora)
        session["entrou_em"] = g.agora.isoformat(timespec="seconds")
        flash(f"Olá, {usuario.nome}!", "sucesso")
        return redirect(destino_seguro(request.args.get("next")))
    return render_template("login.html", email="")


@auth_bp.route("/logout", methods=["POST"])
@login_required
def logout():
    logout_user()
    session.pop("entrou_em", None)
    flash("Você saiu.", "info")
    return redirect(url_for("auth.login"))


@auth_bp.route("/conta")
@login_required
def conta():
    return render_template(
        "conta.html",
        perfil=current_user.nome_do_perfil,
        permissoes=sorted(current_user.permissoes),
        locais=locais_dao.permitidos(current_user),
        total=current_user.total_movimentacoes,
        entrou_em=session.get("entrou_em"),
    )


@auth_bp.route("/conta/senha", methods=["POST"])
@login_required
def trocar_senha():
    nova = request.form["nova"]
    if not current_user.senha_confere(request.form["atual"]):
        flash("A senha atual não confere.", "erro")
    elif len(nova) < 6:
        flash("A nova senha precisa de ao menos 6 caracteres.", "erro")
    elif nova != request.form.get("confirmacao"):
        flash("A confirmação é diferente da nova senha.", "erro")
    else:
        current_user.trocar_senha(nova)
        flash("Senha alterada.", "sucesso")
    return redirect(url_for("auth.conta"))


@auth_bp.route("/api/sessao")
def sessao():
    """Quem está usando e o token CSRF, para o JavaScript e para as integrações."""
    if not current_user.is_authenticated:
        return {"autenticado": False, "csrf_token": csrf_token()}
    return {
        "autenticado": True,
        "csrf_token": csrf_token(),
        "usuario": {
            "id": current_user.get_id(),
            "nome": current_user.nome,
            "email": current_user.email,
            "perfil": current_user.perfil,
            "permissoes": sorted(current_user.permissoes),
            "locais": serializar(current_user.doc.get("locais", [])),
        },
    }
