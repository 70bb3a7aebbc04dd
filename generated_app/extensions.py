"""Extensões compartilhadas: o banco e o Flask-Login.

Use sempre ``import extensions`` e ``extensions.db``: o nome só é preenchido em ``init_mongo``,
então ``from extensions import db`` no topo de um módulo guardaria ``None``.
"""

from pymongo import ASCENDING, DESCENDING

from generated_app.compat.login import LoginManager
from generated_app.compat.startup import at_startup
from generated_app.database import connect

client = None
db = None

login_manager = LoginManager()
login_manager.login_view = "auth.login"
login_manager.login_message = "Entre com seu usuário para continuar."
login_manager.login_message_category = "aviso"


def init_mongo(app):
    """Abre a conexão, escolhe o banco e garante os índices."""
    global client, db
    client = connect(app.config["MONGO_URI"], serverSelectionTimeoutMS=5000, tz_aware=False)
    if app.config["MONGO_DB"]:
        db = client[app.config["MONGO_DB"]]
    else:
        db = client.get_default_database("estoque")
    at_startup(lambda: criar_indices(db))
    app.logger.info("MongoDB: banco %s", db.name)


async def criar_indices(banco):
    """Índices da aplicação; criar de novo o que já existe não custa nada."""
    await banco.usuarios.create_index("email", unique=True)
    await banco.locais.create_index("codigo", unique=True)
    await banco.locais.create_index([("nivel", ASCENDING), ("codigo", ASCENDING)])
    await banco.locais.create_index("ancestrais")
    await banco.produtos.create_index("codigo", unique=True)
    await banco.produtos.create_index([("categoria", ASCENDING), ("nome", ASCENDING)])
    await banco.saldos.create_index(
        [("produto_id", ASCENDING), ("local_id", ASCENDING)], unique=True
    )
    await banco.saldos.create_index("local_id")
    await banco.movimentacoes.create_index("numero", unique=True)
    await banco.movimentacoes.create_index([("data", DESCENDING), ("_id", DESCENDING)])
    await banco.movimentacoes.create_index([("produto_id", ASCENDING), ("data", DESCENDING)])
    await banco.alertas.create_index([("lido", ASCENDING), ("data", DESCENDING)])
    await banco.auditoria.create_index([("data", DESCENDING)])
