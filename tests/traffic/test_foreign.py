"""Traffic of an app whose ids, tokens and cursors are made anew: followed, and faults in them seen."""

import asyncio
from dataclasses import replace
from functools import cache

import pytest
from flask import Flask

from migrator.compare.judge import JudgeContext, judge_exchange
from migrator.compare.judged import JudgedExchange
from migrator.compare.noise import learned
from migrator.compare.weighing import weighed
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.noise import Noise
from migrator.model.verdict import Difference
from migrator.traffic.jar import cookies_of
from migrator.traffic.links import survey
from migrator.traffic.replay import Played, Player, Side
from migrator.traffic.values import cookie_values, values_in
from tests.traffic.foreign.shop import FAULTS, make_app
from tests.traffic.foreign.visits import record


def asks(app: Flask):
    """A client of an app in this process."""
    client = app.test_client(use_cookies=False)

    def call(request: Request) -> Answer:
        got = client.open(
            request.target,
            method=request.method,
            headers=list(request.headers),
            data=request.body,
        )
        return Answer(got.status_code, tuple(got.headers.items()), got.data)

    return call


class InProcess(Side):
    """A side whose app answers in this process."""

    def __init__(self, name, known, app):
        super().__init__(name, known)
        self._call = asks(app)

    async def _send(self, request, _port):
        return self._call(request)


@cache
def recording(sessions: int) -> tuple[Exchange, ...]:
    return tuple(record(asks(make_app(0)), sessions))


def play(sessions: int, fault: str = "", seed: int = 2) -> list[Played]:
    exchanges = recording(sessions)
    known = survey(exchanges, frozen=False)

    async def all_of_them():
        sides = (
            InProcess("legacy", known, make_app(1)),
            InProcess("new", known, make_app(seed, fault)),
        )
        player = Player(1_764_000_000.0, sides, lambda: None)
        return [await player.play(exchange, 0, 0) for exchange in exchanges]

    return asyncio.run(all_of_them())


def judged(played: list[Played]) -> list[JudgedExchange]:
    """What a replay says of it: differences of answers, values that stand for two."""
    context = JudgeContext(frozen=False, every=True)
    rules = make_app(0).url_map.bind("shop.example")
    found = []
    for item in played:
        request = item.exchange.request
        rule, _ = rules.match(request.path, request.method, return_rule=True)
        exchange = replace(item.exchange, endpoint=rule.endpoint, rule=rule.rule)
        differences, excuses = judge_exchange(exchange, item.legacy, item.new, context)
        linked = [
            Difference("link", "one value for one value", "", it) for it in item.contradictions
        ]
        found.append(JudgedExchange(exchange, (*differences, *linked), excuses))
    return found


def chained(exchanges: tuple[Exchange, ...]) -> set[int]:
    """The exchanges whose requests carry a value that an answer gave."""
    given: set[str] = set()
    found = set()
    for exchange in exchanges:
        used = values_in(exchange.request) | cookie_values(exchange.request)
        if used & given:
            found.add(exchange.id)
        given |= values_in(exchange.answer) | set(cookies_of(exchange.answer).values())
    return found


def succeeded(played: list[Played]) -> float:
    """The share of chained requests that both sides answer with the recorded status."""
    ids = chained(tuple(item.exchange for item in played))
    items = [item for item in played if item.exchange.id in ids]
    right = [
        item
        for item in items
        if item.legacy.status == item.new.status == item.exchange.answer.status
    ]
    return len(right) / len(items)


@cache
def noise(sessions: int) -> Noise:
    """What the shop differs in from itself: the times that it shows, and what nobody follows."""
    return learned([judged(play(sessions))], frozen=False)


def test_values_are_followed_through_json_forms_headers_cookies_and_addresses():
    played = play(12)

    assert succeeded(played) >= 0.99
    assert not [item for item in weighed(judged(play(12, seed=3)), noise(12)) if item.differences]


@pytest.mark.slow
def test_of_200_sessions_99_percent_of_the_chained_requests_succeed_on_both_sides():
    played = play(200)

    assert len(chained(recording(200))) > 5_000
    assert succeeded(played) >= 0.99


def test_there_are_at_least_fifty_faults():
    assert len(set(FAULTS)) == len(FAULTS) >= 50


def differs(fault: str) -> bool:
    return any(item.differences for item in weighed(judged(play(4, fault)), noise(12)))


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_an_id_that_is_another_one_is_reported(fault):
    assert differs(fault)


def test_a_swapped_list_is_reported_and_a_shop_without_a_fault_is_not():
    assert differs("list swapped")
    assert not differs("")
