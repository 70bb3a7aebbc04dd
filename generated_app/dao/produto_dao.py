from pymongo.errors import DuplicateKeyError

from generated_app.dao.base import BaseDAO
from generated_app.errors import DadosInvalidos
from generated_app.utils import contendo


class ProdutoDAO(BaseDAO):
    nome_colecao = "produtos"
    ORDEM = (("nome", 1), ("_id", 1))

    def filtro(self, busca=None, categoria=None, ativo=True, tags=None):
        """Filtro das listagens. Cada palavra da busca tem de aparecer em algum dos campos."""
        filtro = {}
        if ativo is not None:
            filtro["ativo"] = ativo
        if categoria:
            filtro["categoria"] = categoria
        if tags:
            filtro["tags"] = {"$all": tags}
        if busca and busca.split():
            filtro["$and"] = [
                {"$or": [{campo: contendo(palavra)} for campo in ("nome", "codigo", "descricao")]}
                for palavra in busca.split()
            ]
        return filtro

    async def buscar(self, filtro, pagina, por_pagina):
        return await self.pagina(filtro, self.ORDEM, pagina, por_pagina)

    async def categorias(self):
        return sorted(await self.colecao.distinct("categoria", {"ativo": True}))

    async def criar(self, doc):
        try:
            return await self.inserir(doc)
        except DuplicateKeyError:
            raise DadosInvalidos({"codigo": "Já existe um produto com este código."}) from None

    async def salvar(self, oid, campos):
        try:
            return await self.atualizar(oid, campos)
        except DuplicateKeyError:
            raise DadosInvalidos({"codigo": "Já existe um produto com este código."}) from None

    async def desativar(self, oid, momento):
        resultado = await self.colecao.update_one(
            {"_id": oid, "ativo": True}, {"$set": {"ativo": False, "atualizado_em": momento}}
        )
        return resultado.modified_count

    def ativos(self):
        """Cursor com os produtos ativos, na ordem dos formulários."""
        return self.colecao.find({"ativo": True}, {"codigo": 1, "nome": 1}).sort(self.ORDEM)


produtos_dao = ProdutoDAO()
