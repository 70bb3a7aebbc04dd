"""Camadas: visão -> serviço -> DAO com mixins, banco atrás de um LocalProxy e em g."""

import os

from flask import Flask, g, jsonify, request

from extensoes import banco
from rotas import loja

app = Flask(__name__)
app.config["MONGO_URI"] = os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja")
app.register_blueprint(loja)


@app.before_request
def quem():
    request.usuario = request.headers.get("X-Usuario", "ninguém")
    g.passos = []


@app.after_request
def conta(resposta):
    resposta.headers["X-Passos"] = str(len(g.passos))
    return resposta


@app.errorhandler(LookupError)
def falta(erro):
    banco.erros.insert_one({"erro": str(erro), "usuario": request.usuario})
    return jsonify(erro=str(erro)), 404
