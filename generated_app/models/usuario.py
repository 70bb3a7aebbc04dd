"""Usuário do Flask-Login."""

from bson import ObjectId
from werkzeug.security import check_password_hash, generate_password_hash

from generated_app import extensions
from generated_app.compat.login import UserMixin
from generated_app.compat.threads import in_thread
from generated_app.extensions import login_manager

PERFIS = ("admin", "gestor", "operador", "consulta")

# O padrão do werkzeug (scrypt) leva dezenas de milissegundos por senha. Com mil voltas de
# pbkdf2 os testes e a carga de exemplo terminam logo; em produção, deixe o padrão.
METODO_DA_SENHA = "pbkdf2:sha256:1000"


async def gerar_hash(senha):
    return await in_thread(generate_password_hash, senha, method=METODO_DA_SENHA)


class Usuario(UserMixin):
    """Embrulha o documento de ``usuarios``; o que depende do banco é lido quando pedido."""

    def __init__(self, doc):
        self.doc = doc

    @classmethod
    async def por_id(cls, usuario_id):
        if not ObjectId.is_valid(usuario_id):
            return None
        doc = await extensions.db.usuarios.find_one({"_id": ObjectId(usuario_id), "ativo": True})
        return cls(doc) if doc else None

    @classmethod
    async def autenticar(cls, email, senha):
        """O usuário, se o e-mail existe, a senha confere e o cadastro está ativo."""
        doc = await extensions.db.usuarios.find_one({"email": email.strip().lower()})
        if doc is None or not await in_thread(check_password_hash, doc["senha_hash"], senha):
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
    async def nome_do_perfil(self):
        return (await extensions.db.perfis.find_one({"_id": self.perfil}))["nome"]

    @property
    def is_admin(self):
        return self.perfil == "admin"

    @property
    def ve_tudo(self):
        """Quem não tem locais no cadastro enxerga a hierarquia inteira."""
        return not self.doc.get("locais")

    @property
    async def permissoes(self):
        """Permissões do perfil, como estão no banco agora."""
        perfil = await extensions.db.perfis.find_one({"_id": self.perfil})
        return set(perfil["permissoes"]) if perfil else set()

    @property
    async def locais_permitidos(self):
        """Ids dos locais do usuário e de tudo o que fica abaixo deles."""
        filtro = {"ativo": True}
        if not self.ve_tudo:
            meus = self.doc["locais"]
            filtro["$or"] = [{"_id": {"$in": meus}}, {"ancestrais": {"$in": meus}}]
        return [
            d["_id"] async for d in extensions.db.locais.find(filtro, {"_id": 1}).sort("_id", 1)
        ]

    @property
    async def total_movimentacoes(self):
        return await extensions.db.movimentacoes.count_documents({"usuario_id": self.oid})

    async def tem_permissao(self, permissao):
        return self.is_admin or permissao in await self.permissoes

    async def pode_acessar(self, local_id):
        return self.ve_tudo or local_id in await self.locais_permitidos

    async def senha_confere(self, senha):
        return await in_thread(check_password_hash, self.doc["senha_hash"], senha)

    async def trocar_senha(self, nova):
        await extensions.db.usuarios.update_one(
            {"_id": self.oid}, {"$set": {"senha_hash": await gerar_hash(nova)}}
        )

    async def registrar_acesso(self, momento):
        await extensions.db.usuarios.update_one(
            {"_id": self.oid}, {"$set": {"ultimo_acesso": momento}}
        )


@login_manager.user_loader
async def carregar_usuario(usuario_id):
    return await Usuario.por_id(usuario_id)
