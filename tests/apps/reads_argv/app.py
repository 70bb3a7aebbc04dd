"""Reads the command line while it is imported."""

import argparse
import sys

from flask import Flask

leitor = argparse.ArgumentParser()
leitor.add_argument("--porta", type=int, default=5000)
opcoes = leitor.parse_args()
print(sys.argv)

app = Flask(__name__)
app.config["PORTA"] = opcoes.porta


@app.route("/")
def inicio():
    return "inicio"
