"""Asks its database at once, wraps the error and gives up."""

import os

from flask import Flask
from pymongo import MongoClient
from pymongo.errors import PyMongoError


def conectar():
    uri = os.environ.get("BANCO_MONGO", "mongodb://127.0.0.1:9/loja")
    cliente = MongoClient(uri, serverSelectionTimeoutMS=200)
    try:
        cliente.admin.command("ping")
    except PyMongoError:
        raise SystemExit("o banco não responde")
    return cliente.get_default_database()


db = conectar()
app = Flask(__name__)


@app.route("/")
def total():
    return str(db.produtos.count_documents({}))
