"""Estoque pela hierarquia: central, almoxarifado, sub-almoxarifado e setor."""

from collections import defaultdict

from generated_app import extensions
from generated_app.dao.local_dao import locais_dao
from generated_app.dao.saldo_dao import saldos_dao
from generated_app.utils import contendo


async def filtro_de_locais(usuario, nivel=None, pai_id=None, busca=None):
    filtro = {"ativo": True}
    if not usuario.ve_tudo:
        filtro["_id"] = {"$in": await usuario.locais_permitidos}
    if nivel:
        filtro["nivel"] = nivel
    if pai_id:
        filtro["pai_id"] = pai_id
    if busca:
        filtro["$or"] = [{"nome": contendo(busca)}, {"codigo": contendo(busca)}]
    return filtro


async def montar_hierarquia(filtro, pagina, por_pagina, produto_id=None, com_saldo=False):
    """Uma página de locais com caminho, filhos e totais próprios e da subárvore."""
    if com_saldo:
        ocupados = await saldos_dao.colecao.distinct("local_id", {"quantidade": {"$gt": 0}})
        filtro = {"$and": [filtro, {"_id": {"$in": ocupados}}]}
    locais, total = await locais_dao.pagina(filtro, locais_dao.ORDEM, pagina, por_pagina)

    ids = [local["_id"] for local in locais]
    ancestrais = await locais_dao.mapa_por_id({a for local in locais for a in local["ancestrais"]})
    filhos = await locais_dao.filhos_por_pai(ids)
    descendentes = await locais_dao.descendentes(ids)
    proprios = await totais_por_local(ids + [d["_id"] for d in descendentes], produto_id)

    abaixo = defaultdict(list)
    for descendente in descendentes:
        for ancestral in descendente["ancestrais"]:
            abaixo[ancestral].append(descendente["_id"])

    itens = []
    for local in locais:
        oid = local["_id"]
        proprio = proprios[oid]
        subarvore = [proprio, *(proprios[d] for d in abaixo[oid])]
        nomes = [ancestrais[a]["nome"] for a in local["ancestrais"] if a in ancestrais]
        itens.append(
            {
                "_id": oid,
                "codigo": local["codigo"],
                "nome": local["nome"],
                "nivel": local["nivel"],
                "tipo": local["tipo"],
                "pai_id": local["pai_id"],
                "caminho": " / ".join([*nomes, local["nome"]]),
                "filhos": filhos.get(oid, 0),
                "produtos": proprio["produtos"],
                "quantidade": proprio["quantidade"],
                "valor": round(proprio["valor"], 2),
                "quantidade_total": sum(t["quantidade"] for t in subarvore),
                "valor_total": round(sum(t["valor"] for t in subarvore), 2),
            }
        )
    return itens, total


async def totais_por_local(ids, produto_id=None):
    """Produtos, quantidade e valor a preço de custo guardados em cada local."""
    filtro = {"local_id": {"$in": ids}, "quantidade": {"$gt": 0}}
    if produto_id:
        filtro["produto_id"] = produto_id
    precos = {p["_id"]: p["preco_custo"] async for p in extensions.db.produtos.find()}
    totais = defaultdict(lambda: {"produtos": 0, "quantidade": 0, "valor": 0})
    async for saldo in saldos_dao.colecao.find(filtro).sort([("local_id", 1), ("produto_id", 1)]):
        total = totais[saldo["local_id"]]
        total["produtos"] += 1
        total["quantidade"] += saldo["quantidade"]
        total["valor"] += saldo["quantidade"] * precos.get(saldo["produto_id"], 0)
    return totais
