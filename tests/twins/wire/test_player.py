"""A player as a process, asked by a connection that hides nothing."""

import struct
import time

import bson
from bson import Int64

from migrator.twins.wire.player import UNKNOWN, UNSTABLE

FIND = {"find": "a", "filter": {"x": 1}, "$db": "b"}
COUNT = {"count": "a", "$db": "b"}
FOUND = {"cursor": {"firstBatch": [{"x": 1}], "id": Int64(0), "ns": "b.a"}, "ok": 1.0}


def test_recorded_questions_are_answered_and_others_are_errors_that_are_counted(played):
    raw = played([(FIND, FOUND)])

    assert raw.ask({**FIND, "lsid": {"id": 1}}) == FOUND
    refused = raw.ask(COUNT)
    raw.ask(COUNT)

    assert (refused["ok"], refused["code"]) == (0.0, UNKNOWN)
    assert 'no recorded answer to: count b.a {"count": "a"' in refused["errmsg"]
    assert raw.ask({"playerStatus": 1}) == {"answered": 1, "unknown": 2, "unstable": 0, "ok": 1.0}
    raw.process.stop()
    assert raw.process.exit_code == 1
    assert raw.process.last_lines().count("no recorded answer") == 1
    assert "1 answered, 2 unknown, 0 unstable" in raw.process.last_lines()


def test_a_question_with_answers_that_differ_is_refused(played):
    raw = played([(COUNT, {"n": 1}), (COUNT, {"n": 2})])

    refused = raw.ask(COUNT)

    assert (refused["code"], refused["codeName"]) == (UNSTABLE, "AnswersDiffer")
    assert "2 answers that differ" in refused["errmsg"]


def test_in_sequence_they_are_given_in_their_order_and_the_last_one_stays(played):
    recorded = [(COUNT, {"n": n}) for n in (1, 1, 2)]

    raw = played(recorded, "--sequence")

    assert [raw.ask(COUNT)["n"] for _ in range(5)] == [1, 1, 2, 2, 2]


def test_questions_in_one_piece_are_answered_in_their_order(played):
    raw = played([(FIND, FOUND), (COUNT, {"n": 3})], "--delay-ms", "5")

    for number, question in enumerate([FIND, COUNT, FIND, COUNT], 1):
        raw.send(question, number=number)

    assert [raw.receive().response_to for _ in range(4)] == [1, 2, 3, 4]


def test_an_answer_does_not_come_before_its_time_and_does_not_hold_up_the_next(played):
    raw = played([(COUNT, {"n": 3})], "--delay-ms", "300")

    began = time.monotonic()
    for number in range(20):
        raw.send(COUNT, number=number)
    for _ in range(20):
        raw.receive()
    took = time.monotonic() - began

    assert 0.29 < took < 20 * 0.3


def test_a_write_that_nobody_waits_for_is_taken_when_it_was_recorded(played):
    write = {"insert": "a", "documents": [{"_id": 1}], "writeConcern": {"w": 0}, "$db": "b"}
    raw = played([(write, None)])

    raw.send(write, flags=2)
    assert raw.ask({"ping": 1}) == {"ok": 1.0}
    raw.send({**write, "documents": []}, flags=2)

    assert raw.receive() is None
    assert "unacknowledged write that was not recorded" in raw.process.last_lines()


def test_the_player_says_hello_from_its_own_place_and_offers_no_compression(played):
    raw = played([])

    said = raw.ask({"hello": 1, "compression": ["zlib"], "$db": "admin"})

    here = f"127.0.0.1:{raw.port}"
    assert (said["isWritablePrimary"], said["hosts"], said["me"]) == (True, [here], here)
    assert said["maxWireVersion"] == 21
    assert "compression" not in said


def test_the_oldest_handshake_is_answered(played):
    raw = played([])
    content = struct.pack("<i", 0) + b"admin.$cmd\0" + struct.pack("<ii", 0, -1)
    content += bson.encode({"ismaster": 1, "helloOk": True})

    raw.send_bytes(struct.pack("<iiii", 16 + len(content), 5, 0, 2004) + content)
    answer = raw.receive()

    said = bson.decode(answer.document)
    assert answer.is_query
    assert answer.response_to == 5
    assert said["ismaster"]
    assert said["helloOk"]


def test_one_who_waits_for_news_is_told_again_and_again_when_the_time_is_over(played):
    raw = played([])
    known = raw.ask({"hello": 1, "$db": "admin"})["topologyVersion"]
    waits = {"hello": 1, "topologyVersion": known, "maxAwaitTimeMS": 50, "$db": "admin"}

    raw.send(waits, number=9, flags=1 << 16)
    first, second, third = (raw.receive() for _ in range(3))

    assert not any(message.is_answered for message in (first, second, third))  # more to come
    assert (first.response_to, second.response_to) == (9, first.request_id)
    assert third.response_to == second.request_id
    assert bson.decode(third.document)["topologyVersion"] == known


def test_one_who_waits_without_a_stream_is_told_once(played):
    raw = played([])
    known = raw.ask({"hello": 1, "$db": "admin"})["topologyVersion"]

    told = raw.ask({"hello": 1, "topologyVersion": known, "maxAwaitTimeMS": 50, "$db": "admin"})

    assert told["ok"] == 1.0
    assert raw.ask({"ping": 1}) == {"ok": 1.0}


def test_courtesies_are_answered_without_a_recording(played):
    raw = played([])

    assert raw.ask({"endSessions": [], "$db": "admin"}) == {"ok": 1.0}
    assert raw.ask({"killCursors": "a", "cursors": [Int64(5)], "$db": "b"})["cursorsKilled"] == [5]


def test_a_compressed_message_ends_the_connection_in_words(played):
    raw = played([])

    raw.send_bytes(struct.pack("<iiii", 16, 1, 0, 2012))

    assert raw.receive() is None
    assert "compression was not offered" in raw.process.last_lines()


def test_a_broken_file_is_said_and_nothing_is_played(tmp_path):
    import subprocess
    import sys

    command = [sys.executable, "-m", "migrator.twins.wire", "play", "--file", "nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "nowhere cannot be read: No such file or directory\n"
