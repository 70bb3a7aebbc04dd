import hashlib
import queue
from pathlib import Path

from flask import Blueprint, request, session

from banco import db

contas = Blueprint("contas", __name__)
fila = queue.Queue()


def resumo(senha, sal):
    return hashlib.pbkdf2_hmac("sha256", senha.encode(), sal, 1000)


@contas.post("/entrar")
def entrar():
    conta = db.contas.find_one({"nome": request.form["nome"]})
    if conta is None or resumo(request.form["senha"], conta["sal"]) != conta["resumo"]:
        return "quem?", 401
    session["conta"] = conta["nome"]
    return "ok"


@contas.get("/proxima")
def proxima():
    return str(fila.get(timeout=1))


@contas.get("/termos")
def termos():
    with open(Path(__file__).parent / "termos.txt", encoding="utf-8") as arquivo:
        return arquivo.read()
