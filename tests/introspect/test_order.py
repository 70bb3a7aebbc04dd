"""Which routes move first: the most asked, then those of less risk, then what is half done."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.introspect.order import in_order, risk_of, worst_first
from migrator.model.place import Place
from migrator.model.reach import BlockingCall, Reached, Risk, RouteReach, Traffic
from migrator.model.translation import Grade

HERE = Place("app.py", 1)


def route(name, functions="", *, grade=Grade.ASYNC, waits=()):
    return RouteReach(
        name,
        f"/{name}",
        ("GET",),
        grade,
        functions=tuple(Reached(f, HERE) for f in functions),
        blocking=tuple(BlockingCall("f()", kind, HERE, ("a",)) for kind in waits),
    )


def names(routes):
    return [r.endpoint for r in sorted(routes, key=lambda r: r.order)]


@pytest.mark.parametrize(
    ("grade", "waits", "risk"),
    [
        (Grade.ASYNC, (), Risk.LOW),
        (Grade.ASYNC, ("database", "file", "password"), Risk.LOW),
        (Grade.ASYNC, ("database", "mail"), Risk.MEDIUM),
        (Grade.ASYNC, ("network",), Risk.MEDIUM),
        (Grade.THREADED, (), Risk.MEDIUM),
        (Grade.REFUSED, (), Risk.HIGH),
    ],
)
def test_risk_is_what_it_waits_for_and_whether_it_is_refused(grade, waits, risk):
    assert risk_of(route("a", grade=grade, waits=waits)) is risk


def test_traffic_comes_before_risk_and_risk_before_functions():
    routes = [
        route("busy", "xyz", waits=["mail"]),
        route("risky", waits=["mail"]),
        route("large", "klm"),
        route("small", "n"),
    ]
    traffic = Traffic("log", {("busy", "/busy"): 9})

    found = in_order(routes, traffic)

    assert names(found) == ["busy", "small", "large", "risky"]
    assert [r.requests for r in found] == [9, 0, 0, 0]
    assert [r.endpoint for r in worst_first(found)] == ["busy", "risky", "large", "small"]


def test_a_refused_route_comes_last_however_often_it_is_asked():
    routes = [route("refused", grade=Grade.REFUSED), route("quiet", waits=["mail"])]

    found = in_order(routes, Traffic("log", {("refused", "/refused"): 1000}))

    assert names(found) == ["quiet", "refused"]
    assert worst_first(found)[0].endpoint == "refused"


def test_what_shares_functions_with_those_before_it_is_nearer():
    routes = [route("far", "uvw"), route("first", "abc"[:2]), route("near", "abcd")]

    assert names(in_order(routes, Traffic())) == ["first", "near", "far"]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcdef")), min_size=1, max_size=5))
def test_each_next_route_brings_the_fewest_new_functions(reached):
    routes = [route(str(n), sorted(names)) for n, names in enumerate(reached)]

    found = sorted(in_order(routes, Traffic()), key=lambda r: r.order)

    known = set()
    for position, item in enumerate(found):
        rest = [{f.name for f in r.functions} - known for r in found[position:]]
        assert len(rest[0]) == min(map(len, rest))
        known |= {f.name for f in item.functions}
    assert [r.order for r in found] == list(range(1, len(found) + 1))


def test_the_order_does_not_depend_on_anything_but_the_routes():
    routes = [route("a", "xy"), route("b", "y", waits=["mail"]), route("c", "z")]
    expected = {r.endpoint: r.order for r in in_order(routes, Traffic())}

    for mixed in permutations(routes):
        assert {r.endpoint: r.order for r in in_order(mixed, Traffic())} == expected
