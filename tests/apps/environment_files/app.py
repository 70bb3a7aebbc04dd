"""Reads what .env and .flaskenv say."""

import os

from flask import Flask

app = Flask(os.environ["NOME_DA_LOJA"])
app.config["LIMITE"] = int(os.environ["LIMITE"])
