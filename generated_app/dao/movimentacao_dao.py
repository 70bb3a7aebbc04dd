from datetime import timedelta

from pymongo import ReturnDocument

from generated_app import extensions
from generated_app.compat.responses import abort
from generated_app.dao.base import BaseDAO


class MovimentacaoDAO(BaseDAO):
    nome_colecao = "movimentacoes"
    ORDEM = (("data", -1), ("_id", -1))

    async def proximo_numero(self):
        contador = await extensions.db.contadores.find_one_and_update(
            {"_id": "movimentacoes"},
            {"$inc": {"valor": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return contador["valor"]

    async def por_numero_ou_404(self, numero):
        doc = await self.colecao.find_one({"numero": numero})
        if doc is None:
            abort(404)
        return doc

    def filtro(self, tipos=None, produto_id=None, local_id=None, de=None, ate=None, abertas=False):
        filtro = {}
        if tipos:
            filtro["tipo"] = {"$in": tipos}
        if produto_id:
            filtro["produto_id"] = produto_id
        if local_id:
            filtro["$or"] = [{"origem_id": local_id}, {"destino_id": local_id}]
        if de or ate:
            filtro["data"] = {}
            if de:
                filtro["data"]["$gte"] = de
            if ate:
                filtro["data"]["$lt"] = ate + timedelta(days=1)
        if abertas:
            filtro["cancelada"] = False
        return filtro

    async def marcar_cancelada(self, numero, usuario_id, motivo, momento):
        """Marca e devolve a movimentação; ``None`` se alguém já cancelou."""
        return await self.colecao.find_one_and_update(
            {"numero": numero, "cancelada": False},
            {
                "$set": {
                    "cancelada": True,
                    "cancelada_em": momento,
                    "cancelada_por": usuario_id,
                    "motivo": motivo,
                }
            },
            return_document=ReturnDocument.AFTER,
        )

    async def reabrir(self, numero):
        await self.colecao.update_one(
            {"numero": numero},
            {
                "$set": {"cancelada": False},
                "$unset": {"cancelada_em": "", "cancelada_por": "", "motivo": ""},
            },
        )

    async def por_mes(self, filtro):
        """Soma de cada tipo por mês, em ordem."""
        return await self.colecao.aggregate(
            [
                {"$match": filtro},
                {
                    "$group": {
                        "_id": {
                            "mes": {"$dateToString": {"format": "%Y-%m", "date": "$data"}},
                            "tipo": "$tipo",
                        },
                        "quantidade": {"$sum": "$quantidade"},
                        "movimentacoes": {"$sum": 1},
                    }
                },
                {"$sort": {"_id.mes": 1, "_id.tipo": 1}},
            ]
        ).to_list(None)


movimentacoes_dao = MovimentacaoDAO()
