from flask import Blueprint

bp = Blueprint("rotas", __name__)


@bp.route("/")
def inicio():
    return "inicio"
