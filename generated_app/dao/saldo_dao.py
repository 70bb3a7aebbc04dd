from generated_app.dao.base import BaseDAO


class SaldoDAO(BaseDAO):
    """Quantidade de cada produto em cada local."""

    nome_colecao = "saldos"

    async def disponivel(self, produto_id, local_id):
        saldo = await self.colecao.find_one({"produto_id": produto_id, "local_id": local_id})
        return saldo["quantidade"] if saldo else 0

    async def total_do_produto(self, produto_id):
        return sum([s["quantidade"] async for s in self.colecao.find({"produto_id": produto_id})])

    async def somar(self, produto_id, local_id, quantidade, momento):
        await self.colecao.update_one(
            {"produto_id": produto_id, "local_id": local_id},
            {"$inc": {"quantidade": quantidade}, "$set": {"atualizado_em": momento}},
            upsert=True,
        )

    async def retirar(self, produto_id, local_id, quantidade, momento):
        """Baixa a quantidade se houver; a condição no filtro evita corrida entre pedidos."""
        resultado = await self.colecao.update_one(
            {"produto_id": produto_id, "local_id": local_id, "quantidade": {"$gte": quantidade}},
            {"$inc": {"quantidade": -quantidade}, "$set": {"atualizado_em": momento}},
        )
        return resultado.modified_count == 1

    async def totais_por_produto(self, produto_ids=None):
        """Total de cada produto; sem ids, o de todos."""
        filtro = {} if produto_ids is None else {"produto_id": {"$in": list(produto_ids)}}
        grupos = self.colecao.aggregate(
            [
                {"$match": filtro},
                {"$group": {"_id": "$produto_id", "total": {"$sum": "$quantidade"}}},
            ]
        )
        return {grupo["_id"]: grupo["total"] async for grupo in grupos}

    async def do_produto(self, produto_id):
        """Saldos do produto com o local junto, do maior para o menor."""
        return await self.colecao.aggregate(
            [
                {"$match": {"produto_id": produto_id, "quantidade": {"$gt": 0}}},
                {
                    "$lookup": {
                        "from": "locais",
                        "localField": "local_id",
                        "foreignField": "_id",
                        "as": "local",
                    }
                },
                {"$unwind": "$local"},
                {"$sort": {"quantidade": -1, "local.codigo": 1}},
                {
                    "$project": {
                        "_id": 0,
                        "local_id": 1,
                        "quantidade": 1,
                        "codigo": "$local.codigo",
                        "nome": "$local.nome",
                        "nivel": "$local.nivel",
                    }
                },
            ]
        ).to_list(None)


saldos_dao = SaldoDAO()
