from pymongo.errors import DuplicateKeyError

from dao.base import BaseDAO
from errors import DadosInvalidos

SEM_SENHA = {"senha_hash": 0}


class UsuarioDAO(BaseDAO):
    nome_colecao = "usuarios"

    def listar(self, perfil=None):
        filtro = {"perfil": perfil} if perfil else {}
        return list(self.colecao.find(filtro, SEM_SENHA).sort([("nome", 1), ("_id", 1)]))

    def criar(self, doc):
        try:
            return self.inserir(doc)
        except DuplicateKeyError:
            raise DadosInvalidos({"email": "Este e-mail já está em uso."}) from None

    def definir_ativo(self, oid, ativo):
        return self.colecao.update_one({"_id": oid}, {"$set": {"ativo": ativo}}).modified_count

    def nomes(self, ids):
        mapa = self.mapa_por_id(ids)
        return {oid: doc["nome"] for oid, doc in mapa.items()}


usuarios_dao = UsuarioDAO()
