from flask import Flask, g, request

from contas import contas
from pedidos import pedidos


def create_app():
    app = Flask(__name__)
    app.secret_key = "para testes"

    @app.before_request
    def marcar():
        g.caminho = request.path

    app.register_blueprint(pedidos)
    app.register_blueprint(contas, url_prefix="/contas")
    return app
