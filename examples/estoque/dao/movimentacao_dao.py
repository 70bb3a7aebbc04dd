from datetime import timedelta

from flask import abort
from pymongo import ReturnDocument

import extensions
from dao.base import BaseDAO


class MovimentacaoDAO(BaseDAO):
    nome_colecao = "movimentacoes"
    ORDEM = (("data", -1), ("_id", -1))

    def proximo_numero(self):
        contador = extensions.db.contadores.find_one_and_update(
            {"_id": "movimentacoes"},
            {"$inc": {"valor": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return contador["valor"]

    def por_numero_ou_404(self, numero):
        doc = self.colecao.find_one({"numero": numero})
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

    def marcar_cancelada(self, numero, usuario_id, motivo, momento):
        """Marca e devolve a movimentação; ``None`` se alguém já cancelou."""
        return self.colecao.find_one_and_update(
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

    def reabrir(self, numero):
        self.colecao.update_one(
            {"numero": numero},
            {
                "$set": {"cancelada": False},
                "$unset": {"cancelada_em": "", "cancelada_por": "", "motivo": ""},
            },
        )

    def por_mes(self, filtro):
        """Soma de cada tipo por mês, em ordem."""
        return list(
            self.colecao.aggregate(
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
            )
        )


movimentacoes_dao = MovimentacaoDAO()
