"""Puts the address together from its parts, and asks the server at once."""

import os

from flask import Flask
from pymongo import MongoClient

host = os.getenv("MONGO_HOST", "localhost")
porta = int(os.getenv("MONGO_PORT", "9"))
cliente = MongoClient(host, porta, serverSelectionTimeoutMS=200)
cliente.admin.command("ping")
db = cliente[os.getenv("MONGO_DB_NAME", "loja")]
app = Flask(__name__)


@app.route("/")
def total():
    return str(db.produtos.count_documents({}))
