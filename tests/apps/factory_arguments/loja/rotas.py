from flask import Blueprint

rotas = Blueprint("rotas", __name__, url_prefix="/loja")


@rotas.route("/")
def vitrine():
    return "vitrine"
