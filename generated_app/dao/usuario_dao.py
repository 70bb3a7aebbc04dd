from pymongo.errors import DuplicateKeyError

from generated_app.dao.base import BaseDAO
from generated_app.errors import DadosInvalidos

SEM_SENHA = {"senha_hash": 0}


class UsuarioDAO(BaseDAO):
    nome_colecao = "usuarios"

    async def listar(self, perfil=None):
        filtro = {"perfil": perfil} if perfil else {}
        return (
            await self.colecao.find(filtro, SEM_SENHA).sort([("nome", 1), ("_id", 1)]).to_list(None)
        )

    async def criar(self, doc):
        try:
            return await self.inserir(doc)
        except DuplicateKeyError:
            raise DadosInvalidos({"email": "Este e-mail já está em uso."}) from None

    async def definir_ativo(self, oid, ativo):
        return (
            await self.colecao.update_one({"_id": oid}, {"$set": {"ativo": ativo}})
        ).modified_count

    async def nomes(self, ids):
        mapa = await self.mapa_por_id(ids)
        return {oid: doc["nome"] for oid, doc in mapa.items()}


usuarios_dao = UsuarioDAO()
