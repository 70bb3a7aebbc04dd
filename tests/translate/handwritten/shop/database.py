from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from .settings import settings


class Mongo:
    client: AsyncIOMotorClient | None = None

    async def connect(self) -> None:
        self.client = AsyncIOMotorClient(settings.mongo_uri)
        await self.client.admin.command("ping")

    def close(self) -> None:
        if self.client is not None:
            self.client.close()


mongo = Mongo()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    await mongo.connect()
    app.state.db = mongo.client[settings.database]
    await app.state.db.products.create_index("sku", unique=True)
    yield
    mongo.close()


async def get_database() -> AsyncIOMotorDatabase[dict[str, Any]]:
    assert mongo.client is not None
    return mongo.client[settings.database]


def state_database(request: Request) -> AsyncIOMotorDatabase:
    return request.app.state.db


Database = Annotated[AsyncIOMotorDatabase, Depends(get_database)]
