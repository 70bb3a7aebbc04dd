from datetime import UTC, datetime

import bson
import pytest
from bson import Decimal128, Int64, ObjectId
from pymongo import ASCENDING, DESCENDING

from migrator.errors import DatabaseUnreachable, RecordingBroken, RecordingMissing
from migrator.twins import restoring, state
from migrator.twins.restoring import restore_collections, restore_snapshot, same_collections
from migrator.twins.snapshot import snapshot_digest, take_snapshot
from migrator.twins.state import read_state, user_databases

ODD = {
    "_id": ObjectId("64b000000000000000000001"),
    "quando": datetime(2026, 3, 1, 12, tzinfo=UTC).replace(tzinfo=None),
    "grande": Int64(7),
    "preco": Decimal128("1.10"),
    "dados": b"\x00\xff",
    "nome": "maçã",
    "z": {"b": 1, "a": [None, True, 1.0]},
}


def _fill(client, name="estoque"):
    client[name].produtos.insert_many([ODD, {"_id": 2, "nome": "b"}, {"_id": 1, "nome": "a"}])
    client[name].produtos.create_index([("nome", ASCENDING), ("quando", DESCENDING)], unique=True)
    client[name]["com/barra"].insert_one({"_id": "x"})
    client[name].create_collection("vazia")


def test_a_restored_database_under_another_name_holds_the_same(server, client, tmp_path):
    _fill(client)

    take_snapshot(server.uri, ["estoque"], tmp_path / "s")
    restore_snapshot(tmp_path / "s", server.uri, {"estoque": "copia"})

    assert read_state(server.uri, {"copia": "x"}) == read_state(server.uri, {"estoque": "x"})
    assert [d["_id"] for d in client.copia.produtos.find()] == [ODD["_id"], 2, 1]
    assert client.copia.produtos.index_information()["nome_1_quando_-1"]["unique"]
    assert "vazia" in client.copia.list_collection_names()


def test_the_files_are_those_that_mongodump_writes(server, client, tmp_path):
    _fill(client)

    take_snapshot(server.uri, ["estoque"], tmp_path / "s")

    files = {path.relative_to(tmp_path / "s").as_posix() for path in tmp_path.rglob("*.*")}
    assert {"estoque/produtos.bson", "estoque/produtos.metadata.json"} <= files
    assert "estoque/com%2Fbarra.bson" in files
    documents = bson.decode_all((tmp_path / "s/estoque/produtos.bson").read_bytes())
    assert documents == [ODD, {"_id": 2, "nome": "b"}, {"_id": 1, "nome": "a"}]


def test_two_snapshots_of_the_same_database_have_the_same_digest(server, client, tmp_path):
    _fill(client)

    first = take_snapshot(server.uri, ["estoque"], tmp_path / "one")
    second = take_snapshot(server.uri, ["estoque"], tmp_path / "two")
    client.estoque.produtos.update_one({"_id": 1}, {"$set": {"a": 1}})
    third = take_snapshot(server.uri, ["estoque"], tmp_path / "two")

    assert first == second == snapshot_digest(tmp_path / "one")
    assert third != first


def test_a_reset_writes_only_the_collections_that_changed(server, client, tmp_path):
    _fill(client)
    take_snapshot(server.uri, ["estoque"], tmp_path / "s")
    before = read_state(server.uri, {"estoque": "x"})
    client.estoque.produtos.delete_one({"_id": 2})
    client.estoque.produtos.insert_one({"_id": 2, "nome": "b"})
    client.estoque.nova.insert_one({"_id": 1})
    client.estoque["com/barra"].create_index("a")

    written = restore_snapshot(tmp_path / "s", server.uri)

    assert written == 2
    assert read_state(server.uri, {"estoque": "x"}) == before
    assert restore_snapshot(tmp_path / "s", server.uri) == 0


@pytest.mark.parametrize("places", [{("estoque", "")}, {("estoque", "produtos")}])
def test_only_the_collections_that_are_named_are_filled_again(server, client, tmp_path, places):
    _fill(client, "copia")
    take_snapshot(server.uri, ["copia"], tmp_path / "s")
    (tmp_path / "s" / "copia").rename(tmp_path / "s" / "estoque")
    client.copia.produtos.delete_one({"_id": 2})
    client.copia["com/barra"].insert_one({"_id": "y"})
    everything = ("estoque", "") in places

    restore_collections(tmp_path / "s", server.uri, places, {"estoque": "copia"})

    assert [d["_id"] for d in client.copia.produtos.find()] == [ODD["_id"], 2, 1]
    assert client.copia["com/barra"].count_documents({}) == (1 if everything else 2)
    assert "nome_1_quando_-1" in client.copia.produtos.index_information()


def test_one_changed_document_is_mended_without_filling_its_collection_again(
    server, client, tmp_path, monkeypatch
):
    client.estoque.grande.insert_many({"_id": number, "n": 0} for number in range(50))
    take_snapshot(server.uri, ["estoque"], tmp_path / "s")
    before = list(client.estoque.grande.find())
    client.estoque.grande.update_one({"_id": 7}, {"$set": {"n": 1}})
    client.estoque.grande.insert_one({"_id": 99})
    monkeypatch.setattr(restoring, "_insert", lambda *_: pytest.fail("all of it was written"))

    restore_collections(tmp_path / "s", server.uri, {("estoque", "grande")}, {})

    assert list(client.estoque.grande.find()) == before


