"""Alertas de estoque abaixo do mínimo."""

from generated_app import extensions
from generated_app.dao.produto_dao import produtos_dao
from generated_app.dao.saldo_dao import saldos_dao


async def conferir_minimo(produto, momento):
    """Abre um alerta se o produto ficou abaixo do mínimo e ainda não há outro por ler."""
    total = await saldos_dao.total_do_produto(produto["_id"])
    if total >= produto["estoque_minimo"]:
        return None
    aberto = await extensions.db.alertas.find_one({"produto_id": produto["_id"], "lido": False})
    if aberto:
        await extensions.db.alertas.update_one({"_id": aberto["_id"]}, {"$set": {"total": total}})
        return aberto["_id"]
    alerta = {
        "produto_id": produto["_id"],
        "total": total,
        "minimo": produto["estoque_minimo"],
        "data": momento,
        "lido": False,
    }
    return (await extensions.db.alertas.insert_one(alerta)).inserted_id


async def listar_alertas(somente_abertos=True, limite=50):
    filtro = {"lido": False} if somente_abertos else {}
    alertas = (
        await extensions.db.alertas.find(filtro)
        .sort([("data", -1), ("_id", -1)])
        .limit(limite)
        .to_list(None)
    )
    produtos = await produtos_dao.mapa_por_id({a["produto_id"] for a in alertas})
    for alerta in alertas:
        produto = produtos.get(alerta["produto_id"], {})
        alerta["codigo"] = produto.get("codigo")
        alerta["produto"] = produto.get("nome")
    return alertas


async def marcar_lidos(ids=None):
    """Marca como lidos os alertas informados, ou todos."""
    filtro = {"lido": False}
    if ids is not None:
        filtro["_id"] = {"$in": ids}
    return (
        await extensions.db.alertas.update_many(filtro, {"$set": {"lido": True}})
    ).modified_count


async def sincronizar(momento):
    """Abre alerta para todo produto que está abaixo do mínimo e ainda não tem um por ler."""
    from generated_app.services.painel import produtos_criticos  # painel -> estoque -> alertas

    abertos = set(await extensions.db.alertas.distinct("produto_id", {"lido": False}))
    novos = [
        {
            "produto_id": critico["_id"],
            "total": critico["total"],
            "minimo": critico["minimo"],
            "data": momento,
            "lido": False,
        }
        for critico in await produtos_criticos()
        if critico["_id"] not in abertos
    ]
    if novos:
        await extensions.db.alertas.insert_many(novos)
    return len(novos)
