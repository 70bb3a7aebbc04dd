import asyncio
import json

import pytest

from migrator.errors import CouldNotRun
from migrator.traffic.receiver import Receiver
from tests.traffic.in_process import load

recorder = load()


def message(number=1, **changes):
    return {
        "at": 100.5,
        "address": "10.0.0.1",
        "method": "GET",
        "target": f"/{number}",
        "headers": [["Host", "loja"]],
        "body": "",
        "answer": {"status": 200, "headers": [], "body": "b2s=", "cut": False},
        **changes,
    }


def receive(talk, copy=None):
    """What ``talk(reader, writer)`` got recorded, and how much was lost."""

    async def run():
        found = []
        receiver = Receiver(found.append, 100.0, copy)
        port = await receiver.start("127.0.0.1")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        said = await talk(reader, writer)
        writer.close()
        await writer.wait_closed()
        await receiver.stop()
        return found, receiver.lost, said

    return asyncio.run(run())


def send(*lines):
    async def talk(reader, writer):
        writer.write(b"".join(lines))
        await writer.drain()

    return talk


def test_exchanges_arrive_in_order_with_their_time_session_and_bytes():
    lines = [recorder.line({"exchange": message(n, session=f"test {n}")}) for n in (1, 2)]

    found, lost, _ = receive(send(*lines))

    assert [(e.id, e.session, e.request.target, e.at) for e in found] == [
        (1, "test 1", "/1", 0.5),
        (2, "test 2", "/2", 0.5),
    ]
    assert found[0].answer.body == b"ok"
    assert lost == 0


def test_a_client_without_a_name_is_known_by_its_cookies():
    cookie = {"status": 200, "headers": [["Set-Cookie", "s=1; Path=/"]], "body": "", "cut": False}
    lines = [
        message(1, answer=cookie),
        message(2),
        message(3, headers=[["Cookie", "s=1"]]),
    ]

    found, _, _ = receive(send(*(recorder.line({"exchange": line}) for line in lines)))

    assert [exchange.session for exchange in found] == ["client-1", "client-2", "client-1"]


@pytest.mark.parametrize("body", ["body", "answer"])
def test_what_was_too_large_is_counted_as_lost(body):
    given = message()
    if body == "body":
        given["body"] = None
    else:
        given["answer"]["body"] = None

    found, lost, _ = receive(send(recorder.line({"exchange": given})))

    assert (found, lost) == ([], 1)


@pytest.mark.parametrize("line", [b"GET / HTTP/1.1\r\n", b'{"exch', b"{}\n", b"[]\n", b"\xff\n"])
def test_what_is_no_message_of_ours_is_lost_and_disturbs_nobody(line):
    found, lost, _ = receive(send(recorder.line({"exchange": message()}), line))

    assert (len(found), lost) == (1, 1)


def test_a_copy_of_the_database_is_asked_for_and_named():
    asked = []

    async def talk(reader, writer):
        writer.write(recorder.line({"state": {"127.0.0.1:27017": ["loja"]}}))
        named = json.loads(await reader.readline())
        writer.write(recorder.line({"exchange": message(state=named["state"])}))
        writer.write(recorder.line({"state": {}}))
        return named, json.loads(await reader.readline())

    def copy(places):
        asked.append(places)
        return "abc"

    (exchange,), _, said = receive(talk, copy)

    assert said == ({"state": "abc"}, {"state": ""})
    assert asked == [{"127.0.0.1:27017": ["loja"]}]
    assert exchange.state == "abc"


def test_a_copy_that_cannot_be_made_is_said_to_the_one_who_asked():
    async def talk(reader, writer):
        writer.write(recorder.line({"state": {"a:1": ["x"], "b:2": ["y"]}}))
        return json.loads(await reader.readline())

    def copy(places):
        raise CouldNotRun("the databases are on several servers")

    assert receive(talk, copy)[2] == {"error": "the databases are on several servers"}
