import asyncio
import json

import pytest

from migrator.errors import TwinFailed
from migrator.model.exchange import Answer, Exchange, Request
from migrator.traffic.links import Known
from migrator.traffic.replay import Player, Side

NOTHING = Known(frozenset(), frozenset())
HOST = ("Host", "loja.example")


def exchange(number, method, target, headers=(HOST,), body=b"", answer=None, session="ana"):
    request = Request(method, target, headers, body)
    return Exchange(number, session, number / 4, request, answer or Answer(200))


def play(ports, *exchanges, watch=lambda: None, seconds=5.0):
    async def all_of_them():
        sides = (Side("legacy", NOTHING, seconds), Side("new", NOTHING, seconds))
        player = Player(1_764_000_000.0, sides, watch)
        try:
            return [await player.play(item, *ports) for item in exchanges]
        finally:
            await player.close()

    return asyncio.run(all_of_them())


def test_both_apps_get_the_request_as_it_was_recorded(app):
    sent = (HOST, ("X-B", "2"), ("x-a", "1"), ("Content-Length", "3"))

    (played,) = play((app[1], app[1]), exchange(8, "POST", "/a%20b?c=1&c=2", sent, b"\x00\xffz"))

    assert played.legacy == played.new
    said = json.loads(played.new.body)
    assert said["path"] == "/a%20b?c=1&c=2"
    assert said["body"] == "\x00\xffz"
    assert said["headers"] == [
        ["Host", "loja.example"],
        ["X-B", "2"],
        ["x-a", "1"],
        ["X-Migrator-Exchange", "8;1764000002.000"],
        ["Content-Length", "3"],
    ]


def test_each_session_has_its_own_cookies(app):
    recorded = Answer(200, (("Set-Cookie", "session=then"),))
    cookie = (HOST, ("Cookie", "session=then"))

    *_, ana, bia = play(
        (app[1], app[1]),
        exchange(1, "GET", "/login=one", answer=recorded, session="ana"),
        exchange(2, "GET", "/login=two", answer=recorded, session="bia"),
        exchange(3, "GET", "/", cookie, session="ana"),
        exchange(4, "GET", "/", cookie, session="bia"),
    )

    assert ["Cookie", "session=one"] in json.loads(ana.new.body)["headers"]
    assert ["Cookie", "session=two"] in json.loads(bia.new.body)["headers"]


def test_streams_heads_and_chunked_requests_play_on_one_connection(app):
    chunked = (HOST, ("Transfer-Encoding", "chunked"))

    stream, head, upload, again = play(
        (app[1], app[1]),
        exchange(1, "GET", "/stream"),
        exchange(2, "HEAD", "/"),
        exchange(3, "POST", "/", chunked, b"abc"),
        exchange(4, "GET", "/"),
    )

    assert stream.new.body == b"one,two,three"
    assert head.new.body == b""
    assert json.loads(upload.new.body)["body"] == "abc"
    assert again.new.status == 200


def test_an_answer_that_breaks_off_is_an_answer_and_the_next_is_asked_anew(app):
    cut, after = play((app[1], app[1]), exchange(1, "GET", "/cut"), exchange(2, "GET", "/"))

    assert cut.new.cut
    assert cut.new.body == b"only this"
    assert after.new.status == 200


def test_an_app_that_hangs_up_is_named_with_the_request(app):
    with pytest.raises(TwinFailed, match=r"the (legacy|new) app did not answer GET /gone"):
        play((app[1], app[1]), exchange(1, "GET", "/gone"))


def test_an_app_that_hangs_is_named_with_the_time_it_was_given(app):
    with pytest.raises(TwinFailed, match="did not answer GET /slow=5 within 0 s"):
        play((app[1], app[1]), exchange(1, "GET", "/slow=5"), seconds=0.3)


def test_a_twin_that_died_is_said_while_its_answer_is_waited_for(app):
    def watch():
        raise TwinFailed("the new app stopped")

    with pytest.raises(TwinFailed, match="the new app stopped"):
        play((app[1], app[1]), exchange(1, "GET", "/slow=5"), watch=watch)
