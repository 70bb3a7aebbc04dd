"""Painel com portões: decoradores que injetam, que refazem a resposta, ganchos, CSRF, flash."""

import os
from functools import wraps

from flask import (
    Flask,
    abort,
    flash,
    g,
    get_flashed_messages,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from pymongo import MongoClient

app = Flask(__name__)
app.secret_key = "painel"
db = MongoClient(
    os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja")
).get_default_database()


def publico(funcao):
    funcao.publico = True
    return funcao


def com_loja(funcao):
    @wraps(funcao)
    def por_fora(*args, **kwargs):
        loja = db.lojas.find_one({"nome": session["loja"]})
        if loja is None:
            abort(403)
        return funcao(loja, *args, **kwargs)

    return por_fora


def com_modelo(pasta=None):
    def decorador(funcao):
        def por_fora(*args, **kwargs):
            dados = funcao(*args, **kwargs)
            if not isinstance(dados, dict):
                return dados
            nome = request.endpoint.replace(".", "/") + ".html"
            return render_template(f"{pasta}/{nome}" if pasta else nome, **dados)

        por_fora.__name__ = funcao.__name__
        return por_fora

    return decorador


def sem_cache(funcao):
    @wraps(funcao)
    def por_fora(*args, **kwargs):
        resposta = make_response(funcao(*args, **kwargs))
        resposta.headers["Cache-Control"] = "no-store"
        resposta.headers["X-Vistas"] = str(db.vistas.count_documents({}))
        return resposta

    return por_fora


@app.before_request
def portao():
    if request.endpoint is None:
        return None
    visao = app.view_functions[request.endpoint]
    if getattr(visao, "publico", False) or request.endpoint == "static":
        return None
    if "loja" not in session:
        return redirect(url_for("entrar", proximo=request.path))
    return None


@app.before_request
def csrf():
    if request.method == "POST" and request.endpoint != "entrar":
        if request.form.get("csrf") != session.get("csrf"):
            db.recusas.insert_one({"caminho": request.path})
            abort(400, "csrf")


@app.context_processor
def contagens():
    return {"total": db.produtos.count_documents({}), "mensagens": get_flashed_messages}


@app.route("/entrar", methods=["GET", "POST"])
@publico
def entrar():
    if request.method == "POST":
        loja = db.lojas.find_one({"nome": request.form["nome"]})
        if loja:
            session["loja"] = loja["nome"]
            session["csrf"] = "c-" + loja["nome"]
            session["cesto"] = {"itens": []}
            flash(f"bem-vinda, {loja['nome']}")
            return redirect(request.args.get("proximo") or url_for("produtos"))
        flash("loja desconhecida", "erro")
        return render_template("entrar.html"), 401
    return render_template("entrar.html")


@app.get("/produtos")
@com_loja
@com_modelo()
def produtos(loja):
    db.vistas.insert_one({"loja": loja["nome"]})
    return {"loja": loja, "produtos": db.produtos.find({"tag": "x"}).sort("_id", 1)}


@app.get("/tabela")
@com_modelo("tabelas")
def tabela():
    if request.args.get("vazia"):
        return "", 204
    linhas = db.produtos.find().sort("_id", 1)
    return {"linhas": linhas, "outras": db.lojas.find().sort("_id", 1), "g": g}


@app.post("/cesto/<sku>")
@sem_cache
def cesto(sku):
    session["cesto"]["itens"].append(sku)
    if request.form.get("grava"):
        session.modified = True
    return jsonify(session["cesto"]), 201


@app.get("/cesto")
@sem_cache
def ver_cesto():
    return {
        "itens": session["cesto"]["itens"],
        "nomes": [db.produtos.find_one({"sku": s})["nome"] for s in session["cesto"]["itens"]],
    }


@app.get("/sair")
def sair():
    session.clear()
    return redirect("/entrar")
