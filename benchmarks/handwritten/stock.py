"""Questions to the database that more than one route asks."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from bson import ObjectId
from bson.errors import InvalidId
from fastapi import Depends, HTTPException, Query

from handwritten.bodies import plain
from handwritten.database import aggregated, db

Document = dict[str, Any]
BY_NAME = [("nome", 1), ("_id", 1)]
NEWEST = [("data", -1), ("_id", -1)]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is wanted, and how long it is."""

    pagina: int
    por_pagina: int


def paging(pagina: Annotated[int, Query()] = 1, por_pagina: Annotated[int, Query()] = 20) -> Paging:
    """The page that the query string asks for, kept within its bounds."""
    return Paging(max(pagina, 1), min(max(por_pagina, 1), 100))


WantedPage = Annotated[Paging, Depends(paging)]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of results, for templates and for the API."""

    itens: list[Document]
    total: int
    pagina: int
    por_pagina: int

    @property
    def paginas(self) -> int:
        """How many pages there are."""
        return max(math.ceil(self.total / self.por_pagina), 1)

    @property
    def tem_anterior(self) -> bool:
        """Whether there is a page before."""
        return self.pagina > 1

    @property
    def tem_proxima(self) -> bool:
        """Whether there is a page after."""
        return self.pagina < self.paginas

    def janela(self, raio: int = 2) -> range:
        """The numbers of the pages around."""
        return range(max(self.pagina - raio, 1), min(self.pagina + raio, self.paginas) + 1)

    def as_json(self) -> Document:
        """The body of the API."""
        return {
            "itens": plain(self.itens),
            "total": self.total,
            "pagina": self.pagina,
            "paginas": self.paginas,
            "por_pagina": self.por_pagina,
        }


async def page_of(collection: Any, found: Document, order: Any, wanted: Paging) -> Page:
    """One page of what matches, and how much matches in all."""
    start = (wanted.pagina - 1) * wanted.por_pagina
    cursor = collection.find(found).sort(order).skip(start).limit(wanted.por_pagina)
    items = await cursor.to_list(None)
    return Page(items, await collection.count_documents(found), wanted.pagina, wanted.por_pagina)


async def by_id(collection: Any, ids: Iterable[ObjectId | None]) -> dict[ObjectId, Document]:
    """The documents with these ids."""
    wanted = sorted(set(ids) - {None})
    return {item["_id"]: item async for item in collection.find({"_id": {"$in": wanted}})}


async def product_or_404(product_id: str) -> Document:
    """The product in the path."""
    try:
        product = await db.produtos.find_one({"_id": ObjectId(product_id)})
    except InvalidId:
        product = None
    if product is None:
        raise HTTPException(404)
    return product


def products_matching(busca: str, categoria: str, inativos: str, tags: list[str]) -> Document:
    """The filter of the lists: every word in one of the fields."""
    found: Document = {} if inativos == "1" else {"ativo": True}
    if categoria:
        found["categoria"] = categoria
    if tags:
        found["tags"] = {"$all": tags}
    if words := busca.split():
        found["$and"] = [
            {"$or": [{field: containing(word)} for field in ("nome", "codigo", "descricao")]}
            for word in words
        ]
    return found


def containing(text: str) -> Document:
    """Contains this text, in upper or lower case."""
    return {"$regex": re.escape(text.strip()), "$options": "i"}


async def totals_by_product(ids: Iterable[ObjectId] | None = None) -> dict[ObjectId, int]:
    """How much there is of each product; of all without ids."""
    match = {} if ids is None else {"produto_id": {"$in": list(ids)}}
    group = {"_id": "$produto_id", "total": {"$sum": "$quantidade"}}
    groups = await aggregated(db.saldos, [{"$match": match}, {"$group": group}])
    return {item["_id"]: item["total"] for item in groups}


async def total_of(product_id: ObjectId) -> int:
    """How much there is of a product."""
    return sum([item["quantidade"] async for item in db.saldos.find({"produto_id": product_id})])


async def places_of(product_id: ObjectId) -> list[Document]:
    """Where a product is, most of it first."""
    place = {"from": "locais", "localField": "local_id", "foreignField": "_id", "as": "local"}
    fields = {
        "_id": 0,
        "local_id": 1,
        "quantidade": 1,
        "codigo": "$local.codigo",
        "nome": "$local.nome",
        "nivel": "$local.nivel",
    }
    return await aggregated(
        db.saldos,
        [
            {"$match": {"produto_id": product_id, "quantidade": {"$gt": 0}}},
            {"$lookup": place},
            {"$unwind": "$local"},
            {"$sort": {"quantidade": -1, "local.codigo": 1}},
            {"$project": fields},
        ],
    )


async def with_names(movements: list[Document]) -> list[Document]:
    """Movements with the names of product, places and user."""
    products = await by_id(db.produtos, {item["produto_id"] for item in movements})
    ends = ("origem_id", "destino_id")
    places = await by_id(db.locais, (item[end] for item in movements for end in ends))
    users = await by_id(db.usuarios, {item["usuario_id"] for item in movements})
    for item in movements:
        product = products.get(item["produto_id"], {})
        item["produto"] = {"codigo": product.get("codigo"), "nome": product.get("nome")}
        for end in ends:
            place = places.get(item[end])
            item[end.removesuffix("_id")] = place["nome"] if place else None
        user = users.get(item["usuario_id"])
        item["usuario"] = user["nome"] if user else "?"
    return movements
