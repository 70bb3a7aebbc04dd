"""What is found is shrunk to what matters, once for each difference, the same for each seed."""

import time

import pytest

from migrator.model.exchange import Request
from migrator.model.route import Function, RouteSpec
from migrator.traffic.explore.material import Material, Sample
from migrator.traffic.explore.requests import requests
from migrator.traffic.explore.search import Limits, Search

ROUTE = RouteSpec("show", "/show", ("GET",), 0, Function("app", "show"))
HEADERS = (("Host", "shop.example"), ("Cookie", "session=abc"), ("Accept", "*/*"), ("X-A", "1"))
BUSY = Request("GET", "/show?a=1&page=2&b=x&c=3", HEADERS)
TRIED = ((Sample("show", "/show", 0.0, BUSY), BUSY),)
MATERIAL = Material(ROUTE, "GET", (Sample("show", "/show", 0.0, BUSY),), words=("366",))


def asking(differs):
    """Who answers, and all that was asked."""
    asked = []

    def ask(_sample, request):
        asked.append(request)
        return differs(request)

    return ask, asked


def looked(differs, known=frozenset(), tried=(), **limits):
    """What was found, and all that was asked."""
    ask, asked = asking(differs)
    search = Search(ask, tried, Limits(**{"examples": 300, "seed": 5, **limits}))
    return search.next(requests(MATERIAL), known), asked


def test_a_difference_is_shrunk_to_the_only_part_that_makes_it():
    found, _ = looked(lambda request: ("status",) if "page=0" in request.target else None)

    _, smallest = found.smallest
    assert smallest.target == "/show?page=0"
    assert smallest.headers == (("Host", "shop.example"),)
    assert found.key == ("status",)


def test_what_two_parts_make_together_keeps_both():
    def differs(request):
        names = {name for name, _ in request.headers}
        return ("body",) if "Cookie" in names and "=366" in request.target else None

    found, _ = looked(differs, examples=600)

    _, smallest = found.smallest
    assert [name for name, _ in smallest.headers] == ["Host", "Cookie"]
    assert smallest.target.endswith("=366")
    assert smallest.target.count("&") == 0


def test_another_difference_does_not_take_the_place_of_the_one_that_was_found():
    def differs(request):
        if "page=0" in request.target:
            return ("status",)
        return ("body",) if "page" not in request.target else None

    found, _ = looked(differs, known=frozenset({("body",)}))

    assert found.key == ("status",)
    assert "page=0" in found.smallest[1].target


def test_what_is_known_is_not_found_again():
    found, asked = looked(lambda _: ("status",), known=frozenset({("status",)}), examples=20)

    assert found is None
    assert len(asked) == 20


def test_a_request_is_asked_once_even_when_its_answer_would_change():
    answers = iter([("status",), *[None] * 10_000])

    found, asked = looked(lambda _: next(answers), examples=50)

    assert found.smallest == found.first
    assert len(asked) == len(set(asked))


def test_so_many_different_requests_are_asked_and_no_more():
    assert len(looked(lambda _: None, examples=30)[1]) == 30


def test_a_seed_draws_the_same_requests_and_another_one_others():
    same = looked(lambda _: None, examples=20)[1]

    assert looked(lambda _: None, examples=20)[1] == same
    assert looked(lambda _: None, examples=20, seed=6)[1] != same


def test_nothing_is_asked_when_time_is_over():
    found, asked = looked(
        lambda _: ("status",), tried=TRIED, deadline=time.monotonic() - 1, examples=10
    )

    assert asked == []
    assert found is None


def test_trials_are_asked_in_their_order_before_anything_is_drawn_and_leave_it_a_part():
    tried = [
        (Sample("show", "/show", 0.0, BUSY), Request("GET", f"/show?page={n}", HEADERS))
        for n in range(100)
    ]

    _, asked = looked(lambda _: None, tried=tried, examples=20)

    assert asked[:14] == [request for _, request in tried[:14]]
    assert not {request for _, request in tried} & set(asked[14:])


def test_the_next_look_goes_on_where_the_last_one_found_something():
    trials = [(TRIED[0][0], Request("GET", f"/show?page={n}", HEADERS)) for n in (1, 0, 7)]
    ask, asked = asking(lambda r: (r.target[-1],) if "page=" in r.target[-7:] else None)
    search = Search(ask, trials, Limits(6, 5))

    first = search.next(requests(MATERIAL), frozenset())
    second = search.next(requests(MATERIAL), frozenset({first.key}))

    assert (first.key, second.key) == (("1",), ("0",))
    assert len(asked) == len(set(asked))


def test_an_error_of_the_one_who_asks_ends_the_look_at_once():
    asked = []

    def broken(request):
        asked.append(request)
        raise RuntimeError("the app died")

    with pytest.raises(RuntimeError, match="the app died"):
        looked(broken)
    assert len(asked) == 1
