"""Work in a thread: where it runs, what it sees, how a `with` ends."""

import asyncio
import threading
from contextvars import ContextVar

import pytest

from migrator.compat.threads import in_thread, opened_in_thread

WORD = ContextVar("WORD")


class Door:
    """Writes down what happens to it, and in which thread."""

    def __init__(self, name, *, swallow=False):
        self.swallow = swallow
        self.seen = []
        self._note(name)

    def _note(self, what):
        self.seen.append((what, threading.current_thread() is threading.main_thread(), WORD.get()))

    def __enter__(self):
        self._note("in")
        return self.seen

    def __exit__(self, kind, error, trace):
        self._note(kind and kind.__name__)
        assert (error is None) == (trace is None)
        return self.swallow


def run(body):
    async def main():
        WORD.set("request")
        return await body()

    return asyncio.run(main())


def test_a_call_runs_elsewhere_with_the_same_context():
    def look(*args, **kwargs):
        return threading.current_thread() is threading.main_thread(), WORD.get(), args, kwargs

    assert run(lambda: in_thread(look, 1, a=2)) == (False, "request", (1,), {"a": 2})


def test_a_with_is_made_entered_and_left_elsewhere():
    async def body():
        async with opened_in_thread(Door, "made") as seen:
            assert len(seen) == 2
        return seen

    assert run(body) == [(what, False, "request") for what in ("made", "in", None)]


@pytest.mark.parametrize(
    "error", [ValueError, KeyboardInterrupt, StopIteration, StopAsyncIteration]
)
def test_it_is_told_of_an_error_which_goes_on(error):
    doors = []

    async def body():
        async with opened_in_thread(Door, "made") as seen:
            doors.append(seen)
            raise error("x")

    if error is StopIteration:  # a coroutine may not raise it, with or without a thread
        error = RuntimeError
    with pytest.raises(error):
        run(body)
    assert doors[0][-1][0] in {error.__name__, "StopIteration"}


def test_it_may_swallow_an_error():
    async def body():
        async with opened_in_thread(Door, "made", swallow=True):
            raise ValueError
        return "went on"

    assert run(body) == "went on"


def test_a_return_from_inside_leaves_it_too():
    doors = []

    async def body():
        async with opened_in_thread(Door, "made") as seen:
            doors.append(seen)
            return "value"

    assert run(body) == "value"
    assert doors[0][-1][0] is None
