from flask import Flask

from ferramentas.contas import dobro

app = Flask(__name__)


@app.route("/<int:n>")
def ver(n):
    return str(dobro(n))
