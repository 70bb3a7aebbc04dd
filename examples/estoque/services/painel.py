"""Números do painel."""

from datetime import timedelta

import extensions
from dao.movimentacao_dao import movimentacoes_dao
from dao.produto_dao import produtos_dao
from dao.saldo_dao import saldos_dao
from services.estoque import completar


def resumo(agora, dias):
    """Tudo o que o painel mostra; cada número é uma consulta independente."""
    db = extensions.db
    desde = agora - timedelta(days=dias)
    return {
        "produtos_ativos": db.produtos.count_documents({"ativo": True}),
        "produtos_inativos": db.produtos.count_documents({"ativo": False}),
        "locais": db.locais.count_documents({"ativo": True}),
        "usuarios": db.usuarios.count_documents({"ativo": True}),
        "movimentacoes": db.movimentacoes.count_documents({}),
        "movimentacoes_periodo": db.movimentacoes.count_documents({"data": {"$gte": desde}}),
        "canceladas": db.movimentacoes.count_documents({"cancelada": True}),
        "alertas": db.alertas.count_documents({"lido": False}),
        "valor_em_estoque": valor_em_estoque(),
        "por_tipo": por_tipo(),
        "por_nivel": por_nivel(),
        "mais_movimentados": mais_movimentados(),
        "criticos": produtos_criticos()[:5],
        "ultimas": ultimas(),
        "dias": dias,
    }


def valor_em_estoque():
    totais = saldos_dao.totais_por_produto()
    precos = produtos_dao.colecao.find({}, {"preco_custo": 1}).sort("_id", 1)
    return round(sum(totais.get(p["_id"], 0) * p["preco_custo"] for p in precos), 2)


def por_tipo():
    grupos = extensions.db.movimentacoes.aggregate(
        [
            {"$match": {"cancelada": False}},
            {"$group": {"_id": "$tipo", "total": {"$sum": 1}, "itens": {"$sum": "$quantidade"}}},
            {"$sort": {"_id": 1}},
        ]
    )
    return {g["_id"]: {"movimentacoes": g["total"], "itens": g["itens"]} for g in grupos}


def por_nivel():
    grupos = extensions.db.locais.aggregate(
        [
            {"$match": {"ativo": True}},
            {"$group": {"_id": "$nivel", "total": {"$sum": 1}}},
            {"$sort": {"_id": 1}},
        ]
    )
    return [{"nivel": g["_id"], "locais": g["total"]} for g in grupos]


def mais_movimentados(limite=5):
    grupos = list(
        extensions.db.movimentacoes.aggregate(
            [
                {"$match": {"cancelada": False}},
                {"$group": {"_id": "$produto_id", "quantidade": {"$sum": "$quantidade"}}},
                {"$sort": {"quantidade": -1, "_id": 1}},
                {"$limit": limite},
            ]
        )
    )
    produtos = produtos_dao.mapa_por_id(g["_id"] for g in grupos)
    return [
        {
            "codigo": produtos[g["_id"]]["codigo"],
            "nome": produtos[g["_id"]]["nome"],
            "quantidade": g["quantidade"],
        }
        for g in grupos
        if g["_id"] in produtos
    ]


def produtos_criticos():
    """Produtos ativos abaixo do mínimo, do que mais falta para o que menos falta."""
    produtos = list(produtos_dao.colecao.find({"ativo": True}).sort(produtos_dao.ORDEM))
    totais = saldos_dao.totais_por_produto()
    criticos = [
        {
            "_id": p["_id"],
            "codigo": p["codigo"],
            "nome": p["nome"],
            "total": totais.get(p["_id"], 0),
            "minimo": p["estoque_minimo"],
        }
        for p in produtos
        if totais.get(p["_id"], 0) < p["estoque_minimo"]
    ]
    return sorted(criticos, key=lambda c: (c["total"] - c["minimo"], c["codigo"]))


def ultimas(limite=5):
    cursor = movimentacoes_dao.colecao.find().sort(movimentacoes_dao.ORDEM).limit(limite)
    return completar(list(cursor))
