"""Respostas de todo jeito, JSON com provedor próprio, erros como o Flask os diz, MultiDict."""

import json
import os
from datetime import date, datetime, timezone
from decimal import Decimal

from bson import ObjectId, json_util
from flask import Blueprint, Flask, Response, abort, jsonify, make_response, request
from flask.json.provider import DefaultJSONProvider
from pymongo import MongoClient
from werkzeug.exceptions import HTTPException

db = MongoClient(
    os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja")
).get_default_database()


class Provedor(DefaultJSONProvider):
    sort_keys = False

    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        if isinstance(o, datetime):
            return o.isoformat()
        return super().default(o)


app = Flask(__name__)
app.json = Provedor(app)
bp = Blueprint("vendas", __name__, url_prefix="/vendas")


def falha(texto, codigo=400):
    return jsonify({"erro": texto}), codigo


def por_codigo(codigo):
    return db.produtos.find_one({"_id": codigo})


@app.errorhandler(HTTPException)
def http(erro):
    if request.path.startswith("/html"):
        return erro
    return {"codigo": erro.code, "nome": erro.name, "texto": str(erro)}, erro.code


@app.errorhandler(Exception)
def qualquer(erro):
    db.erros.insert_one({"tipo": type(erro).__name__, "texto": str(erro)})
    return falha(f"{type(erro).__name__}: {erro}", 500)


@app.get("/texto")
def texto():
    return json.dumps({"z": 1, "a": db.lojas.count_documents({})})


@app.get("/tupla/<int:n>")
def tupla(n):
    respostas = [
        ("criado", 201),
        ("com cabeçalho", {"X-Um": "1"}),
        ("os dois", 202, {"X-Um": "1", "Content-Type": "text/plain"}),
        (jsonify(a=1), 418),
        ("corpo sem corpo", 204),
        (b"bytes", 200, [("X-Dois", "a"), ("X-Dois", "b")]),
        ({"dict": True}, "299 Estranho"),
        None,
        (["lista", por_codigo(1)["nome"]], 200),
    ]
    return respostas[n]


@app.get("/ordem")
def ordem():
    loja = db.lojas.find_one({"_id": 1})
    return {
        "z": loja["nome"],
        "a": {3, 1, 2},
        "quando": datetime(2024, 5, 1, tzinfo=timezone.utc),
        "dia": date(2024, 5, 1),
        "n": Decimal("1.50"),
        "ç": "ção",
    }


@app.get("/id")
def com_id():
    return jsonify(id=ObjectId(), total=db.produtos.count_documents({}))


@app.get("/bson")
def em_bson():
    return Response(
        json_util.dumps(db.produtos.find({"tag": "x"}).sort("_id", 1)), mimetype="application/json"
    )


@app.post("/formulario")
def formulario():
    campos = request.form
    return {
        "nome": campos["nome"],
        "tags": campos.getlist("tags[]"),
        "n": campos.get("n", 7, type=int),
        "todos": campos.to_dict(flat=False),
    }


@app.post("/engolido")
def engolido():
    try:
        return {"sku": por_codigo(int(request.form["codigo"]))["sku"]}
    except Exception as erro:
        return {"engolido": str(erro)}, 200


@app.get("/argumentos")
def argumentos():
    copia = request.args.copy()
    copia.setlist("pagina", ["9"])
    itens = db.produtos.find().sort("_id", 1).skip(request.args.get("pagina", 0, type=int)).limit(2)
    return {
        "itens": [p["sku"] for p in itens],
        "copia": copia.to_dict(),
        "valores": request.values.get("x"),
        "lista": request.args.getlist("x"),
    }


@app.route("/misto", methods=["GET", "POST", "PUT", "PATCH"])
@app.route("/misto/<int:codigo>", methods=["GET", "DELETE"])
@app.route("/velho/<codigo>", defaults={"velho": True})
def misto(codigo=None, velho=False):
    dados = request.get_json(silent=True) or request.form.to_dict()
    if request.method == "DELETE":
        return {"apagados": db.produtos.delete_one({"_id": codigo}).deleted_count}
    return {
        "metodo": request.method,
        "codigo": codigo,
        "velho": velho,
        "dados": dados,
        "json": request.is_json,
        "achado": bool(codigo and por_codigo(codigo)),
    }


@app.get("/html/<int:codigo>")
def html(codigo):
    if por_codigo(codigo) is None:
        abort(404)
    abort(make_response(("não aqui", 403, {"X-Motivo": "teste"})))


@app.get("/quebra/<tipo>")
def quebra(tipo):
    if tipo == "chave":
        return por_codigo(1)["nada"]
    if tipo == "nada":
        return por_codigo(99)["nome"]
    abort(int(tipo), description=f"motivo {db.lojas.count_documents({})}")


def listar():
    return jsonify([p["sku"] for p in db.produtos.find({"preco": {"$lt": 6}}).sort("preco", 1)])


def vender(sku):
    feito = db.produtos.update_one({"sku": sku, "qtd": {"$gt": 0}}, {"$inc": {"qtd": -1}})
    return ("", 204) if feito.modified_count else falha("sem estoque", 409)


bp.route("/")(listar)
bp.route("/<sku>", methods=["POST"])(vender)
app.add_url_rule("/tudo", "tudo", listar)
app.register_blueprint(bp)
