"""The only file that names the driver: Motor."""

import os
from typing import Any

from generated_app.compat.startup import at_shutdown
from generated_app.settings import settings

# Motor reads the size of its thread pool when it is imported; one thread a connection of the pool.
os.environ.setdefault("MOTOR_MAX_WORKERS", str(settings.motor_max_workers))

from motor.motor_asyncio import (  # noqa: E402
    AsyncIOMotorClient,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)

Document = dict[str, Any]
Client = AsyncIOMotorClient[Document]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]


def connect(*args: Any, **options: Any) -> Client:
    """A client with the arguments of MongoClient; it does no I/O before the first query."""
    client: Client = AsyncIOMotorClient(*args, **options)
    at_shutdown(client.close)
    return client
