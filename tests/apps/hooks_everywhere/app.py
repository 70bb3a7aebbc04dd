"""Every kind of hook, a JSON provider, a session interface and WSGI layers of its own."""

from flask import Blueprint, Flask
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix


class Provedor(DefaultJSONProvider):
    sort_keys = False


class Sessao(SecureCookieSessionInterface):
    pass


class Recusado(Exception):
    pass


app = Flask(__name__)
app.json = Provedor(app)
app.session_interface = Sessao()
app.jinja_env.trim_blocks = True
bp = Blueprint("bp", __name__)


@app.before_request
def segundo():
    return None


@app.before_request
def terceiro():
    return None


@bp.before_app_request
def quarto():
    return None


@bp.before_request
def do_blueprint():
    return None


@app.after_request
def depois(resposta):
    return resposta


@app.teardown_request
def fim(erro):
    return None


@app.teardown_appcontext
def fim_do_contexto(erro):
    return None


@app.url_value_preprocessor
def tirar_lingua(endpoint, valores):
    return None


@app.url_defaults
def por_lingua(endpoint, valores):
    return None


@app.context_processor
def contexto():
    return {}


@app.errorhandler(404)
def nao_achado(erro):
    return "", 404


@app.errorhandler(Recusado)
def recusado(erro):
    return "", 403


@app.template_filter("moeda")
def em_reais(valor):
    return valor


@app.template_test()
def par(valor):
    return valor % 2 == 0


app.jinja_env.globals["versao"] = "1.0"
app.jinja_env.globals["agora"] = lambda: 0
app.register_blueprint(bp)


def contar(aplicacao):
    def contada(environ, start_response):
        return aplicacao(environ, start_response)

    return contada


app.wsgi_app = ProxyFix(contar(app.wsgi_app), x_for=2, x_prefix=1)
