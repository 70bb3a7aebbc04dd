import os

from flask_login import UserMixin
from pymongo import MongoClient
from werkzeug.security import check_password_hash, generate_password_hash

banco = MongoClient(
    os.environ.get("MONGO_URI", "mongodb://localhost:27017/loja")
).get_default_database()


class Usuario(UserMixin):
    def __init__(self, documento):
        self.numero = documento["_id"]
        self.nome = documento["nome"]
        self.hash = documento["hash"]

    def get_id(self):
        return str(self.numero)

    @property
    def lojas(self):
        return banco.lojas.count_documents({})

    @property
    def admin(self):
        return self.nome == "ana"

    def confere(self, senha):
        return check_password_hash(self.hash, senha)

    @classmethod
    def _um(cls, filtro):
        documento = banco.usuarios.find_one(filtro)
        return cls(documento) if documento else None

    @classmethod
    def por_numero(cls, numero):
        return cls._um({"_id": numero})

    @classmethod
    def pelo_nome(cls, nome):
        return cls._um({"nome": nome})

    @classmethod
    def pela_chave(cls, chave):
        return cls._um({"chave": chave})

    @classmethod
    def criar(cls, nome, senha):
        numero = banco.usuarios.count_documents({}) + 1
        novo = {
            "_id": numero,
            "nome": nome,
            "hash": generate_password_hash(senha, "pbkdf2:sha256:10"),
            "chave": f"k{numero}",
        }
        banco.usuarios.insert_one(novo)
        return cls(novo)
