"""Regras que disputam endereços, conversores, visões de classe e Flask-RESTful."""

import os

from flask import Flask, jsonify, request, url_for
from flask.views import MethodView, View
from flask_restful import Api, Resource, fields, marshal_with, reqparse
from pymongo import MongoClient
from werkzeug.routing import BaseConverter

db = MongoClient(
    os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja")
).get_default_database()
app = Flask(__name__)
api = Api(app)


class Expressao(BaseConverter):
    def __init__(self, mapa, *itens):
        super().__init__(mapa)
        self.regex = itens[0]


app.url_map.converters["regex"] = Expressao


def registra(funcao):
    def por_fora(*args, **kwargs):
        db.log.insert_one({"caminho": request.path})
        return funcao(*args, **kwargs)

    return por_fora


@app.route("/produtos/web")
def da_web():
    return {"web": db.produtos.count_documents({"ativo": True})}


@app.route("/produtos/<sku>")
def produto(sku):
    return {"sku": sku, "tem": db.produtos.find_one({"sku": sku}) is not None}


@app.route("/produtos/<int:numero>/")
def numero(numero):
    return {
        "numero": numero,
        "aqui": url_for("numero", numero=numero),
        "outro": url_for("produto", sku="a b"),
    }


@app.route("/pasta/<path:resto>", strict_slashes=False)
def pasta(resto):
    return {"pasta": resto.split("/"), "n": db.lojas.count_documents({})}


@app.route('/codigo/<regex("[A-Z]{2}[0-9]+"):codigo>')
def codigo(codigo):
    return {"codigo": codigo}


@app.route("/<any(sim, nao):resposta>/<float:valor>")
def resposta(resposta, valor):
    return {
        "resposta": resposta,
        "valor": valor,
        "menores": db.produtos.count_documents({"preco": {"$lt": valor}}),
    }


@app.route("/", defaults={"resto": ""})
@app.route("/<path:resto>")
def tudo(resto):
    return {"resto": resto}, 200 if resto != "falta" else 404


class Lojas(MethodView):
    decorators = [registra]
    init_every_request = False

    def get(self, nome=None):
        if nome is None:
            return jsonify([l["nome"] for l in db.lojas.find().sort("_id", 1)])
        return {"sku": db.lojas.find_one({"nome": nome})["sku"]}

    def post(self):
        novo = db.lojas.insert_one({"_id": 10 + db.lojas.count_documents({}), **request.get_json()})
        return {"id": novo.inserted_id}, 201

    def delete(self, nome):
        return {"n": db.lojas.delete_many({"nome": nome}).deleted_count}


lojas = Lojas.as_view("lojas")
app.add_url_rule("/lojas/", view_func=lojas, methods=["GET", "POST"])
app.add_url_rule("/lojas/<nome>", view_func=lojas, methods=["GET", "DELETE"])


class Contagem(View):
    methods = ["GET", "POST"]

    def __init__(self, colecao):
        self.colecao = colecao

    def dispatch_request(self):
        return {
            "colecao": self.colecao,
            "n": db[self.colecao].count_documents({}),
            "metodo": request.method,
        }


app.add_url_rule("/contagem/produtos", view_func=Contagem.as_view("conta_produtos", "produtos"))
app.add_url_rule("/contagem/lojas", view_func=Contagem.as_view("conta_lojas", colecao="lojas"))

campos = {
    "sku": fields.String,
    "nome": fields.String(default="?"),
    "preco": fields.Float,
    "caro": fields.Boolean(attribute=lambda p: p["preco"] > 10),
}
leitor = reqparse.RequestParser()
leitor.add_argument("preco", type=float, required=True, help="o preço falta")
leitor.add_argument("tags", action="append", default=[])


class Item(Resource):
    @marshal_with(campos)
    def get(self, sku):
        return db.produtos.find_one({"sku": sku}) or ({"sku": sku}, 404)

    def put(self, sku):
        dados = leitor.parse_args()
        db.produtos.update_one({"sku": sku}, {"$set": dict(dados)}, upsert=True)
        return {"preco": dados["preco"], "tags": dados["tags"]}, 201, {"X-Item": sku}


class Itens(Resource):
    method_decorators = [registra]

    @marshal_with(campos, envelope="itens")
    def get(self):
        return list(db.produtos.find().sort("preco", -1).limit(3))


api.add_resource(Item, "/api/itens/<string:sku>", endpoint="item")
api.add_resource(Itens, "/api/itens", "/api/itens/todos")
