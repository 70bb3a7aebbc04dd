import json

import bson
import pytest
from bson import Int64, ObjectId

from migrator.errors import FormatUnknown
from migrator.twins.wire.answers import Answers, load_answers
from migrator.twins.wire.questions import cursor_of

FIND = bson.encode({"find": "a", "filter": {}, "$db": "b"})
HELLO = bson.encode({"isWritablePrimary": True, "ok": 1.0})


def insert(identity):
    return bson.encode({"insert": "a", "documents": [{"_id": identity, "x": 1}], "$db": "b"})


def answer(**facts):
    return bson.encode({**facts, "ok": 1.0})


def test_what_is_saved_is_loaded(tmp_path):
    answers = Answers(HELLO)
    answers.add(FIND, answer(n=1))
    answers.add(FIND, answer(n=2))
    answers.add(insert(7), b"")

    answers.save(tmp_path / "file")
    found = load_answers(tmp_path / "file")

    assert found == answers
    assert found.differing == 1


def test_equal_answers_are_kept_once_and_lines_say_what_they_are_about(tmp_path):
    answers = Answers(HELLO)
    for _ in range(3):
        answers.add(FIND, answer(n=1))

    answers.save(tmp_path / "file")

    head, line = map(json.loads, (tmp_path / "file").read_text().splitlines())
    assert head["format"] == 1
    assert (line["command"], line["database"], line["collection"]) == ("find", "b", "a")
    assert len(line["answers"]) == 1


def test_an_insert_that_went_well_is_found_under_other_ids():
    answers = Answers(HELLO)
    answers.add(insert(ObjectId()), answer(n=1))

    assert answers.of(insert(ObjectId())) == [answer(n=1)]
    assert answers.of(insert("named")) is None


def test_an_insert_that_failed_is_found_under_its_own_ids_only():
    mine = ObjectId()
    answers = Answers(HELLO)
    answers.add(insert(mine), answer(n=0, writeErrors=[{"index": 0, "code": 11000}]))

    assert answers.of(insert(mine)) is not None
    assert answers.of(insert(ObjectId())) is None


def test_an_open_cursor_is_kept_under_the_number_of_its_question():
    answers = Answers(HELLO)
    answers.add(FIND, answer(cursor={"firstBatch": [], "id": Int64(99), "ns": "b.a"}))

    assert bson.decode(answers.of(FIND)[0])["cursor"]["id"] == cursor_of(FIND)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("", "holds no recorded answers"),
        ('{"format": 2, "hello": ""}', "format 2, expected 1"),
        ('{"format": 1, "hello": ""}\n{"question": 3}', "holds no recorded answers"),
    ],
)
def test_a_file_that_is_no_recording_is_said_in_one_sentence(tmp_path, text, said):
    path = tmp_path / "file"
    if text is not None:
        path.write_text(text)

    with pytest.raises(FormatUnknown, match=said):
        load_answers(path)
