from bson import ObjectId
from pymongo import MongoClient

from migrator.compare.end_state import judge_end_state
from migrator.twins.mongo import embedded_server
from migrator.twins.watch import StateWatch

ALL = [("um", ""), ("dois", "")]


def watch(server):
    return StateWatch((server.uri, {"um": "loja"}), (server.uri, {"dois": "loja"}))


def fill(client, **collections):
    for name, (ours, theirs) in collections.items():
        client.um[name].insert_many(ours)
        client.dois[name].insert_many(theirs)


def test_equal_collections_have_equal_digests(server, client):
    fill(client, c=([{"_id": 1}, {"_id": 2}], [{"_id": 2}, {"_id": 1}]))
    seen = watch(server)

    legacy, new = seen.look(ALL)

    assert legacy == new
    assert set(legacy) == {"c", "c$indexes"}
    assert seen.parted() == ()


def test_only_what_was_written_is_read_again(server, client):
    fill(client, a=([{"_id": 1}], [{"_id": 1}]), b=([{"_id": 1}], [{"_id": 1}]))
    seen = watch(server)
    seen.look(ALL)
    client.dois.a.insert_one({"_id": 9})
    client.dois.b.insert_one({"_id": 9})

    seen.look([("dois", "b")])

    assert seen.parted() == ("b",)


def test_ids_that_the_server_made_are_paired_wherever_they_stand(server, client):
    one, two = ObjectId(), ObjectId()
    fill(
        client,
        saldos=([{"_id": one, "q": 1}], [{"_id": two, "q": 1}]),
        notas=([{"_id": 1, "de": [one]}], [{"_id": 1, "de": [two]}]),
    )
    seen = watch(server)

    seen.look([("um", "saldos")])
    seen.look([("um", "notas")])

    assert seen.parted() == ()
    assert seen.paired == 1
    assert judge_end_state(*seen.states()) == ()


def test_documents_made_in_the_same_order_are_paired_and_their_fields_compared(server, client):
    fill(client, c=([{"_id": ObjectId(), "q": 1}], [{"_id": ObjectId(), "q": 2}]))
    seen = watch(server)

    seen.look(ALL)

    assert seen.parted() == ("c",)
    (difference,) = judge_end_state(*seen.states())
    assert difference.where.endswith(".q")


def test_a_mended_collection_is_equal_again_in_the_same_order(server, client):
    fill(client, c=([{"_id": 3}, {"_id": 1}], [{"_id": 1, "wrong": True}, {"_id": 7}]))
    seen = watch(server)
    seen.look(ALL)

    seen.mend(seen.parted())

    assert seen.parted() == ()
    assert list(client.dois.c.find()) == [{"_id": 3}, {"_id": 1}]


def test_a_collection_that_one_side_lacks_is_mended_too(server, client):
    client.dois.extra.insert_one({"_id": 1})
    seen = watch(server)
    seen.look(ALL)
    assert seen.parted() == ("extra",)

    seen.mend(["extra"])

    assert client.dois.extra.count_documents({}) == 0


def test_a_lost_index_parts_its_exchange_and_is_mended(server, client):
    fill(client, c=([{"_id": 1}], [{"_id": 1}]))
    client.um.c.create_index([("a", 1), ("b", -1)], unique=True)
    client.um.c.create_index("expira", expireAfterSeconds=60)
    client.dois.c.create_index("expira", expireAfterSeconds=60)
    seen = watch(server)

    seen.look([("um", "c"), ("um", "c$indexes")])
    assert seen.parted() == ("c$indexes",)
    assert [item.where for item in judge_end_state(*seen.states())] == ["c$indexes.a_1_b_-1"]

    seen.mend(seen.parted())
    seen.look([("dois", "c$indexes")])
    assert seen.parted() == ()
    assert judge_end_state(*seen.states()) == ()


def test_a_collection_without_other_indexes_is_as_one_that_is_not_there(server, client):
    client.um.c.insert_one({"_id": 1})
    client.um.c.delete_one({})
    seen = watch(server)

    seen.look([("um", "c"), ("um", "c$indexes")])

    assert seen.parted() == ()


def test_when_everything_may_have_changed_indexes_are_looked_at_too(server, client):
    fill(client, c=([{"_id": 1}], [{"_id": 1}]))
    client.dois.c.create_index("a")
    seen = watch(server)

    seen.look(ALL)

    assert seen.parted() == ("c$indexes",)


def test_a_mended_document_keeps_the_id_that_its_side_gave_it(server, client):
    ours, theirs = ObjectId(), ObjectId()
    fill(
        client,
        c=([{"_id": ours, "n": 1, "me": str(ours)}], [{"_id": theirs, "n": 2, "me": "?"}]),
        d=([{"_id": 1, "of": ours}], [{"_id": 1, "of": theirs}]),
    )
    seen = watch(server)
    seen.look(ALL)
    seen.states()

    seen.mend(seen.parted())

    assert seen.parted() == ()
    assert list(client.dois.c.find()) == [{"_id": theirs, "n": 1, "me": str(theirs)}]
    seen.look(ALL)
    assert seen.parted() == ()


def test_a_database_that_only_the_code_names_is_compared_and_mended(server, client, tmp_path):
    with embedded_server(tmp_path) as other, MongoClient(other.uri) as theirs:
        seen = StateWatch((server.uri, {"um": "um"}), (other.uri, {"um": "um"}))
        for side, name in ((client, "a"), (theirs, "b")):
            side.um.c.insert_one({"_id": 1})
            side.escondida.c.insert_one({"_id": 1, "nome": name})

        seen.look([("um", "c")])
        assert seen.parted() == ()
        seen.look([("escondida", "c"), ("admin", "")])

        assert seen.parted() == ("escondida.c",)
        assert judge_end_state(*seen.states()) != ()
        seen.mend(seen.parted())
        assert seen.parted() == ()
        assert theirs.escondida.c.find_one()["nome"] == "a"
