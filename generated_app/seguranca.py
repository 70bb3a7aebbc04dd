"""Proteção contra CSRF com um token guardado na sessão."""

import secrets

from generated_app.compat.context import current_app, request, session
from generated_app.compat.responses import abort

METODOS_PROTEGIDOS = {"POST", "PUT", "PATCH", "DELETE"}


def csrf_token():
    """Token da sessão atual; criado na primeira vez em que alguém pede."""
    if "_csrf" not in session:
        session["_csrf"] = secrets.token_hex(16)
    return session["_csrf"]


def verificar_csrf():
    """Recusa escrita sem o token no campo ``_csrf`` ou no cabeçalho ``X-CSRF-Token``."""
    if request.method not in METODOS_PROTEGIDOS:
        return
    enviado = request.headers.get("X-CSRF-Token") or request.form.get("_csrf", "")
    esperado = session.get("_csrf")
    if not esperado or not secrets.compare_digest(enviado.encode(), esperado.encode()):
        current_app.logger.warning("CSRF recusado em %s %s", request.method, request.path)
        abort(400, description="Token CSRF ausente ou inválido. Recarregue a página.")


def registrar_csrf(app):
    app.before_request(verificar_csrf)
    app.add_template_global(csrf_token, "csrf_token")
