"""Converters of the project's own, with and without arguments."""

from flask import Flask
from werkzeug.routing import BaseConverter


class Lista(BaseConverter):
    """a+b+c as a list."""

    def to_python(self, value):
        return value.split("+")

    def to_url(self, values):
        return "+".join(values)


class Casa(BaseConverter):
    def __init__(self, url_map, *padroes):
        super().__init__(url_map)
        self.regex = padroes[0]


app = Flask(__name__)
app.url_map.converters["lista"] = Lista
app.url_map.converters["casa"] = Casa


@app.route("/tags/<lista:tags>")
def por_tags(tags):
    return ",".join(tags)


@app.route('/cep/<casa("[0-9]{5}"):cep>/<any(azul, verde):cor>/<int(min=1, max=9):n>')
def por_cep(cep, cor, n):
    return cep
