"""Configuração da aplicação, lida das variáveis de ambiente."""

import os
from datetime import timedelta

RAIZ = os.path.dirname(os.path.abspath(__file__))


class Config:
    # Em produção a chave vem do ambiente; o valor padrão só serve na máquina de quem desenvolve.
    SECRET_KEY = os.environ.get("SECRET_KEY", "desenvolvimento-troque-em-producao")

    MONGO_URI = os.environ.get("MONGO_URI", "mongodb://127.0.0.1:27017/estoque")
    # Sem MONGO_DB vale o banco que está na URI e, na falta dele, "estoque".
    MONGO_DB = os.environ.get("MONGO_DB")

    UPLOAD_FOLDER = os.environ.get("UPLOAD_FOLDER", os.path.join(RAIZ, "uploads"))
    MAX_CONTENT_LENGTH = 4 * 1024 * 1024
    IMAGEM_TAMANHO_MAXIMO = 1024 * 1024

    ITENS_POR_PAGINA = int(os.environ.get("ITENS_POR_PAGINA", "20"))
    ITENS_POR_PAGINA_MAXIMO = 100

    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_DURATION = timedelta(days=14)
    REMEMBER_COOKIE_HTTPONLY = True
    REMEMBER_COOKIE_SAMESITE = "Lax"
