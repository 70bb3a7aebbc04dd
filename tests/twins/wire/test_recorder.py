"""What drivers ask of a real server is recorded, and played to each of them without it."""

import asyncio

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient, MongoClient
from pymongo.errors import DuplicateKeyError, OperationFailure

from migrator.twins.mongo import embedded_server
from migrator.twins.wire.process import wire_process

OPTIONS = {"serverSelectionTimeoutMS": 20000, "compressors": "zlib"}
STAGES = [{"$match": {"n": {"$lt": 9}}}, {"$group": {"_id": "$kind", "all": {"$sum": "$n"}}}]


def visit(port):
    """Questions of every kind, as the synchronous driver asks them."""
    with MongoClient("127.0.0.1", port, **OPTIONS) as client:
        things = client.shop.things
        with pytest.raises(DuplicateKeyError) as refused:
            things.insert_one({"_id": 1})
        return [
            things.find_one({"n": 3}),
            list(things.find({"n": {"$gt": 4}}, batch_size=2).sort("n")),
            sorted(things.aggregate(STAGES, batchSize=1), key=lambda group: group["_id"]),
            things.count_documents({"kind": 0}),
            sorted(things.distinct("kind")),
            things.update_one({"n": 3}, {"$set": {"seen": True}}).raw_result["n"],
            things.insert_many([{"made": True}, {"made": False}]).acknowledged,
            things.delete_one({"made": True}).deleted_count,
            refused.value.details["keyValue"],
            client.admin.command("ping")["ok"],
        ]


async def visit_async(client):
    """The same reads, as both asynchronous drivers ask them."""
    things = client.shop.things
    groups = things.aggregate(STAGES, batchSize=1)
    groups = await groups if asyncio.iscoroutine(groups) else groups
    return [
        await things.find_one({"n": 3}),
        await things.find({"n": {"$gt": 4}}, batch_size=2).sort("n").to_list(None),
        sorted(await groups.to_list(None), key=lambda group: group["_id"]),
        await things.count_documents({"kind": 0}),
        sorted(await things.distinct("kind")),
    ]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The file, and what the visitor saw of the real server."""
    folder = tmp_path_factory.mktemp("wire")
    file = folder / "answers.ndjson"
    with embedded_server(folder / "server") as server:
        with MongoClient(server.uri) as client:
            client.shop.things.insert_many({"_id": n, "n": n, "kind": n % 3} for n in range(12))
        words = ("record", "--to", f"127.0.0.1:{server.port}", "--file", str(file))
        with wire_process(words, folder / "record.log") as recorder:
            seen = visit(recorder.port)
        assert "questions recorded, 0 with answers that differ" in recorder.process.last_lines()
    return file, seen


@pytest.fixture(scope="module")
def player(recorded, tmp_path_factory):
    log = tmp_path_factory.mktemp("player") / "log"
    with wire_process(("play", "--file", str(recorded[0])), log) as running:
        yield running


def test_pymongo_sees_in_the_player_what_it_saw_in_the_server(recorded, player):
    assert visit(player.port) == recorded[1]
    assert visit(player.port) == recorded[1]


def test_pymongos_async_api_sees_the_same(recorded, player):
    async def main():
        async with AsyncMongoClient("127.0.0.1", player.port, **OPTIONS) as client:
            return await asyncio.gather(*(visit_async(client) for _ in range(8)))

    assert asyncio.run(main()) == [recorded[1][:5]] * 8


def test_motor_sees_the_same(recorded, player):
    async def main():
        client = AsyncIOMotorClient("127.0.0.1", player.port, **OPTIONS)
        try:
            return await visit_async(client)
        finally:
            client.close()

    assert asyncio.run(main()) == recorded[1][:5]


def test_an_unknown_question_is_an_operation_failure_with_its_text(player):
    with (
        MongoClient("127.0.0.1", player.port, **OPTIONS) as client,
        pytest.raises(OperationFailure, match=r"find shop.things .*\"n\": 99"),
    ):
        client.shop.things.find_one({"n": 99})
