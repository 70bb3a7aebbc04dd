"""A package whose factory wants to know the environment."""

from flask import Flask

from .rotas import rotas


def create_app(ambiente, *, depurar=False):
    app = Flask(__name__)
    app.config["AMBIENTE"] = ambiente
    app.config["DEPURAR"] = depurar
    app.register_blueprint(rotas)
    return app
