"""Decorators that forget functools.wraps, and views that only look like one."""

from flask import Flask, jsonify


def exigir_token(f):
    def verificado(*args, **kwargs):
        return f(*args, **kwargs)

    verificado.__name__ = f.__name__
    return verificado


def exigir_perfil(perfil, conferir=lambda perfil: True):
    def decorador(funcao):
        def protegida(*args, **kwargs):
            if not conferir(perfil):
                return "", 403
            return funcao(*args, **kwargs)

        protegida.__name__ = funcao.__name__
        return protegida

    return decorador


class Contador:
    """A decorator written as a class."""

    def __init__(self, funcao):
        self.funcao = funcao
        self.vezes = 0
        self.__name__ = funcao.__name__

    def __call__(self, *args, **kwargs):
        self.vezes += 1
        return self.funcao(*args, **kwargs)


def create_app(serializar=str):
    app = Flask(__name__)

    def formatar(valor):
        return serializar(valor)

    @app.route("/token")
    @exigir_token
    def com_token():
        return "token"

    @app.route("/perfil")
    @exigir_token
    @exigir_perfil("admin")
    def com_perfil():
        return "perfil"

    @app.route("/contado")
    @Contador
    def contado():
        return "contado"

    @app.route("/fechado")
    def fechado():
        return jsonify(formatar(serializar(1)))

    return app