def test_indexes_and_collections_that_came_and_went_are_as_they_were(server, client, tmp_path):
    _fill(client)
    take_snapshot(server.uri, ["estoque"], tmp_path / "s")
    client.estoque.produtos.drop()
    client.estoque.nova.insert_one({"_id": 1})
    places = {("estoque", "produtos"), ("estoque", "produtos$indexes"), ("estoque", "nova")}

    restore_collections(tmp_path / "s", server.uri, places, {})

    assert client.estoque.produtos.index_information()["nome_1_quando_-1"]["unique"]
    assert client.estoque.produtos.count_documents({}) == 3
    assert "nova" not in client.estoque.list_collection_names()


def test_views_are_restored_after_the_collections_they_read(server, client, tmp_path):
    client.estoque.z_origem.insert_one({"_id": 1})
    client.estoque.create_collection("a_vista", viewOn="z_origem", pipeline=[])
    take_snapshot(server.uri, ["estoque"], tmp_path / "s")

    restore_snapshot(tmp_path / "s", server.uri, {"estoque": "copia"})

    assert list(client.copia.a_vista.find()) == [{"_id": 1}]


def test_several_databases_are_told_apart_in_the_state(server, client):
    client.um.c.insert_one({"_id": 1})
    client.dois.c.insert_one({"_id": 2})

    found = read_state(server.uri, {name: name for name in user_databases(server.uri)})

    assert found["um.c"] == [{"_id": 1}]
    assert found["dois.c"] == [{"_id": 2}]


def test_a_missing_snapshot_is_missing_evidence(server, tmp_path):
    with pytest.raises(RecordingMissing, match="no snapshot"):
        restore_snapshot(tmp_path / "none", server.uri)


@pytest.mark.parametrize("cut", [1, 3, 10])
def test_a_file_that_is_cut_off_is_named(server, client, tmp_path, cut):
    client.estoque.c.insert_one({"_id": 1})
    take_snapshot(server.uri, ["estoque"], tmp_path / "s")
    path = tmp_path / "s/estoque/c.bson"
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(RecordingBroken, match=r"c\.bson"):
        restore_snapshot(tmp_path / "s", server.uri, {"estoque": "copia"})


def test_metadata_that_is_not_json_is_named(server, client, tmp_path):
    client.estoque.c.insert_one({"_id": 1})
    take_snapshot(server.uri, ["estoque"], tmp_path / "s")
    (tmp_path / "s/estoque/c.metadata.json").write_text("{")

    with pytest.raises(RecordingBroken, match=r"c\.metadata\.json"):
        restore_snapshot(tmp_path / "s", server.uri, {"estoque": "copia"})


def test_a_failed_snapshot_leaves_the_old_one_in_place(server, client, tmp_path, monkeypatch):
    monkeypatch.setattr(state, "_PATIENCE_MS", 200)
    client.estoque.c.insert_one({"_id": 1})
    digest = take_snapshot(server.uri, ["estoque"], tmp_path / "s")

    with pytest.raises(DatabaseUnreachable):
        take_snapshot(f"mongodb://127.0.0.1:{_nobody()}/", ["estoque"], tmp_path / "s")

    assert snapshot_digest(tmp_path / "s") == digest
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def _nobody():
    """A port on which nobody listens."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c.update_one({"_id": 1}, {"$set": {"nome": "z"}}),
        lambda c: c.insert_one({"_id": 9}),
        lambda c: c.delete_one({"_id": 2}),
        lambda c: (c.delete_one({"_id": ODD["_id"]}), c.insert_one(ODD)),
        lambda c: c.drop_indexes(),
        lambda c: c.replace_one({"_id": 2}, {"b": 1, "nome": "b"}),
    ],
    ids=["changed", "added", "gone", "in another order", "without an index", "with other fields"],
)
def test_whatever_happened_documents_their_order_and_indexes_are_as_they_were(
    server, client, tmp_path, spoil
):
    _fill(client)
    take_snapshot(server.uri, ["estoque"], tmp_path / "s")
    before = read_state(server.uri, {"estoque": "x"}), list(client.estoque.produtos.find())

    spoil(client.estoque.produtos)

    assert restore_snapshot(tmp_path / "s", server.uri) == 1
    after = read_state(server.uri, {"estoque": "x"}), list(client.estoque.produtos.find())
    assert bson.encode({"": [*before]}) == bson.encode({"": [*after]})


def test_what_is_known_to_be_untouched_is_not_looked_at(server, client, tmp_path):
    _fill(client)
    take_snapshot(server.uri, ["estoque"], tmp_path / "s")
    client.estoque.produtos.delete_one({"_id": 2})
    untouched = frozenset({("estoque", "produtos")})

    assert restore_snapshot(tmp_path / "s", server.uri, untouched=untouched) == 0
    client.estoque.produtos.drop()
    assert restore_snapshot(tmp_path / "s", server.uri, untouched=untouched) == 1
    assert client.estoque.produtos.count_documents({}) == 3


def test_two_snapshots_say_which_collections_they_have_in_common(server, client, tmp_path):
    _fill(client)
    take_snapshot(server.uri, ["estoque"], tmp_path / "one")
    client.estoque.produtos.delete_one({"_id": 2})
    client.estoque.vazia.create_index("a")
    client.estoque.nova.insert_one({"_id": 1})
    take_snapshot(server.uri, ["estoque"], tmp_path / "two")

    same = same_collections(tmp_path / "one", tmp_path / "two")

    assert same == {("estoque", "com/barra")}
