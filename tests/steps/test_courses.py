"""The courses on a stage of the test's own: no app, no database, a loop whose time is made up."""

import asyncio
import heapq
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.compare.judged import JudgedExchange
from migrator.errors import TwinFailed
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.verdict import Difference
from migrator.steps.courses import Stage, run
from migrator.steps.flight import Flight
from migrator.steps.pace import Pace
from migrator.traffic.links import Known

NOTHING = Known(frozenset(), frozenset())
FOUND = (Difference("body", "/a", "1", "2"),)


class MadeUpTime(asyncio.SelectorEventLoop):
    """A loop in which sleeping takes no time."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready and self._scheduled:
            self.now = max(self.now, heapq.nsmallest(1, self._scheduled)[0]._when)
        super()._run_once()


class Ground:
    """Databases in which the exchanges ``writers`` wrote; carries the groups that overlapped."""

    def __init__(self, writers=()):
        self.writers = set(writers)
        self.groups = []

    def after_reading(self, group):
        self.groups.append([one.id for one in group])
        return next((one for one in group if one.id in self.writers), None)

    def after_overlap(self, group):
        self.groups.append([one.id for one in group])
        return {one.id: FOUND for one in group if one.id in self.writers}


class Show:
    """Plays exchanges that take as long as their number of ``seconds`` says; carries who met."""

    def __init__(self, exchanges, pace, *, writers=(), different=(), seconds=None, broken=0):
        self.exchanges, self.pace = exchanges, pace
        self.ground = Ground(writers)
        self.different, self.seconds, self.broken = different, seconds or {}, broken
        self.up, self.met, self.began, self.done = set(), [], [], []

    def play(self):
        stage = Stage(
            self.exchanges,
            self.alone,
            self.answer,
            lambda item: not item.differences,
            self.done.append,
            self.ground,
        )
        with asyncio.Runner(loop_factory=MadeUpTime) as runner:
            return runner.run(self._run(stage))

    async def _run(self, stage):
        flight = Flight(NOTHING)
        try:
            return await run(stage, self.pace, flight)
        finally:
            await flight.cancel()

    async def alone(self, exchange):
        assert not self.up
        return await self.answer(exchange)

    async def answer(self, exchange):
        self.met += [(other, exchange) for other in self.up]
        self.began.append((exchange.id, asyncio.get_running_loop().time()))
        self.up.add(exchange)
        await asyncio.sleep(self.seconds.get(exchange.id, 1.0))
        self.up.discard(exchange)
        if exchange.id == self.broken:
            raise TwinFailed("the new app stopped")
        return JudgedExchange(exchange, FOUND if exchange.id in self.different else (), status=200)


def exchanges(*words):
    """``"ana GET 0.5"``: session, method and time."""
    found = []
    for number, word in enumerate(words, 1):
        session, method, *at = word.split()
        request = Request(method, f"/{number}")
        moment = float(at[0]) if at else 0.0
        found.append(Exchange(number, session, moment, request, Answer(200), "e", f"/{number}"))
    return found


def test_reads_of_two_sessions_overlap_and_a_write_waits_for_both():
    show = Show(exchanges("ana GET", "bia GET", "ana POST", "bia GET"), Pace(2))

    assert show.play() is None
    assert [(a.id, b.id) for a, b in show.met] == [(1, 2)]
    assert sorted(item.exchange.id for item in show.done) == [1, 2, 3, 4]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["GET", "GET", "HEAD", "POST"]))),
    st.integers(2, 5),
    st.data(),
)
def test_whatever_is_recorded_only_reads_of_different_sessions_overlap(recorded, jobs, data):
    played = exchanges(*(f"{session} {method}" for session, method in recorded))
    seconds = {one.id: data.draw(st.floats(0.1, 9)) for one in played}
    show = Show(played, Pace(jobs), seconds=seconds)

    assert show.play() is None

    assert Counter(item.exchange.id for item in show.done) == Counter(one.id for one in played)
    assert [number for number, _ in show.began] == [one.id for one in played]
    for one, other in show.met:
        assert one.session != other.session
        assert "POST" not in (one.request.method, other.request.method)
    met_by = Counter(other.id for _, other in show.met)
    assert all(count < jobs for count in met_by.values())


def test_a_read_that_wrote_is_named_with_its_rule():
    show = Show(exchanges("ana GET", "bia GET", "ana POST"), Pace(2), writers={2})

    again = show.play()

    assert again.rule == ("e", "/2")
    assert again.why == "GET /2 writes"
    assert [item.exchange.id for item in show.done] == [1, 2]


def test_what_comes_down_at_once_is_judged_in_the_order_in_which_it_was_asked():
    numbers = list(range(1, 31))
    show = Show(exchanges(*(f"s{number} GET" for number in numbers)), Pace(len(numbers)))

    assert show.play() is None
    assert [item.exchange.id for item in show.done] == numbers


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_differs_after_an_overlap_is_given_up(number):
    show = Show(exchanges("ana GET", "bia GET", "ana POST", "bia GET"), Pace(2), different={number})

    assert show.play().why == f"exchange {number} did not come out the same"


def test_what_differs_before_anything_overlapped_is_so():
    show = Show(exchanges("ana POST", "bia GET", "ana POST"), Pace(2), different={1, 2})

    assert show.play() is None
    assert len(show.done) == 3


def test_a_failure_of_one_ends_all():
    show = Show(
        exchanges("ana GET", "bia GET", "eva GET"), Pace(3), broken=2, seconds={1: 99, 3: 99}
    )

    with pytest.raises(TwinFailed):
        show.play()


def test_in_time_each_begins_when_it_began_then_divided_by_the_speed():
    played = exchanges("ana GET 10", "bia POST 12", "eva GET 20")
    show = Show(played, Pace(speed=2.0), seconds={1: 5.0})

    show.play()

    began = dict(show.began)
    assert (began[2] - began[1], began[3] - began[1]) == pytest.approx((1.0, 5.0))
    assert [(a.id, b.id) for a, b in show.met] == [(1, 2)]


def test_in_time_a_request_waits_for_the_answer_it_leans_on_and_nobody_else_does():
    first, second, third = exchanges("ana POST 0", "ana GET 1", "bia GET 2")
    first = replace(first, answer=Answer(200, (("Set-Cookie", "s=1"),)))
    second = replace(second, request=Request("GET", "/2", (("Cookie", "s=1"),)))
    show = Show([first, second, third], Pace(speed=1.0), seconds={1: 5.0})

    show.play()

    began = dict(show.began)
    assert began[2] - began[1] == pytest.approx(5.0)
    assert began[3] - began[1] == pytest.approx(2.0)


def test_in_time_the_databases_are_looked_at_in_the_pauses():
    played = exchanges("ana POST 0", "bia POST 1", "eva POST 9", "eva POST 20")
    show = Show(played, Pace(speed=1.0), writers={2}, seconds={1: 3.0})

    show.play()

    assert show.ground.groups == [[1, 2], [3], [4]]
    parted = [item.exchange.id for item in show.done if item.differences]
    assert parted == [2]
    assert [item.is_mended for item in show.done] == [item.exchange.id == 2 for item in show.done]
