from flask import current_app, g
from pymongo import MongoClient
from werkzeug.local import LocalProxy


def pegar_banco():
    if "banco" not in g:
        g.cliente = MongoClient(current_app.config["MONGO_URI"])
        g.banco = g.cliente.get_default_database()
    return g.banco


banco = LocalProxy(pegar_banco)
