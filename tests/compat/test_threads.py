"""Work in a thread: where it runs, what it sees, how a `with` ends."""

import asyncio
import inspect
import threading
from contextvars import ContextVar

import pytest

from migrator.compat import threads
from migrator.compat.threads import awaited, in_thread, opened_in_thread, threaded

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
    named = {"function": 3}  # as a function of the project may call an argument of its own
    assert run(lambda: in_thread(look, **named)) == (False, "request", (), named)


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


def test_a_threaded_function_is_async_to_its_callers_and_keeps_its_name():
    @threaded
    def look(number):
        """Says where it is."""
        return number, threading.current_thread() is threading.main_thread(), WORD.get()

    assert (look.__name__, look.__doc__) == ("look", "Says where it is.")
    assert inspect.iscoroutinefunction(look)
    assert run(lambda: look(3)) == (3, False, "request")


def test_a_thread_waits_for_what_an_async_function_gives():
    async def ask(number):
        await asyncio.sleep(0)
        return number, threading.current_thread() is threading.main_thread(), WORD.get()

    @threaded
    def work():
        return awaited(ask(1)), awaited("no coroutine")

    assert run(work) == ((1, True, "request"), "no coroutine")


def test_an_error_of_an_async_function_reaches_the_thread():
    async def fail():
        raise KeyError("x")

    @threaded
    def work():
        try:
            awaited(fail())
        except KeyError as error:
            return error.args

    assert run(work) == ("x",)


def test_waiting_for_the_loop_outside_of_a_worker_thread_is_an_error():
    async def ask():
        return 1

    waiting = ask()
    with pytest.raises(RuntimeError, match="worker thread"):
        awaited(waiting)
    waiting.close()


def test_threads_that_wait_for_each_other_through_the_loop_do_not_stop_each_other():
    """All places are taken, and each of those who have one needs another thread to go on."""
    everybody_is_here = threading.Barrier(40)

    @threaded
    def inner(number):
        return number

    async def ask(number):
        return await inner(number)

    @threaded
    def outer(number):
        everybody_is_here.wait()
        return awaited(ask(number))

    async def body():
        return await asyncio.gather(*(outer(number) for number in range(80)))

    assert run(body) == list(range(80))


def test_no_more_threads_run_than_places_and_the_loop_goes_on_meanwhile():
    running, most, full = [], [], threading.Semaphore(0)
    release = threading.Event()

    @threaded
    def work():
        running.append(1)
        full.release()
        release.wait()
        most.append(len(running))
        running.pop()

    async def body():
        tasks = [asyncio.create_task(work()) for _ in range(60)]
        for _ in range(40):
            await asyncio.to_thread(full.acquire)
        answered = await asyncio.wait_for(asyncio.sleep(0, "at once"), 5)
        release.set()
        await asyncio.gather(*tasks)
        return answered

    assert run(body) == "at once"
    assert max(most) == 40


def test_a_larger_pool_of_connections_has_more_places(monkeypatch):
    monkeypatch.setattr(threads, "_most", [40])
    threads.allow_threads(64)
    everybody_is_here = threading.Barrier(64)

    @threaded
    def work():
        everybody_is_here.wait(10)

    async def body():
        await asyncio.gather(*(work() for _ in range(64)))

    run(body)
