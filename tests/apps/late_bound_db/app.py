from flask import Flask

import extensoes
from repositorio import produtos, Repositorio


def create_app():
    app = Flask(__name__)
    app.config["MONGO_URI"] = "mongodb://alguem:segredo@127.0.0.1:1/loja"
    extensoes.iniciar(app)
    produtos.ligar(extensoes.db)
    Repositorio.padrao = extensoes.db.padrao
    app.add_url_rule("/", "total", produtos.total)
    return app
