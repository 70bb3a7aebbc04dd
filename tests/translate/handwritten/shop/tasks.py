import asyncio
import hashlib
import time

from fastapi.concurrency import run_in_threadpool
from pymongo import MongoClient

from .settings import settings


def rebuild() -> int:
    """Runs in a worker process, where nothing else waits."""
    with MongoClient(settings.mongo_uri) as client:
        products = client[settings.database].products
        for product in products.find():
            products.update_one({"_id": product["_id"]}, {"$set": {"seen": time.time()}})
        time.sleep(0.1)
        return products.count_documents({})


def digest(text: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", text.encode(), b"salt", 1000).hex()


async def safe_digest(text: str) -> str:
    return await run_in_threadpool(digest, text)


async def wait_a_little() -> None:
    await asyncio.sleep(0.1)


async def heartbeat() -> None:
    task = asyncio.create_task(wait_a_little())
    await asyncio.wait_for(wait_a_little(), 1)
    await task
