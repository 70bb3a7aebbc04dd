"""Views that are no plain decorated functions."""

from functools import partial

from flask import Blueprint, Flask

app = Flask(__name__)
bp = Blueprint("bp", __name__)


def mostrar(titulo, pagina=1):
    return "{} {}".format(titulo, pagina)


class Painel:
    def resumo(self):
        return "resumo"


app.add_url_rule("/sobre", "sobre", partial(mostrar, "Sobre"))
app.add_url_rule("/ping", "ping", lambda: "pong")
app.add_url_rule("/resumo", "resumo", Painel().resumo)
bp.route("/chamada")(lambda: "chamada")
bp.add_url_rule("/mostrar/<titulo>", view_func=mostrar)
app.register_blueprint(bp, url_prefix="/bp")
