"""A small Flask application with what is easily lost on the way between two servers."""

import hashlib
import time

from flask import Flask, Response, abort, jsonify, request, session, stream_with_context

app = Flask(__name__)
app.secret_key = "segredo de teste"


def create_app(nome="loja"):
    app.config["NOME"] = nome
    return app


@app.get("/")
def inicio():
    return "<h1>Início</h1>"


@app.get("/barra/")
def barra():
    return "barra"


@app.route("/metodos", methods=["GET", "POST", "DELETE"])
def metodos():
    return jsonify(metodo=request.method, args=request.args.to_dict(flat=False))


@app.get("/caminho/<path:resto>")
def caminho(resto):
    return jsonify(resto=resto, uri=request.environ["RAW_URI"], path=request.path)


@app.get("/consulta")
def consulta():
    return jsonify(bruta=request.query_string.decode("latin-1"), url=request.url)


@app.get("/cabecalhos")
def cabecalhos():
    return jsonify(sorted([k, v] for k, v in request.headers if k not in {"Host", "User-Agent"}))


@app.get("/fluxo")
def fluxo():
    @stream_with_context
    def partes():
        for n in range(int(request.args.get("n", "3"))):
            yield f"parte {n}\n"
            time.sleep(float(request.args.get("pausa", "0")))

    return Response(partes(), mimetype="text/plain")


@app.get("/fluxo-quebrado")
def fluxo_quebrado():
    def partes():
        yield "antes\n"
        raise RuntimeError("quebrou no meio")

    return Response(partes(), mimetype="text/plain")


@app.get("/grande")
def grande():
    return Response(b"x" * 3_000_000, mimetype="application/octet-stream")


@app.post("/envio")
def envio():
    arquivo = request.files["arquivo"]
    conteudo = arquivo.read()
    return jsonify(
        nome=arquivo.filename,
        bytes=len(conteudo),
        sha=hashlib.sha256(conteudo).hexdigest(),
        campo=request.form.get("campo"),
    )


@app.post("/corpo")
def corpo():
    dados = request.get_data()
    return jsonify(bytes=len(dados), sha=hashlib.sha256(dados).hexdigest())


@app.get("/entrar")
def entrar():
    session["usuario"] = "ana"
    resposta = jsonify(ok=True)
    resposta.set_cookie("tema", "escuro")
    return resposta


@app.get("/vazio")
def vazio():
    return "", 204


@app.get("/erro")
def erro():
    raise ZeroDivisionError


@app.get("/proibido")
def proibido():
    abort(403)


@app.get("/condicional")
def condicional():
    resposta = jsonify(ok=True)
    resposta.set_etag("v1")
    return resposta.make_conditional(request)


def so_wsgi(environ, start_response):
    environ["loja.embrulhada"] = "sim"
    return app(environ, start_response)


def com_argumentos(config):
    return create_app(config)
