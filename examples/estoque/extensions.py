"""Extensões compartilhadas: o banco e o Flask-Login.

Use sempre ``import extensions`` e ``extensions.db``: o nome só é preenchido em ``init_mongo``,
então ``from extensions import db`` no topo de um módulo guardaria ``None``.
"""

from flask_login import LoginManager
from pymongo import ASCENDING, DESCENDING, MongoClient

client = None
db = None

login_manager = LoginManager()
login_manager.login_view = "auth.login"
login_manager.login_message = "Entre com seu usuário para continuar."
login_manager.login_message_category = "aviso"


def init_mongo(app):
    """Abre a conexão, escolhe o banco e garante os índices."""
    global client, db
    client = MongoClient(app.config["MONGO_URI"], serverSelectionTimeoutMS=5000, tz_aware=False)
    if app.config["MONGO_DB"]:
        db = client[app.config["MONGO_DB"]]
    else:
        db = client.get_default_database("estoque")
    criar_indices(db)
    app.logger.info("MongoDB: banco %s", db.name)


def criar_indices(banco):
    """Índices da aplicação; criar de novo o que já existe não custa nada."""
    banco.usuarios.create_index("email", unique=True)
    banco.locais.create_index("codigo", unique=True)
    banco.locais.create_index([("nivel", ASCENDING), ("codigo", ASCENDING)])
    banco.locais.create_index("ancestrais")
    banco.produtos.create_index("codigo", unique=True)
    banco.produtos.create_index([("categoria", ASCENDING), ("nome", ASCENDING)])
    banco.saldos.create_index([("produto_id", ASCENDING), ("local_id", ASCENDING)], unique=True)
    banco.saldos.create_index("local_id")
    banco.movimentacoes.create_index("numero", unique=True)
    banco.movimentacoes.create_index([("data", DESCENDING), ("_id", DESCENDING)])
    banco.movimentacoes.create_index([("produto_id", ASCENDING), ("data", DESCENDING)])
    banco.alertas.create_index([("lido", ASCENDING), ("data", DESCENDING)])
    banco.auditoria.create_index([("data", DESCENDING)])
