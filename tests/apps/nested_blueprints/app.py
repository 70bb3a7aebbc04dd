"""Blueprints in blueprints, one of them registered twice, hooks on each floor."""

from flask import Blueprint, Flask

filho = Blueprint("filho", __name__)
pai = Blueprint(
    "pai", __name__, url_prefix="/pai", static_folder="estaticos", static_url_path="/arq"
)
repetido = Blueprint("repetido", __name__)


@filho.before_request
def antes_do_filho():
    return None


@pai.before_request
def antes_do_pai():
    return None


@pai.app_errorhandler(404)
def nao_achado(erro):
    return "nada", 404


@pai.errorhandler(KeyError)
def sem_chave(erro):
    return "chave", 400


@filho.route("/folha")
def folha():
    return "folha"


@repetido.route("/um")
def um():
    return "um"


def create_app():
    app = Flask(__name__)
    pai.register_blueprint(filho, url_prefix="/filho")
    app.register_blueprint(pai)
    app.register_blueprint(repetido, url_prefix="/a")
    app.register_blueprint(repetido, url_prefix="/b", name="outro")
    return app
