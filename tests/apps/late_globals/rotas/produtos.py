from flask import Blueprint, jsonify, request
from pymongo.errors import DuplicateKeyError

from extensoes import db
from servicos import produtos as servico

bp = Blueprint("produtos", __name__)


@bp.get("/<sku>")
def ver(sku):
    return servico.achar(sku) or ("nada", 404)


@bp.post("/")
def criar():
    try:
        db.produtos.insert_one(request.get_json())
    except DuplicateKeyError as erro:
        return jsonify(codigo=erro.code), 409
    return jsonify(total=db.produtos.count_documents({})), 201


@bp.put("/<sku>")
def trocar(sku):
    return jsonify(trocados=servico.trocar(sku, **request.get_json()))
