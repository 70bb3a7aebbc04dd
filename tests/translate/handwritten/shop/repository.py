import asyncio
from collections.abc import AsyncIterator

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase


class Repository:
    def __init__(self, database: AsyncIOMotorDatabase) -> None:
        self.database = database

    @property
    def products(self) -> AsyncIOMotorCollection:
        return self.database.products

    async def by_sku(self, sku: str) -> dict | None:
        return await self.products.find_one({"sku": sku})

    async def all(self) -> list[dict]:
        return await self.products.find().sort("sku", 1).to_list(length=None)

    async def skus(self) -> AsyncIterator[str]:
        async for product in self.products.find({}, {"sku": 1}):
            yield product["sku"]

    async def counts(self) -> dict[str, int]:
        products, orders = await asyncio.gather(
            self.products.count_documents({}), self.database.orders.count_documents({})
        )
        return {"products": products, "orders": orders}

    async def by_tags(self, tags: list[str]) -> list[dict | None]:
        asked = [self.products.find_one({"tag": tag}) for tag in tags]
        return await asyncio.gather(*asked)

    def latest(self):
        return self.products.find_one({}, sort=[("_id", -1)])

    async def groups(self) -> dict[str, int]:
        cursor = self.products.aggregate([{"$group": {"_id": "$tag", "n": {"$sum": 1}}}])
        return {group["_id"]: group["n"] async for group in cursor}

    async def rename(self, sku: str, name: str) -> int:
        new = {"$set": {"name": name}}
        async with await self.database.client.start_session() as session:
            session.advance_operation_time(None)
            async with session.start_transaction():
                done = await self.products.update_one({"sku": sku}, new, session=session)
        return done.modified_count
