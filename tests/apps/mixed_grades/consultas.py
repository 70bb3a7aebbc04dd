"""Consultas que esperam."""

from banco import db
from flask import Blueprint, abort

consultas = Blueprint("consultas", __name__)


def saldo(sku):
    achado = db.saldos.find_one({"sku": sku})
    return achado["n"] if achado else 0


def etiqueta(produto):
    return f"{produto['nome']} ({saldo(produto['sku'])})"


@consultas.get("/produtos")
def produtos():
    return {"produtos": [etiqueta(p) for p in db.produtos.find().sort("_id", 1)]}


@consultas.get("/produtos/<sku>")
def produto(sku):
    achado = db.produtos.find_one({"sku": sku}, {"_id": 0})
    if achado is None:
        abort(404)
    return achado


@consultas.get("/saude")
def saude():
    return {"ok": True}
