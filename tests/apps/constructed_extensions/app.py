"""Extensions that are told how to behave where they are made, inside a factory."""

from datetime import timedelta

from flask import Flask
from flask_bcrypt import Bcrypt
from flask_jwt_extended import JWTManager
from flask_restful import Api, Resource

senhas = Bcrypt()


class ApiDaLoja(Api):
    pass


class Produto(Resource):
    def get(self):
        return {"nome": "cadeira"}


def contar(funcao):
    return funcao


def create_app():
    app = Flask(__name__)
    app.config["JWT_SECRET_KEY"] = "o segredo dos tokens"
    app.config["JWT_TOKEN_LOCATION"] = ["headers", "cookies"]
    app.config["JWT_ACCESS_TOKEN_EXPIRES"] = timedelta(minutes=20)
    app.config["BCRYPT_LOG_ROUNDS"] = 5
    JWTManager(app)
    senhas.init_app(app)
    erros = {"ProdutoSumiu": {"message": "sumiu", "status": 410}}
    api = ApiDaLoja(app, prefix="/v1", catch_all_404s=True, errors=erros, decorators=[contar])
    api.add_resource(Produto, "/produto")
    return app
