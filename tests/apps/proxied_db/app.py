"""The database behind a LocalProxy that looks it up on g."""

from flask import Flask, current_app, g
from pymongo import MongoClient
from werkzeug.local import LocalProxy


def abrir():
    if "db" not in g:
        g.db = MongoClient(current_app.config["MONGO_URI"], connect=False)["loja"]
    return g.db


db = LocalProxy(abrir)
chamadas = []


def contar_chamadas():
    chamadas.append(1)
    return None if len(chamadas) > 1 else [current_app.name]


contado = LocalProxy(contar_chamadas)
quebrado = LocalProxy(lambda: current_app.nao_existe)
app = Flask(__name__)
app.config["MONGO_URI"] = "mongodb://127.0.0.1:1/"
colecao = MongoClient("mongodb://127.0.0.1:1/", connect=False).loja.produtos


@app.route("/")
def total():
    return str(db.produtos.count_documents({}))


def registrar(proxy):
    @app.route("/fechado")
    def fechado():
        return str(proxy)

    app.jinja_env.globals["contado"] = proxy


registrar(contado)
