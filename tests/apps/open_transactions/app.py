"""Transações: sessões que um return deixa abertas, um decorador que injeta a sessão."""

import os
from functools import wraps

from flask import Flask, jsonify, request
from pymongo import MongoClient
from pymongo.errors import PyMongoError

app = Flask(__name__)
cliente = MongoClient(os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja"))
db = cliente.get_default_database()


def com_sessao(funcao):
    @wraps(funcao)
    def por_fora(*args, **kwargs):
        with cliente.start_session() as sessao:
            return funcao(sessao, *args, **kwargs)

    return por_fora


def erro_de_banco(funcao):
    @wraps(funcao)
    def por_fora(*args, **kwargs):
        try:
            return funcao(*args, **kwargs)
        except PyMongoError as erro:
            return jsonify(erro=type(erro).__name__), 503

    return por_fora


@app.post("/transferir/<de>/<para>")
@erro_de_banco
@com_sessao
def transferir(sessao, de, para):
    n = request.get_json()["n"]
    with sessao.start_transaction():
        db.saldos.update_one({"sku": de}, {"$inc": {"n": -n}}, session=sessao)
        if db.saldos.find_one({"sku": de}, session=sessao)["n"] < 0:
            sessao.abort_transaction()
            return jsonify(erro="saldo"), 409
        db.saldos.update_one({"sku": para}, {"$inc": {"n": n}}, session=sessao)
    return jsonify(feito=True)


@app.post("/aberta/<sku>")
@erro_de_banco
def aberta(sku):
    sessao = cliente.start_session()
    sessao.start_transaction()
    try:
        achado = db.saldos.find_one({"sku": sku}, session=sessao)
        if achado is None:
            return jsonify(erro="nada"), 404
        db.saldos.update_one({"sku": sku}, {"$inc": {"n": 1}}, session=sessao)
        sessao.commit_transaction()
        return jsonify(antes=achado["n"])
    except Exception:
        sessao.abort_transaction()
        raise
    finally:
        sessao.end_session()


def gravar(sessao):
    db.log.insert_one({"um": 1}, session=sessao)
    db.log.insert_one({"dois": 2}, session=sessao)
    return db.log.count_documents({}, session=sessao)


@app.post("/chamada")
@erro_de_banco
def chamada():
    with cliente.start_session() as sessao:
        return jsonify(n=sessao.with_transaction(gravar))


@app.post("/quebra")
def quebra():
    with cliente.start_session() as sessao, sessao.start_transaction():
        db.log.insert_one({"tres": 3}, session=sessao)
        raise RuntimeError("no meio")


@app.get("/saldos")
def saldos():
    return {s["sku"]: s["n"] for s in db.saldos.find().sort("_id", 1)} | {
        "log": db.log.count_documents({})
    }
