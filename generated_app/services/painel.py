"""Números do painel."""

from datetime import timedelta

from generated_app import extensions
from generated_app.dao.movimentacao_dao import movimentacoes_dao
from generated_app.dao.produto_dao import produtos_dao
from generated_app.dao.saldo_dao import saldos_dao
from generated_app.services.estoque import completar


async def resumo(agora, dias):
    """Tudo o que o painel mostra; cada número é uma consulta independente."""
    db = extensions.db
    desde = agora - timedelta(days=dias)
    return {
        "produtos_ativos": await db.produtos.count_documents({"ativo": True}),
        "produtos_inativos": await db.produtos.count_documents({"ativo": False}),
        "locais": await db.locais.count_documents({"ativo": True}),
        "usuarios": await db.usuarios.count_documents({"ativo": True}),
        "movimentacoes": await db.movimentacoes.count_documents({}),
        "movimentacoes_periodo": await db.movimentacoes.count_documents({"data": {"$gte": desde}}),
        "canceladas": await db.movimentacoes.count_documents({"cancelada": True}),
        "alertas": await db.alertas.count_documents({"lido": False}),
        "valor_em_estoque": await valor_em_estoque(),
        "por_tipo": await por_tipo(),
        "por_nivel": await por_nivel(),
        "mais_movimentados": await mais_movimentados(),
        "criticos": (await produtos_criticos())[:5],
        "ultimas": await ultimas(),
        "dias": dias,
    }


async def valor_em_estoque():
    totais = await saldos_dao.totais_por_produto()
    precos = produtos_dao.colecao.find({}, {"preco_custo": 1}).sort("_id", 1)
    return round(sum([totais.get(p["_id"], 0) * p["preco_custo"] async for p in precos]), 2)


async def por_tipo():
    grupos = extensions.db.movimentacoes.aggregate(
        [
            {"$match": {"cancelada": False}},
            {"$group": {"_id": "$tipo", "total": {"$sum": 1}, "itens": {"$sum": "$quantidade"}}},
            {"$sort": {"_id": 1}},
        ]
    )
    return {g["_id"]: {"movimentacoes": g["total"], "itens": g["itens"]} async for g in grupos}


async def por_nivel():
    grupos = extensions.db.locais.aggregate(
        [
            {"$match": {"ativo": True}},
            {"$group": {"_id": "$nivel", "total": {"$sum": 1}}},
            {"$sort": {"_id": 1}},
        ]
    )
    return [{"nivel": g["_id"], "locais": g["total"]} async for g in grupos]


async def mais_movimentados(limite=5):
    grupos = await extensions.db.movimentacoes.aggregate(
        [
            {"$match": {"cancelada": False}},
            {"$group": {"_id": "$produto_id", "quantidade": {"$sum": "$quantidade"}}},
            {"$sort": {"quantidade": -1, "_id": 1}},
            {"$limit": limite},
        ]
    ).to_list(None)
    produtos = await produtos_dao.mapa_por_id(g["_id"] for g in grupos)
    return [
        {
            "codigo": produtos[g["_id"]]["codigo"],
            "nome": produtos[g["_id"]]["nome"],
            "quantidade": g["quantidade"],
        }
        for g in grupos
        if g["_id"] in produtos
    ]


async def produtos_criticos():
    """Produtos ativos abaixo do mínimo, do que mais falta para o que menos falta."""
    produtos = (
        await produtos_dao.colecao.find({"ativo": True}).sort(produtos_dao.ORDEM).to_list(None)
    )
    totais = await saldos_dao.totais_por_produto()
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


async def ultimas(limite=5):
    cursor = movimentacoes_dao.colecao.find().sort(movimentacoes_dao.ORDEM).limit(limite)
    return await completar(await cursor.to_list(None))
