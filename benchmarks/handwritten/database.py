"""The database; `DRIVER` in the environment says which of the two drivers."""

import os
from typing import Any

URI = os.environ["MONGO_URI"]

if os.environ.get("DRIVER") == "pymongo-async":
    from pymongo import AsyncMongoClient

    client: Any = AsyncMongoClient(URI)

    async def aggregated(collection: Any, pipeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """All documents that a pipeline gives."""
        return await (await collection.aggregate(pipeline)).to_list()

else:
    os.environ.setdefault("MOTOR_MAX_WORKERS", "100")
    from motor.motor_asyncio import AsyncIOMotorClient

    client = AsyncIOMotorClient(URI)

    async def aggregated(collection: Any, pipeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """All documents that a pipeline gives."""
        return await collection.aggregate(pipeline).to_list(None)


db = client.get_default_database()
