"""The database behind a LocalProxy that looks it up on g."""

from flask import Flask, current_app, g
from pymongo import MongoClient
from werkzeug.local import LocalProxy


def abrir():
    if "db" not in g:
        g.db = MongoClient(current_app.config["MONGO_URI"], connect=False)["loja"]
    return g.db


db = LocalProxy(abrir)
quebrado = LocalProxy(lambda: current_app.nao_existe)
app = Flask(__name__)
app.config["MONGO_URI"] = "mongodb://127.0.0.1:1/"
colecao = MongoClient("mongodb://127.0.0.1:1/", connect=False).loja.produtos


@app.route("/")
def total():
    return str(db.produtos.count_documents({}))
