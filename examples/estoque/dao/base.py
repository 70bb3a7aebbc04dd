"""O que todo DAO tem em comum."""

from flask import abort

import extensions
from utils import para_object_id


class BaseDAO:
    nome_colecao = ""

    @property
    def colecao(self):
        return extensions.db[self.nome_colecao]

    def por_id(self, oid):
        return self.colecao.find_one({"_id": oid})

    def obter_ou_404(self, valor):
        """Documento pelo id em texto (da URL); 404 se o id não presta ou não existe."""
        doc = self.por_id(para_object_id(valor))
        if doc is None:
            abort(404)
        return doc

    def contar(self, filtro=None):
        return self.colecao.count_documents(filtro or {})

    def existe(self, filtro):
        return self.colecao.find_one(filtro, {"_id": 1}) is not None

    def inserir(self, doc):
        return self.colecao.insert_one(doc).inserted_id

    def atualizar(self, oid, campos):
        """Grava os campos e diz se alguma coisa mudou."""
        return self.colecao.update_one({"_id": oid}, {"$set": campos}).modified_count > 0

    def mapa_por_id(self, ids):
        """Os documentos pedidos, por id: a junção das listagens é feita com isto."""
        ids = sorted(set(ids) - {None})
        return {d["_id"]: d for d in self.colecao.find({"_id": {"$in": ids}})}

    def pagina(self, filtro, ordem, pagina, por_pagina):
        """Itens da página e o total do filtro."""
        cursor = self.colecao.find(filtro).sort(ordem)
        itens = list(cursor.skip((pagina - 1) * por_pagina).limit(por_pagina))
        return itens, self.contar(filtro)
