"""The database is None until the factory has run."""

from pymongo import MongoClient

cliente = None
db = None


def iniciar(app):
    global cliente, db
    cliente = MongoClient(app.config["MONGO_URI"], connect=False)
    db = cliente["loja"]
