"""Controle de estoque: a fábrica da aplicação."""

import os
from datetime import datetime

from flask import Flask, g, request
from flask_login import current_user

import extensions
from errors import registrar_erros
from extensions import init_mongo, login_manager
from filters import registrar_filtros
from seguranca import registrar_csrf


def create_app(configuracao=None):
    """Monta a aplicação; ``configuracao`` (um dict) sobrepõe o ``config.Config``."""
    app = Flask(__name__)
    app.config.from_object("config.Config")
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
    from blueprints.auth import auth_bp
    from blueprints.main import main_bp
    from blueprints.movimentacoes import movimentacoes_bp
    from blueprints.produtos import produtos_bp
    from blueprints.relatorios import relatorios_bp
    from blueprints.usuarios import usuarios_bp

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
    def dados_do_menu():
        """O que todas as páginas usam: o tema, o ano do rodapé e os alertas por ler."""
        contexto = {"tema": g.get("tema", "claro"), "ano": datetime.now().year, "total_alertas": 0}
        if current_user.is_authenticated:
            contexto["total_alertas"] = extensions.db.alertas.count_documents({"lido": False})
        return contexto
