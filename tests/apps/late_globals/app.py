"""Globais preenchidas na fábrica, serviços criados no import, trabalho de banco ao iniciar."""

import argparse
import os
import sys

from flask import Flask
from pymongo import MongoClient
from pymongo.errors import PyMongoError

import extensoes


def opcoes():
    leitor = argparse.ArgumentParser()
    leitor.add_argument("--prefixo", default="/loja")
    return leitor.parse_known_args([])[0]


def conectar(uri):
    cliente = MongoClient(uri, serverSelectionTimeoutMS=20000)
    return cliente, cliente.get_default_database()


def create_app(prefixo=None):
    app = Flask(__name__)
    uri = os.environ.get("MONGO_URI")
    if uri is None:
        print("MONGO_URI falta", file=sys.stderr)
        sys.exit(1)
    extensoes.cliente, extensoes.db = conectar(uri)
    extensoes.db.produtos.create_index("sku", unique=True)
    extensoes.db.produtos.create_index([("tag", 1), ("preco", -1)], name="tag_preco")

    from rotas import produtos, saude

    app.register_blueprint(produtos.bp, url_prefix=prefixo or opcoes().prefixo)
    app.register_blueprint(saude.bp)
    return app
