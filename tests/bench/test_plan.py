"""The recorded mix: what is loaded, how often, with which headers."""

from migrator.bench.plan import LoadRequest, recorded_routes
from migrator.model.exchange import Answer, Exchange, Request


def _exchange(target="/a", method="GET", status=200, rule="/a", headers=(), body=b""):
    request = Request(method, target, tuple(headers), body)
    return Exchange(1, "s", 0.0, request, Answer(status), rule.strip("/"), rule)


def test_requests_that_fail_or_could_change_something_are_not_loaded():
    risky = [
        _exchange(method="POST"),
        _exchange(method="DELETE"),
        _exchange(body=b"{}"),
        _exchange(status=500),
        _exchange(status=404),
        _exchange(rule=""),
    ]

    assert recorded_routes(risky) == ()


def test_the_mix_has_the_recorded_proportions():
    exchanges = [_exchange("/a?p=2"), *[_exchange("/a?p=1")] * 3, _exchange("/a?p=9", status=304)]

    (route,) = recorded_routes(exchanges)

    assert [(it.target, it.status, it.weight) for it in route.requests] == [
        ("/a?p=1", 200, 3),
        ("/a?p=2", 200, 1),
        ("/a?p=9", 304, 1),
    ]
    assert route.asked == 5


def test_the_route_asked_most_comes_first():
    exchanges = [_exchange(), *[_exchange("/b", rule="/b")] * 2]

    assert [route.rule for route in recorded_routes(exchanges)] == ["/b", "/a"]


def test_headers_are_those_of_the_request_and_not_of_its_connection():
    headers = [("Host", "x"), ("Connection", "close"), ("Cookie", "a=1"), ("cookie", "b=2")]
    accept = [("Accept", "text/html"), ("Accept", "*/*")]

    (route,) = recorded_routes([_exchange(headers=headers + accept)])

    expected = {"cookie": "a=1; b=2", "accept": "text/html, */*"}
    assert route.requests == (LoadRequest("GET", "/a", expected, 200, 1),)


def test_only_the_usual_requests_of_a_route_are_kept():
    exchanges = [_exchange(f"/a?p={n}") for n in range(99) for _ in range(1 + (n == 50))]

    (route,) = recorded_routes(exchanges)

    assert len(route.requests) == 12
    assert route.requests[0].target == "/a?p=50"
    assert route.asked == 100
