"""The shadow: the new side is asked in the background and the client never notices."""

import asyncio

import pytest

from migrator.compat.shadow import Shadow
from tests.strangler.new_side import NewSide


async def flask(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ol", "more_body": True})
    await send({"type": "http.response.body", "body": b"d"})


async def _to_nobody(message):
    pass


def _ask(shadow, times=1, method="GET", headers=()):
    """Ask through the shadow and wait for the copies; the bodies that the client got."""
    scope = {"type": "http", "method": method, "path": "/x", "headers": list(headers)}
    bodies = []

    async def send(message):
        bodies.append(message.get("body", b""))

    async def main():
        for _ in range(times):
            await shadow.answer("/x", flask, scope, None, send)
        await asyncio.gather(*shadow._running)

    asyncio.run(main())
    return b"".join(bodies)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((200, b"old"), "same"),
        ((200, b"OLD"), "different"),
        ((201, b"old"), "different"),
        (ValueError("boom"), "failed"),
    ],
)
def test_answers_are_compared_by_status_and_body(answer, outcome):
    shadow = Shadow(NewSide({}, {"/x": answer}))

    assert _ask(shadow) == b"old"
    assert shadow.counts["/x"] == {outcome: 1}


@pytest.mark.parametrize(
    ("method", "headers"),
    [("POST", ()), ("DELETE", ()), ("GET", [(b"content-length", b"3")])],
)
def test_requests_that_could_change_something_are_not_copied(method, headers):
    new = NewSide({})
    shadow = Shadow(new)

    _ask(shadow, method=method, headers=headers)

    assert not new.asked


def test_copies_beyond_the_limit_are_skipped_and_counted():
    new = NewSide({}, {"/x": (200, b"old")})
    new.delay = 0.02
    shadow = Shadow(new, limit=3)

    _ask(shadow, times=5)

    assert shadow.counts["/x"] == {"same": 3, "skipped": 2}


def test_a_copy_that_hangs_is_given_up():
    new = NewSide({})
    new.delay = 60
    shadow = Shadow(new, seconds=0.01)

    assert _ask(shadow) == b"old"
    assert shadow.counts["/x"] == {"failed": 1}


def test_close_stops_the_copies_that_still_run():
    new = NewSide({})
    new.delay = 60
    shadow = Shadow(new)

    async def main():
        scope = {"type": "http", "method": "GET", "path": "/x", "headers": []}
        await shadow.answer("/x", flask, scope, None, _to_nobody)
        await shadow.close()
        await asyncio.sleep(0)
        assert not shadow._running

    asyncio.run(main())
