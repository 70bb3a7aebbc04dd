import os

from flask import Blueprint, Flask, jsonify, request
from flask.views import MethodView
from flask_restful import Api, Resource
from flask_restful import request as pedido
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient(os.environ.get("MONGO_URI", "mongodb://127.0.0.1:9/loja"))["loja"]
api = Api(app)
loja = Blueprint("loja", __name__)


class Produtos(MethodView):
    def get(self):
        return jsonify([p["nome"] for p in db.produtos.find()])

    def post(self):
        # O que se executa aqui só o pedido sabe: não há como traduzir.
        return jsonify(total=len(eval(request.json["filtro"], {"db": db})))


class Cliente(Resource):
    def get(self, cliente):
        return {"nome": cliente, "visto": pedido.args.get("visto")}

    def delete(self, cliente):
        return eval(pedido.args["acao"], {"db": db})


app.add_url_rule("/produtos", view_func=Produtos.as_view("produtos"))
api.add_resource(Cliente, "/clientes/<string:cliente>", "/cliente/<default:cliente>")


@loja.route("/lojas/<string:nome>", methods=["GET"])
def ver(nome):
    return nome


@loja.route("/lojas/<string:nome>", methods=["PUT"])
def mudar(nome):
    return eval(request.args["acao"], {"db": db})


app.register_blueprint(loja)
