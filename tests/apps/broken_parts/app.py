"""O que já não funciona hoje tem de falhar igual amanhã."""

import os

from flask import Flask, jsonify, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient(
    os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja")
).get_default_database()
colecao = db.produtos


@app.post("/inserir")
def inserir():
    db.log.insert_one({"antes": 1})
    colecao.insert({"sku": "novo"})
    return "nunca"


@app.get("/contar")
def contar():
    return {"n": db.produtos.find({"tag": "x"}).count()}


@app.get("/contar-tudo")
def contar_tudo():
    return {"n": colecao.count()}


@app.post("/salvar")
def salvar():
    try:
        colecao.save({"sku": "a"})
    except TypeError as erro:
        return {"erro": str(erro)[:40]}, 500
    return "nunca"


@app.post("/atualizar/<sku>")
def atualizar(sku):
    colecao.update({"sku": sku}, {"$set": {"qtd": 1}})
    return jsonify(ok=True)


@app.get("/verdade")
def verdade():
    if colecao:
        return "sim"
    return "não"


@app.get("/id")
def com_id():
    return jsonify(db.log.insert_one({"x": 1}).inserted_id)


@app.get("/nome-errado")
def nome_errado():
    return str(prdutos.count_documents({}))


@app.get("/nada")
def nada():
    db.log.insert_one({"passou": 1})


@app.get("/mudo/<sku>")
def mudo(sku):
    achado = colecao.find_one({"sku": sku})
    return achado["nome"].lower()


@app.get("/operador")
def operador():
    return {"n": len(list(colecao.find({"$ruim": 1})))}


@app.get("/certo")
def certo():
    return {"n": colecao.count_documents({}), "log": db.log.count_documents({})}
