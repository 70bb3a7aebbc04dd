from uuid import uuid4

import bson
from bson import Binary, Int64, ObjectId, Timestamp

from migrator.twins.wire.questions import (
    answer_of,
    cursor_in_answer,
    cursor_in_question,
    cursor_of,
    number_at,
    place_of,
    question_of,
    shown,
    with_any_ids,
    with_number,
)


def asked(**more):
    session = {"id": Binary(uuid4().bytes, 4)}
    return bson.encode(
        {"find": "produtos", "filter": {"a": 1}, "lsid": session, **more, "$db": "estoque"}
    )


def test_a_question_does_not_depend_on_session_number_or_time():
    one = asked(txnNumber=Int64(3), **{"$clusterTime": {"clusterTime": Timestamp(1, 1)}})

    assert question_of(one) == question_of(asked())


def test_everything_else_is_the_question():
    plain = question_of(asked())

    for more in ({"limit": 1}, {"readConcern": {}}, {"startTransaction": True}, {"comment": "x"}):
        assert question_of(asked(**more)) != plain
    assert question_of(asked().replace(b"estoque", b"estoqu2")) != plain


def test_a_session_inside_of_a_filter_is_part_of_the_question():
    one, other = (bson.encode({"find": "a", "filter": {"lsid": n}, "$db": "b"}) for n in (1, 2))

    assert question_of(one) != question_of(other)


def test_an_insert_is_the_same_whatever_ids_the_driver_made_up():
    one, other = (
        bson.encode({"insert": "a", "documents": [{"_id": ObjectId(), "x": 1}], "$db": "b"})
        for _ in range(2)
    )

    assert one != other
    assert with_any_ids(one) == with_any_ids(other)


def test_ids_that_are_no_object_ids_and_other_commands_stay_what_they_are():
    named = bson.encode({"insert": "a", "documents": [{"_id": "x", "ref": ObjectId()}]})

    assert with_any_ids(named) == named
    assert with_any_ids(bson.encode({"update": "a", "updates": [{"_id": ObjectId()}]})) is None


def test_an_answer_does_not_depend_on_the_clusters_time():
    said = {"n": 1, "ok": 1.0}
    timed = {
        **said,
        "$clusterTime": {"clusterTime": Timestamp(1, 2)},
        "operationTime": Timestamp(1, 2),
    }

    assert answer_of(bson.encode(timed)) == bson.encode(said)


def test_a_cursor_has_the_number_of_the_question_that_opened_it():
    answer = bson.encode({"cursor": {"firstBatch": [], "id": Int64(5), "ns": "a.b"}, "ok": 1.0})
    number = cursor_of(question_of(asked()))

    renamed = with_number(answer, cursor_in_answer(answer), number)
    more = bson.encode({"getMore": Int64(number), "collection": "b", "$db": "a"})

    assert bson.decode(renamed)["cursor"]["id"] == number > 0
    assert number_at(more, cursor_in_question(more)) == number
    assert cursor_of(question_of(asked(limit=1))) != number


def test_a_closed_cursor_and_other_commands_have_no_number():
    closed = bson.encode({"cursor": {"firstBatch": [], "id": Int64(0), "ns": "a.b"}})

    assert cursor_in_answer(closed) is None
    assert cursor_in_answer(bson.encode({"n": 1})) is None
    assert cursor_in_question(asked()) is None


def test_a_question_is_shown_with_its_place():
    more = bson.encode({"getMore": Int64(4), "collection": "saldos", "$db": "estoque"})

    assert str(place_of(question_of(asked()))) == "find estoque.produtos"
    assert str(place_of(more)) == "getMore estoque.saldos"
    assert str(place_of(bson.encode({"buildInfo": 1, "$db": "admin"}))) == "buildInfo admin"
    assert '"filter": {"a": 1}' in shown(question_of(asked()))
    assert len(shown(bson.encode({"find": "x" * 1000}))) < 400
