import subprocess

from flask import Blueprint, jsonify, request, session

import correio
from banco import db
from frete import cotar

pedidos = Blueprint("pedidos", __name__)


@pedidos.before_request
def contar():
    session["visitas"] = session.get("visitas", 0) + 1


@pedidos.get("/saude")
def saude():
    return "ok"


@pedidos.get("/pedidos/<int:numero>")
def ver(numero):
    pedido = db.pedidos.find_one({"numero": numero}, {"_id": 0})
    return jsonify(pedido=pedido, frete=cotar(pedido["cep"]) if pedido else None)


@pedidos.post("/pedidos")
def criar():
    pedido = {"numero": db.pedidos.count_documents({}) + 1, "email": request.form["email"]}
    db.pedidos.insert_one(dict(pedido))
    correio.avisar(pedido)
    return jsonify(pedido), 201


@pedidos.post("/avisos")
def aviso():
    correio.enviar(request.form["email"], request.form.get("texto", ""))
    return "enviado"


@pedidos.post("/avisos/pendentes")
def pendentes():
    correio.enviar_pendentes()
    return "enviados"


@pedidos.get("/etiquetas/<int:numero>")
def etiqueta(numero):
    feito = subprocess.run(["echo", str(numero)], capture_output=True, text=True, check=True)
    return feito.stdout


@pedidos.get("/frete/<cep>")
def frete(cep):
    return jsonify(valor=cotar(cep))
