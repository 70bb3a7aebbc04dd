"""Uma loja: quase tudo espera o banco, o resto faz o que não se deixa esperar."""

from acesso import acesso, entrada
from banco import db
from consultas import consultas
from flask import Flask, g, jsonify, request
from relatorios import relatorios

app = Flask(__name__)
app.secret_key = "segredo"
entrada.init_app(app)
app.register_blueprint(acesso)
app.register_blueprint(consultas)
app.register_blueprint(relatorios, url_prefix="/relatorios")


@app.before_request
def comeca():
    g.passos = [request.method]


@app.after_request
def conta(resposta):
    resposta.headers["X-Passos"] = ",".join(g.passos)
    return resposta


@app.errorhandler(LookupError)
def falta(erro):
    return jsonify(erro=type(erro).__name__), 404


@app.get("/antigo/<nome>")
def antigo(nome):
    return {"n": globals()[nome].produtos.count_documents({})}
