"""Usuário do Flask-Login."""

from bson import ObjectId
from flask_login import UserMixin
from werkzeug.security import check_password_hash, generate_password_hash

import extensions
from extensions import login_manager

PERFIS = ("admin", "gestor", "operador", "consulta")

# O padrão do werkzeug (scrypt) leva dezenas de milissegundos por senha. Com mil voltas de
# pbkdf2 os testes e a carga de exemplo terminam logo; em produção, deixe o padrão.
METODO_DA_SENHA = "pbkdf2:sha256:1000"


def gerar_hash(senha):
    return generate_password_hash(senha, method=METODO_DA_SENHA)


class Usuario(UserMixin):
    """Embrulha o documento de ``usuarios``; o que depende do banco é lido quando pedido."""

    def __init__(self, doc):
        self.doc = doc

    @classmethod
    def por_id(cls, usuario_id):
        if not ObjectId.is_valid(usuario_id):
            return None
        doc = extensions.db.usuarios.find_one({"_id": ObjectId(usuario_id), "ativo": True})
        return cls(doc) if doc else None

    @classmethod
    def autenticar(cls, email, senha):
        """O usuário, se o e-mail existe, a senha confere e o cadastro está ativo."""
        doc = extensions.db.usuarios.find_one({"email": email.strip().lower()})
        if doc is None or not check_password_hash(doc["senha_hash"], senha):
            return None
        return cls(doc) if doc["ativo"] else None

    def get_id(self):
        return str(self.doc["_id"])

    @property
    def oid(self):
        return self.doc["_id"]

    @property
    def nome(self):
        return self.doc["nome"]

    @property
    def email(self):
        return self.doc["email"]

    @property
    def perfil(self):
        return self.doc["perfil"]

    @property
    def nome_do_perfil(self):
        return extensions.db.perfis.find_one({"_id": self.perfil})["nome"]

    @property
    def is_admin(self):
        return self.perfil == "admin"

    @property
    def ve_tudo(self):
        """Quem não tem locais no cadastro enxerga a hierarquia inteira."""
        return not self.doc.get("locais")

    @property
    def permissoes(self):
        """Permissões do perfil, como estão no banco agora."""
        perfil = extensions.db.perfis.find_one({"_id": self.perfil})
        return set(perfil["permissoes"]) if perfil else set()

    @property
    def locais_permitidos(self):
        """Ids dos locais do usuário e de tudo o que fica abaixo deles."""
        filtro = {"ativo": True}
        if not self.ve_tudo:
            meus = self.doc["locais"]
            filtro["$or"] = [{"_id": {"$in": meus}}, {"ancestrais": {"$in": meus}}]
        return [d["_id"] for d in extensions.db.locais.find(filtro, {"_id": 1}).sort("_id", 1)]

    @property
    def total_movimentacoes(self):
        return extensions.db.movimentacoes.count_documents({"usuario_id": self.oid})

    def tem_permissao(self, permissao):
        return self.is_admin or permissao in self.permissoes

    def pode_acessar(self, local_id):
        return self.ve_tudo or local_id in self.locais_permitidos

    def senha_confere(self, senha):
        return check_password_hash(self.doc["senha_hash"], senha)

    def trocar_senha(self, nova):
        extensions.db.usuarios.update_one(
            {"_id": self.oid}, {"$set": {"senha_hash": gerar_hash(nova)}}
        )

    def registrar_acesso(self, momento):
        extensions.db.usuarios.update_one({"_id": self.oid}, {"$set": {"ultimo_acesso": momento}})


@login_manager.user_loader
def carregar_usuario(usuario_id):
    return Usuario.por_id(usuario_id)
