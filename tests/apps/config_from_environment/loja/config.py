import os


class Padrao:
    SECRET_KEY: str = os.environ.get("SECRET_KEY", "troque-me")
    MONGO_URI = (
        "mongodb://"
        + os.environ.get("MONGO_HOST", "127.0.0.1")
        + ":"
        + os.getenv("MONGO_PORT", "27017")
    )
    DEBUG = False


class Producao(Padrao):
    SECRET_KEY = os.environ.get("PROD_SECRET_KEY") or Padrao.SECRET_KEY
    outra = os.environ.get("NUNCA_CONFIGURADA")
