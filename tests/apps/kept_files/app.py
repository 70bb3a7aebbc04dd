"""Arquivos: GridFS pelo Flask-PyMongo, disco, memória, correntes de documentos."""

import csv
import io
import os
import tempfile
from pathlib import Path

from flask import (
    Flask,
    Response,
    abort,
    request,
    send_file,
    send_from_directory,
    stream_with_context,
)
from flask_pymongo import PyMongo
from werkzeug.utils import secure_filename

app = Flask(__name__)
app.config["MONGO_URI"] = os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja")
app.config["PASTA"] = tempfile.mkdtemp()
app.config["MAX_CONTENT_LENGTH"] = 2000
mongo = PyMongo(app)


@app.post("/fotos/<nome>")
def guardar(nome):
    mongo.save_file(nome, request.files["foto"], dono=request.form.get("dono", ""))
    return {"n": mongo.db["fs.files"].count_documents({})}, 201


@app.get("/fotos/<nome>")
def foto(nome):
    return mongo.send_file(nome)


@app.get("/produtos/<sku>")
def produto(sku):
    return {"nome": mongo.db.produtos.find_one_or_404({"sku": sku})["nome"]}


@app.post("/disco")
def disco():
    guardados = []
    for arquivo in request.files.getlist("arquivo"):
        nome = secure_filename(arquivo.filename) or "sem-nome"
        arquivo.save(Path(app.config["PASTA"]) / nome)
        mongo.db.arquivos.insert_one({"nome": nome, "tipo": arquivo.mimetype})
        guardados.append(nome)
    return {"guardados": guardados}


@app.get("/disco/<path:nome>")
def do_disco(nome):
    return send_from_directory(app.config["PASTA"], nome, as_attachment="baixar" in request.args)


@app.get("/csv")
def em_csv():
    texto = io.StringIO()
    escritor = csv.DictWriter(texto, ["sku", "qtd"], extrasaction="ignore")
    escritor.writeheader()
    escritor.writerows(mongo.db.produtos.find().sort("_id", 1))
    return send_file(
        io.BytesIO(texto.getvalue().encode()),
        mimetype="text/csv",
        download_name="produtos.csv",
        as_attachment=True,
    )


@app.get("/corrente")
def corrente():
    @stream_with_context
    def linhas():
        yield request.args.get("titulo", "sku") + "\n"
        for produto in mongo.db.produtos.find({"ativo": True}).sort("_id", 1):
            saldo = mongo.db.saldos.find_one({"sku": produto["sku"]})
            yield f"{produto['sku']};{saldo['n']}\n"

    return Response(
        linhas(),
        mimetype="text/csv",
        headers={"X-Linhas": str(mongo.db.produtos.count_documents({"ativo": True}))},
    )


@app.get("/grande")
def grande():
    if mongo.db.lojas.count_documents({}) > 5:
        abort(507)
    return app.response_class((str(n) for n in range(3)), mimetype="text/plain")
