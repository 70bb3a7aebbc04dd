"""O que todo DAO tem em comum."""

from generated_app import extensions
from generated_app.compat.responses import abort
from generated_app.utils import para_object_id


class BaseDAO:
    nome_colecao = ""

    @property
    def colecao(self):
        return extensions.db[self.nome_colecao]

    async def por_id(self, oid):
        return await self.colecao.find_one({"_id": oid})

    async def obter_ou_404(self, valor):
        """Documento pelo id em texto (da URL); 404 se o id não presta ou não existe."""
        doc = await self.por_id(para_object_id(valor))
        if doc is None:
            abort(404)
        return doc

    async def contar(self, filtro=None):
        return await self.colecao.count_documents(filtro or {})

    async def existe(self, filtro):
        return await self.colecao.find_one(filtro, {"_id": 1}) is not None

    async def inserir(self, doc):
        return (await self.colecao.insert_one(doc)).inserted_id

    async def atualizar(self, oid, campos):
        """Grava os campos e diz se alguma coisa mudou."""
        return (await self.colecao.update_one({"_id": oid}, {"$set": campos})).modified_count > 0

    async def mapa_por_id(self, ids):
        """Os documentos pedidos, por id: a junção das listagens é feita com isto."""
        ids = sorted(set(ids) - {None})
        return {d["_id"]: d async for d in self.colecao.find({"_id": {"$in": ids}})}

    async def pagina(self, filtro, ordem, pagina, por_pagina):
        """Itens da página e o total do filtro."""
        cursor = self.colecao.find(filtro).sort(ordem)
        itens = await cursor.skip((pagina - 1) * por_pagina).limit(por_pagina).to_list(None)
        return itens, await self.contar(filtro)
