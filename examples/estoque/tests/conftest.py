"""Servidor de testes, aplicação e clientes já autenticados.

Com ``MONGO_URI_TESTES`` os testes usam aquele servidor; sem ela sobem um SecantusDB próprio,
em uma pasta temporária, e o encerram no fim.
"""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pymongo import MongoClient, monitoring
from pymongo.errors import PyMongoError

import extensions
from app import create_app
from seed import COLECOES, montar, semear

SENHAS = {
    "ana": "admin123",
    "bruno": "gestor123",
    "carla": "operador123",
    "diego": "operador123",
    "elisa": "consulta123",
    "fabio": "gestor123",
}
CARGA = {"total_produtos": 60, "total_movimentacoes": 200}


class Escritas(monitoring.CommandListener):
    """Anota as coleções em que se escreveu: só essas precisam voltar à carga inicial."""

    COMANDOS = ("insert", "update", "delete", "findAndModify")

    def __init__(self):
        self.colecoes = set()

    def started(self, event):
        if event.command_name in self.COMANDOS:
            self.colecoes.add(event.command[event.command_name])

    def succeeded(self, event):
        pass

    def failed(self, event):
        pass


escritas = Escritas()
monitoring.register(escritas)


def porta_livre():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def esperar_servidor(uri, processo):
    limite = time.monotonic() + 30
    while time.monotonic() < limite:
        if processo.poll() is not None:
            break
        cliente = MongoClient(uri, serverSelectionTimeoutMS=300)
        try:
            cliente.admin.command("ping")
            return
        except PyMongoError:
            time.sleep(0.1)
        finally:
            cliente.close()
    raise RuntimeError("O secantusd-py não respondeu; defina MONGO_URI_TESTES para usar outro.")


@pytest.fixture(scope="session")
def mongo_uri(tmp_path_factory):
    if os.environ.get("MONGO_URI_TESTES"):
        yield os.environ["MONGO_URI_TESTES"]
        return
    porta = porta_livre()
    pasta = tmp_path_factory.mktemp("mongo")
    programa = Path(sys.executable).with_name("secantusd-py")
    opcoes = ["--port", str(porta), "--storage-path", str(pasta / "dados"), "--cache-size", "128M"]
    with open(pasta / "servidor.log", "wb") as log:
        processo = subprocess.Popen([programa, *opcoes], cwd=pasta, stdout=log, stderr=log)
    uri = f"mongodb://127.0.0.1:{porta}/"
    try:
        esperar_servidor(uri, processo)
        yield uri
    finally:
        processo.terminate()
        processo.wait(timeout=20)


@pytest.fixture(scope="session")
def app(mongo_uri, tmp_path_factory):
    executor = os.environ.get("PYTEST_XDIST_WORKER", "unico")
    aplicacao = create_app(
        {
            "TESTING": True,
            "MONGO_URI": mongo_uri,
            "MONGO_DB": f"estoque_testes_{executor}",
            "UPLOAD_FOLDER": str(tmp_path_factory.mktemp("uploads")),
            "ITENS_POR_PAGINA": 20,
        }
    )
    semear(extensions.db, **CARGA)
    escritas.colecoes.clear()
    yield aplicacao
    extensions.client.drop_database(extensions.db.name)
    extensions.client.close()


@pytest.fixture(scope="session")
def carga():
    return montar(**CARGA)


@pytest.fixture(autouse=True)
def banco(app, carga):
    """Cada teste começa com a mesma carga, menor que a do ``seed.py``."""
    for nome in COLECOES:
        if nome not in escritas.colecoes:
            continue
        extensions.db[nome].delete_many({})
        if nome in carga:
            extensions.db[nome].insert_many(carga[nome])
    escritas.colecoes.clear()
    return extensions.db


@pytest.fixture
def cliente(app):
    return app.test_client()


def token_csrf(cliente):
    pagina = cliente.get("/login", follow_redirects=True).get_data(as_text=True)
    return re.search(r'name="csrf-token" content="(\w+)"', pagina)[1]


class Navegador:
    """O test client do Flask, com o token CSRF em todo pedido de escrita."""

    def __init__(self, cliente):
        self.cliente = cliente
        self.csrf = token_csrf(cliente)

    def entrar(self, nome, **extras):
        dados = {"email": f"{nome}@estoque.local", "senha": SENHAS.get(nome, "?"), **extras}
        return self.post("/login", data=dados)

    def get(self, url, **opcoes):
        return self.cliente.get(url, **opcoes)

    def post(self, url, **opcoes):
        return self.enviar("POST", url, **opcoes)

    def enviar(self, metodo, url, **opcoes):
        cabecalhos = {"X-CSRF-Token": self.csrf, **opcoes.pop("headers", {})}
        return self.cliente.open(url, method=metodo, headers=cabecalhos, **opcoes)


@pytest.fixture
def visitante(cliente):
    return Navegador(cliente)


@pytest.fixture
def entrar_como(app):
    def entrar(nome):
        navegador = Navegador(app.test_client())
        assert navegador.entrar(nome).status_code == 302
        return navegador

    return entrar


@pytest.fixture
def admin(entrar_como):
    return entrar_como("ana")


@pytest.fixture
def gestor(entrar_como):
    return entrar_como("bruno")


@pytest.fixture
def operador(entrar_como):
    """Carla, que trabalha no almoxarifado C1-A1 e no que há abaixo dele."""
    return entrar_como("carla")


@pytest.fixture
def consulta(entrar_como):
    return entrar_como("elisa")


@pytest.fixture
def local(banco):
    """Busca um local pelo código."""
    return lambda codigo: banco.locais.find_one({"codigo": codigo})


@pytest.fixture
def produto(banco):
    return banco.produtos.find_one({"codigo": "P0001"})


@pytest.fixture
def saldo(banco, produto):
    """Lê ou define o saldo do produto P0001 em um local."""

    def acessar(local, valor=None):
        chave = {"produto_id": produto["_id"], "local_id": local["_id"]}
        if valor is not None:
            banco.saldos.update_one(chave, {"$set": {"quantidade": valor}}, upsert=True)
        doc = banco.saldos.find_one(chave)
        return doc["quantidade"] if doc else 0

    return acessar
