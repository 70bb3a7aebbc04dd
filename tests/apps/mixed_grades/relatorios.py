"""Relatórios: chaves, mapas, contextos e correntes que fazem perguntas."""

import csv
import io
import threading
from contextlib import contextmanager
from functools import reduce

from banco import client, db
from consultas import etiqueta, saldo
from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    g,
    get_flashed_messages,
    jsonify,
    render_template_string,
    request,
    session,
    stream_with_context,
    url_for,
)
from flask_login import current_user, login_required

relatorios = Blueprint("relatorios", __name__)
trava = threading.Lock()


class Estoque:
    """O que há de uma etiqueta."""

    def __init__(self, tag):
        self.tag = tag

    def __len__(self):
        return db.produtos.count_documents({"tag": self.tag})

    def __iter__(self):
        return iter(db.produtos.find({"tag": self.tag}).sort("_id", 1))


@contextmanager
def anotado(nome):
    db.log.insert_one({"comeca": nome})
    try:
        yield db.log.count_documents({})
    finally:
        db.log.insert_one({"termina": nome})


def peso(produto):
    return db.saldos.find_one({"sku": produto["sku"]})["n"] * produto["preco"]


@relatorios.get("/ordem")
@login_required
def ordem():
    todos = list(db.produtos.find({}, {"_id": 0}))
    todos.sort(key=peso, reverse=True)
    g.passos.append(current_user.id)
    session["vistos"] = session.get("vistos", 0) + 1
    return jsonify(ordem=[p["sku"] for p in todos], vistos=session["vistos"], app=current_app.name)


@relatorios.get("/pagina")
def pagina():
    maior = max(db.produtos.find(), key=lambda p: db.saldos.find_one({"sku": p["sku"]})["n"])
    return render_template_string(
        "{{ maior }} {{ url_for('consultas.saude') }} {{ current_user.is_authenticated }}",
        maior=etiqueta(maior),
    )


@relatorios.get("/estoque/<tag>")
def estoque(tag):
    deste = Estoque(tag)
    if not deste:
        abort(404)
    return {"n": len(deste), "skus": [p["sku"] for p in deste]}


@relatorios.post("/anotar")
def anotar():
    with anotado(request.form["nome"]) as quantos:
        if request.form.get("falha"):
            raise LookupError(request.form["nome"])
    flash(f"anotado {quantos}")
    return {"quantos": quantos, "avisos": get_flashed_messages()}


@relatorios.get("/planilha.csv")
def planilha():
    def linhas():
        for produto in db.produtos.find().sort("_id", 1):
            folha = io.StringIO()
            csv.writer(folha).writerow([produto["sku"], saldo(produto["sku"]), request.args["ano"]])
            yield folha.getvalue()
        return None

    return Response(stream_with_context(linhas()), mimetype="text/csv")


@relatorios.post("/numero")
def numero():
    with trava:
        ultimo = db.contadores.find_one({"_id": 1})
        db.contadores.update_one({"_id": 1}, {"$set": {"n": ultimo["n"] + 1}})

    @after_this_request
    def marca(resposta):
        resposta.headers["X-Numero"] = str(ultimo["n"])
        return resposta

    return jsonify(n=ultimo["n"], url=url_for("relatorios.numero"))


@relatorios.post("/venda/<sku>")
def venda(sku):
    with client.start_session() as s, trava:
        antes = db.saldos.find_one({"sku": sku}, session=s)
        db.saldos.update_one({"sku": sku}, {"$inc": {"n": -1}}, session=s)
    return {"antes": antes["n"], "depois": saldo(sku)}


@relatorios.get("/soma")
def soma():
    return {"soma": reduce(lambda total, sku: total + saldo(sku), request.args["skus"], 0)}


@relatorios.post("/depois")
def depois():
    fundo = threading.Thread(target=limpar, args=[request.form["nome"]])
    fundo.start()
    fundo.join()
    return {"log": db.log.count_documents({})}


def limpar(nome):
    db.log.delete_many({"termina": nome})
