"""Controle de estoque: a fábrica da aplicação."""

import os
from datetime import datetime

from generated_app import extensions
from generated_app.compat.application import Application
from generated_app.compat.context import g, request
from generated_app.compat.login import load_current_user
from generated_app.errors import registrar_erros
from generated_app.extensions import init_mongo, login_manager
from generated_app.filters import registrar_filtros
from generated_app.seguranca import registrar_csrf


def create_app(configuracao=None):
    """Monta a aplicação; ``configuracao`` (um dict) sobrepõe o ``config.Config``."""
    app = Application(__name__, async_templates=True)
    app.config.from_object("generated_app.config.Config")
    if configuracao:
        app.config.from_mapping(configuracao)
    os.makedirs(app.config["UPLOAD_FOLDER"], exist_ok=True)

    init_mongo(app)
    login_manager.init_app(app)

    registrar_hooks(app)
    registrar_csrf(app)
    registrar_blueprints(app)
    registrar_filtros(app)
    registrar_erros(app)
    return app


def registrar_blueprints(app):
    from generated_app.blueprints.auth import auth_bp
    from generated_app.blueprints.main import main_bp
    from generated_app.blueprints.movimentacoes import movimentacoes_bp
    from generated_app.blueprints.produtos import produtos_bp
    from generated_app.blueprints.relatorios import relatorios_bp
    from generated_app.blueprints.usuarios import usuarios_bp

    app.register_blueprint(auth_bp)
    app.register_blueprint(main_bp)
    app.register_blueprint(produtos_bp)
    app.register_blueprint(movimentacoes_bp)
    app.register_blueprint(relatorios_bp)
    app.register_blueprint(usuarios_bp, url_prefix="/usuarios")


def registrar_hooks(app):
    @app.before_request
    def preparar_contexto():
        g.agora = datetime.utcnow()
        g.api = request.path.startswith("/api/")
        g.tema = request.cookies.get("tema", "claro")
        if g.tema not in ("claro", "escuro"):
            g.tema = "claro"

    @app.after_request
    def cabecalhos_de_seguranca(resposta):
        resposta.headers["X-Frame-Options"] = "DENY"
        resposta.headers["X-Content-Type-Options"] = "nosniff"
        resposta.headers.setdefault("Referrer-Policy", "same-origin")
        if request.path.startswith("/api/"):
            resposta.headers["Cache-Control"] = "no-store"
        return resposta

    @app.context_processor
    async def dados_do_menu():
        """O que todas as páginas usam: o tema, o ano do rodapé e os alertas por ler."""
        contexto = {"tema": g.get("tema", "claro"), "ano": datetime.now().year, "total_alertas": 0}
        if (await load_current_user()).is_authenticated:
            contexto["total_alertas"] = await extensions.db.alertas.count_documents({"lido": False})
        return contexto
