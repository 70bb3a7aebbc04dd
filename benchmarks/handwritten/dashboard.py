"""The numbers of the dashboard."""

from datetime import datetime, timedelta
from typing import Any

from handwritten.database import aggregated, db
from handwritten.stock import BY_NAME, NEWEST, Document, by_id, totals_by_product, with_names


async def summary(now: datetime, days: int) -> Document:
    """Everything that the dashboard shows."""
    since = now - timedelta(days=days)
    count = {
        "produtos_ativos": (db.produtos, {"ativo": True}),
        "produtos_inativos": (db.produtos, {"ativo": False}),
        "locais": (db.locais, {"ativo": True}),
        "usuarios": (db.usuarios, {"ativo": True}),
        "movimentacoes": (db.movimentacoes, {}),
        "movimentacoes_periodo": (db.movimentacoes, {"data": {"$gte": since}}),
        "canceladas": (db.movimentacoes, {"cancelada": True}),
        "alertas": (db.alertas, {"lido": False}),
    }
    newest = db.movimentacoes.find().sort(NEWEST).limit(5)
    return {
        **{name: await where.count_documents(what) for name, (where, what) in count.items()},
        "valor_em_estoque": await _value(),
        "por_tipo": await _by_kind(),
        "por_nivel": await _by_level(),
        "mais_movimentados": await _most_moved(),
        "criticos": (await _scarce())[:5],
        "ultimas": await with_names(await newest.to_list(None)),
        "dias": days,
    }


async def _value() -> float:
    totals = await totals_by_product()
    prices = db.produtos.find({}, {"preco_custo": 1}).sort("_id", 1)
    return round(sum([totals.get(p["_id"], 0) * p["preco_custo"] async for p in prices]), 2)


async def _by_kind() -> Document:
    group = {"_id": "$tipo", "total": {"$sum": 1}, "itens": {"$sum": "$quantidade"}}
    groups = await _grouped(db.movimentacoes, {"cancelada": False}, group)
    return {g["_id"]: {"movimentacoes": g["total"], "itens": g["itens"]} for g in groups}


async def _by_level() -> list[Document]:
    group = {"_id": "$nivel", "total": {"$sum": 1}}
    groups = await _grouped(db.locais, {"ativo": True}, group)
    return [{"nivel": g["_id"], "locais": g["total"]} for g in groups]


async def _grouped(where: Any, match: Document, group: Document) -> list[Document]:
    return await aggregated(where, [{"$match": match}, {"$group": group}, {"$sort": {"_id": 1}}])


async def _most_moved() -> list[Document]:
    pipeline = [
        {"$match": {"cancelada": False}},
        {"$group": {"_id": "$produto_id", "quantidade": {"$sum": "$quantidade"}}},
        {"$sort": {"quantidade": -1, "_id": 1}},
        {"$limit": 5},
    ]
    groups = await aggregated(db.movimentacoes, pipeline)
    products = await by_id(db.produtos, (g["_id"] for g in groups))
    return [
        {
            "codigo": products[g["_id"]]["codigo"],
            "nome": products[g["_id"]]["nome"],
            "quantidade": g["quantidade"],
        }
        for g in groups
        if g["_id"] in products
    ]


async def _scarce() -> list[Document]:
    products = await db.produtos.find({"ativo": True}).sort(BY_NAME).to_list(None)
    totals = await totals_by_product()
    scarce = [
        {
            "_id": product["_id"],
            "codigo": product["codigo"],
            "nome": product["nome"],
            "total": totals.get(product["_id"], 0),
            "minimo": product["estoque_minimo"],
        }
        for product in products
        if totals.get(product["_id"], 0) < product["estoque_minimo"]
    ]
    return sorted(scarce, key=lambda it: (it["total"] - it["minimo"], it["codigo"]))
