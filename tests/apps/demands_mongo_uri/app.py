"""Does not start without the address of its database."""

import os

from flask import Flask
from pymongo import MongoClient

cliente = MongoClient(os.environ["MONGO_URI"])
app = Flask(__name__)


@app.route("/")
def total():
    return str(cliente.get_default_database().produtos.count_documents({}))
