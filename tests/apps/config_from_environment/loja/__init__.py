import os
from os import environ

from flask import Flask

from .config import Producao

segredo_do_cookie = os.environ.get("COOKIE_SECRET", "so-em-casa")


def create_app():
    app = Flask(__name__)
    app.config.from_object(Producao)
    app.config["MAIL_PASSWORD"] = environ.get("SMTP_PASSWORD")
    app.config.update(PAGINAS=int(os.getenv("PAGINAS", "20")), NOME="Loja")
    app.config.from_mapping({"API_KEY": os.environ.get("API_KEY"), "FIXO": "sempre o mesmo"})
    app.config.setdefault("TOKEN_SALT", segredo_do_cookie)

    @app.get("/")
    def inicio():
        return app.config["NOME"]

    return app
