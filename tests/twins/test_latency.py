import time

import pytest
from pymongo import MongoClient

from migrator.errors import UsageError
from migrator.twins.latency import later, read_latency


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("20ms", 0.02), ("0.5s", 0.5), ("20", 0.02), (" 1.5ms ", 0.0015), ("10s", 10)],
)
def test_a_latency_is_read(text, seconds):
    assert read_latency(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "0", "0ms", "-5ms", "20 parsecs", "11s", "20000", "ms", "1e3ms"]
)
def test_what_is_no_latency_is_refused(text):
    with pytest.raises(UsageError, match="a latency of"):
        read_latency(text)


def test_every_answer_comes_later_and_the_driver_stays_with_the_passage(server, client, tmp_path):
    client.shop.things.insert_many({"_id": n} for n in range(300))

    with (
        later(server.database_uri("shop"), 0.1, tmp_path / "log") as uri,
        MongoClient(uri) as distant,
    ):
        assert f":{server.port}" not in uri
        began = time.monotonic()
        found = list(distant.get_database().things.find(batch_size=100).sort("_id"))
        took = time.monotonic() - began
        nodes = {port for _, port in distant.nodes}

    assert [item["_id"] for item in found] == list(range(300))
    assert took > 0.3  # at least three answers
    assert nodes == {int(uri.rpartition(":")[2].partition("/")[0])}


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("mongodb+srv://cluster.example/shop", r"mongodb\+srv"),
        ("mongodb://db.example/shop?tls=true", "TLS"),
        ("mongodb://one:1,two:2/shop", "one server only"),
        ("mongodb://%2Ftmp%2Fmongodb.sock/shop", "one server only"),
        ("postgres://x", "cannot be read"),
    ],
)
def test_a_server_that_no_passage_leads_to_is_refused(uri, said, tmp_path):
    with pytest.raises(UsageError, match=said) as refused, later(uri, 0.02, tmp_path / "log"):
        pass

    assert "--mongo-uri" in refused.value.hint


def test_the_password_and_the_options_of_the_uri_stay(tmp_path):
    with later(
        "mongodb://ana:se%40gredo@127.0.0.1:1/shop?retryWrites=false", 0.02, tmp_path / "log"
    ) as uri:
        assert uri.startswith("mongodb://ana:se%40gredo@127.0.0.1:")
        assert uri.endswith("/shop?retryWrites=false")
