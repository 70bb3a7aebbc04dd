"""Trabalho que bloqueia: HTTP, correio, senhas, processos, espera, filas, arquivos."""

import hashlib
import os
import queue
import smtplib
import subprocess
import sys
import time
import urllib.request
from email.message import EmailMessage

import requests
from flask import Flask, jsonify, request
from pymongo import MongoClient
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
db = MongoClient(
    os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja")
).get_default_database()
fila = queue.Queue()
NINGUEM = "http://127.0.0.1:9"


def cotacao(moeda):
    try:
        resposta = requests.get(f"{NINGUEM}/{moeda}", timeout=2)
        return resposta.json()["valor"]
    except requests.exceptions.ConnectionError:
        return db.produtos.find_one({"sku": "a"})["preco"]


@app.get("/cotacao/<moeda>")
def ver_cotacao(moeda):
    return {"valor": cotacao(moeda), "moeda": moeda}


@app.post("/aviso")
def aviso():
    carta = EmailMessage()
    carta["Subject"] = "estoque"
    carta.set_content(str(db.produtos.count_documents({"qtd": 0})))
    try:
        with smtplib.SMTP("127.0.0.1", 9, timeout=2) as correio:
            correio.send_message(carta)
    except OSError as erro:
        return {"erro": type(erro).__name__}, 502
    return "", 204


@app.post("/senha")
def senha():
    cifrada = generate_password_hash(request.get_json()["senha"], "pbkdf2:sha256:100")
    db.senhas.insert_one({"certa": check_password_hash(cifrada, "a")})
    return {"certa": check_password_hash(cifrada, "a"), "errada": check_password_hash(cifrada, "b")}


@app.get("/resumo/<texto>")
def resumo(texto):
    sal = db.lojas.find_one({"_id": 1})["nome"]
    return hashlib.pbkdf2_hmac("sha256", texto.encode(), sal.encode(), 50).hex()


@app.get("/processo")
def processo():
    feito = subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True)
    return {"saida": feito.stdout.strip(), "n": db.lojas.count_documents({})}


@app.get("/espera")
def espera():
    antes = db.log.count_documents({})
    time.sleep(0.01)
    return {"antes": antes, "depois": db.log.count_documents({})}


@app.get("/url")
def url():
    try:
        with urllib.request.urlopen(NINGUEM, timeout=2) as pagina:
            return pagina.read()
    except OSError:
        return "fora do ar", 502


@app.post("/fila")
def na_fila():
    fila.put({"sku": request.args["sku"]})
    item = fila.get()
    db.log.insert_one(item)
    return {"sku": item["sku"], "vazia": fila.empty()}


@app.get("/arquivo")
def arquivo():
    with open(__file__, encoding="utf-8") as este:
        primeira = este.readline().strip()
    return {"linha": primeira[:3], "n": db.saldos.count_documents({})}
