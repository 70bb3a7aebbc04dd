"""Verdicts per rule: nothing compared is UNKNOWN, a lost write is its own route's fault."""

from dataclasses import replace

import pytest

from migrator.compare.judged import JudgedExchange
from migrator.compare.verdict import route_verdicts
from migrator.model.app import AppSpec
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.place import Place
from migrator.model.route import Function, RouteSpec
from migrator.model.verdict import Difference, Excuse, Outcome

RULES = {"listar": "/p", "criar": "/p/novo", "apagar": "/p/<pid>", "ver": "/v", "nunca": "/nunca"}
ROUTES = tuple(
    RouteSpec(
        endpoint, rule, ("GET",), n, Function("app", endpoint, place=Place("app.py", 10 * n + 10))
    )
    for n, (endpoint, rule) in enumerate(RULES.items())
)
SPEC = AppSpec("app:app", "app", "app", "", ".", "3.11", {}, ROUTES)
SALDO = Difference("body", "/items/0/saldo", "number 1", "number 2", 1)
LOST = Difference("database", "produtos[1].saldo", "int32 1", "int32 2")


def sent(number, endpoint, method="GET", differences=(), excuses=(), status=200):
    rule = RULES.get(endpoint, "")
    exchange = Exchange(
        number, "s", 0, Request(method, "/x"), Answer(status), endpoint if rule else "", rule
    )
    return JudgedExchange(exchange, tuple(differences), tuple(excuses))


def outcomes(verdict):
    return {route.endpoint: route.outcome.value for route in verdict.routes}


def differing(verdict):
    return {r.endpoint for r in verdict.routes if r.outcome is Outcome.DIFFERENT}


def of(verdict, endpoint):
    return next(route for route in verdict.routes if route.endpoint == endpoint)


def test_nothing_compared_is_unknown():
    verdict = route_verdicts(SPEC, [])

    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.compared == 0
    assert set(outcomes(verdict).values()) == {"unknown"}
    assert all(route.why for route in verdict.routes)


def test_a_rule_without_a_request_stays_unknown_beside_equal_ones():
    verdict = route_verdicts(SPEC, [sent(1, "ver"), sent(2, "ver", "HEAD")])

    assert verdict.outcome is Outcome.SAME
    assert of(verdict, "ver").compared == 2
    assert of(verdict, "ver").methods == ("GET", "HEAD")
    assert of(verdict, "nunca").outcome is Outcome.UNKNOWN


def test_a_difference_names_route_source_exchange_and_count():
    alike = Difference("body", "/items/7/saldo", "number 3", "number 4", 2)

    verdict = route_verdicts(
        SPEC, [sent(1, "ver", differences=[SALDO]), sent(2, "ver", differences=[alike])]
    )

    (found,) = of(verdict, "ver").differences
    assert (found.where, found.exchange, found.count) == ("/items/0/saldo", 1, 2)
    assert found.source == "app.py:40"
    assert differing(verdict) == {"ver"}
    assert verdict.outcome is Outcome.DIFFERENT


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Difference("header", "/items/0/saldo", "a", "b", 2), id="aspect"),
        pytest.param(Difference("body", "/items/0/nome", "a", "b", 2), id="place"),
        pytest.param(Difference("body", "/items/0/saldo", "a", "b", 2, "J1"), id="cause"),
    ],
)
def test_differences_of_another_kind_are_not_grouped(other):
    verdict = route_verdicts(SPEC, [sent(1, "ver", differences=[SALDO, other])])

    assert len(of(verdict, "ver").differences) == 2


def test_the_worst_route_stands_first():
    verdict = route_verdicts(SPEC, [sent(1, "listar"), sent(2, "ver", differences=[SALDO])])

    order = [route.outcome for route in verdict.routes]
    assert order[0] is Outcome.DIFFERENT
    assert order[-1] is Outcome.SAME


def test_used_tolerances_are_counted():
    excuse = Excuse("server-headers", "they belong to the server")

    verdict = route_verdicts(SPEC, [sent(n, "ver", excuses=[excuse]) for n in (1, 2, 3)])

    assert of(verdict, "ver").excuses == (Excuse("server-headers", "they belong to the server", 3),)


def test_a_refused_rule_is_marked_and_not_compared():
    verdict = route_verdicts(
        SPEC,
        [sent(1, "ver", differences=[SALDO]), sent(2, "listar")],
        refused={("ver", "/v"): "websocket"},
    )

    assert of(verdict, "ver").outcome is Outcome.UNKNOWN
    assert of(verdict, "ver").compared == 0
    assert "websocket" in of(verdict, "ver").why
    assert "1 requests" in of(verdict, "ver").why
    assert verdict.outcome is Outcome.SAME


def test_what_no_rule_matched_is_judged_by_its_status():
    verdict = route_verdicts(
        SPEC,
        [
            sent(1, "", status=404),
            sent(2, "", status=404),
            sent(3, "", status=405, differences=[Difference("header", "allow", "a", "b", 3)]),
        ],
    )

    assert [(v.compared, v.outcome.value, v.why[-3:]) for v in verdict.unmatched] == [
        (2, "same", "404"),
        (1, "different", "405"),
    ]
    assert verdict.compared == 3
    assert verdict.outcome is Outcome.DIFFERENT


def test_a_route_that_the_specs_do_not_have_is_still_judged():
    stray = Exchange(1, "s", 0, Request("GET", "/x"), Answer(200), "novo", "/novo")

    verdict = route_verdicts(SPEC, [JudgedExchange(stray, (SALDO,))])

    assert differing(verdict) == {"novo"}


TRAFFIC = [
    sent(1, "listar"),
    sent(2, "criar", "POST"),
    sent(3, "ver"),
    sent(4, "apagar", "DELETE"),
    sent(5, "criar", "POST"),
]


def digests(legacy, new):
    return {"produtos": legacy, "log": "l"}, {"produtos": new, "log": "l"}


def test_without_evidence_every_route_that_wrote_is_a_suspect():
    verdict = route_verdicts(SPEC, TRAFFIC, end_state=(LOST,))

    assert differing(verdict) == {"criar", "apagar"}
    assert of(verdict, "apagar").differences[0].exchange == 4
    assert verdict.end_state == (LOST,)


def test_without_a_write_every_route_is_a_suspect():
    verdict = route_verdicts(SPEC, [sent(1, "listar"), sent(2, "ver")], end_state=(LOST,))

    assert differing(verdict) == {"listar", "ver"}


@pytest.mark.parametrize(
    ("changes", "culprits"),
    [
        pytest.param({2: ("a", "a"), 4: ("b", "a"), 5: ("c", "d")}, {"apagar": 4}, id="second"),
        pytest.param({2: ("a", "b"), 4: ("c", "d"), 5: ("e", "f")}, {"criar": 2}, id="first"),
        pytest.param(
            {2: ("a", "b"), 4: ("c", "c"), 5: ("d", "d")}, {"criar": 2}, id="equal again later"
        ),
        pytest.param(
            {1: ("a", "b"), 2: ("c", "c"), 4: ("d", "e"), 5: ("f", "g")},
            {"listar": 1, "apagar": 4},
            id="parted twice, once by a GET",
        ),
    ],
)
def test_the_exchange_after_which_a_collection_parts_is_the_culprit(changes, culprits):
    changes = {number: digests(*pair) for number, pair in changes.items()}

    verdict = route_verdicts(SPEC, TRAFFIC, end_state=(LOST,), state_changes=changes)

    assert differing(verdict) == set(culprits)
    for endpoint, number in culprits.items():
        (found,) = of(verdict, endpoint).differences
        assert (found.aspect, found.exchange) == ("database", number)
        assert found.source == of(verdict, endpoint).source


def test_a_difference_that_was_gone_at_the_end_is_still_one():
    changes = {2: digests("a", "b"), 4: digests("c", "c")}

    verdict = route_verdicts(SPEC, TRAFFIC, state_changes=changes)

    assert differing(verdict) == {"criar"}
    assert verdict.outcome is Outcome.DIFFERENT


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("fs.files", "fs.files[1].length"),
        ("fs.files", "fs.files"),
        ("fs.files$indexes", "fs.files$indexes.a_1"),
    ],
)
def test_a_collection_with_a_dot_in_its_name_is_attributed(name, where):
    end_state = (Difference("database", where, "a", "b"),)
    changes = {4: ({name: "a"}, {name: "b"})}

    verdict = route_verdicts(SPEC, TRAFFIC, end_state=end_state, state_changes=changes)

    assert differing(verdict) == {"apagar"}


def test_a_collection_that_was_not_watched_falls_back_on_all_who_wrote():
    other = Difference("database", "fila[1]", "a", "b")

    verdict = route_verdicts(
        SPEC, TRAFFIC, end_state=(other,), state_changes={2: digests("a", "a")}
    )

    assert differing(verdict) == {"criar", "apagar"}


def test_a_write_of_a_refused_route_is_nobody_elses_fault():
    changes = {2: digests("a", "b"), 4: digests("c", "d")}

    verdict = route_verdicts(
        SPEC,
        TRAFFIC,
        end_state=(LOST,),
        state_changes=changes,
        refused={("criar", "/p/novo"): "stays"},
    )

    assert differing(verdict) == set()


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        pytest.param({2: ("a", "a")}, "different", id="databases equal: its own fault"),
        pytest.param({2: ("a", "b")}, "unknown", id="databases apart: perhaps a consequence"),
        pytest.param({1: ("a", "b"), 2: ("c", "c")}, "different", id="apart, but equal again"),
        pytest.param({3: ("a", "b")}, "different", id="apart only after it"),
    ],
)
def test_what_follows_from_a_wrong_write_is_not_held_against_another_route(changes, outcome):
    changes = {number: digests(*pair) for number, pair in changes.items()}
    traffic = [
        sent(1, "criar", "POST"),
        sent(2, "criar", "POST"),
        sent(3, "ver", differences=[SALDO]),
    ]

    verdict = route_verdicts(SPEC, traffic, state_changes=changes)

    found = of(verdict, "ver")
    assert found.outcome.value == outcome
    assert found.differences
    assert ("exchange 2 (criar)" in found.why) is (outcome == "unknown")


def test_databases_that_were_mended_leave_later_differences_to_their_own_route():
    traffic = [
        replace(sent(1, "criar", "POST", differences=[LOST]), is_mended=True),
        sent(2, "ver", differences=[SALDO]),
        replace(sent(3, "apagar", "DELETE", differences=[LOST]), is_mended=True),
        sent(4, "listar"),
    ]
    changes = {1: digests("a", "b"), 3: digests("c", "d")}

    verdict = route_verdicts(SPEC, traffic, state_changes=changes)

    assert differing(verdict) == {"criar", "ver", "apagar"}
    assert of(verdict, "listar").outcome is Outcome.SAME


def test_a_difference_of_the_databases_that_was_excused_and_mended_blames_nobody():
    excused = sent(1, "criar", "POST", excuses=[Excuse("approved", "the team wants it")])

    verdict = route_verdicts(
        SPEC, [replace(excused, is_mended=True)], state_changes={1: digests("a", "b")}
    )

    assert of(verdict, "criar").outcome is Outcome.SAME
    assert of(verdict, "criar").excuses


def test_what_may_be_noise_is_unknown_and_says_what_is_not_known():
    maybe = replace(sent(1, "ver"), unsure=(SALDO,), why="too few to tell")

    verdict = route_verdicts(SPEC, [maybe])

    found = of(verdict, "ver")
    assert (found.outcome, found.why) == (Outcome.UNKNOWN, "too few to tell")
    assert [item.where for item in found.differences] == [SALDO.where]


def test_what_the_databases_showed_right_after_an_exchange_is_its_own():
    lost = replace(LOST, exchange=2)
    traffic = [sent(1, "apagar", "DELETE"), sent(2, "criar", "POST", differences=[lost])]
    changes = {
        1: digests("a", "b"),
        2: ({**digests("a", "b")[0], "log": "x"}, digests("a", "b")[1]),
    }

    verdict = route_verdicts(SPEC, traffic, state_changes=changes)

    (found,) = of(verdict, "criar").differences
    assert (found.where, found.expected) == (LOST.where, LOST.expected)
    assert differing(verdict) == {"criar", "apagar"}


def test_a_route_that_answered_equally_on_unequal_databases_is_the_same():
    traffic = [sent(2, "criar", "POST"), sent(3, "ver")]

    verdict = route_verdicts(SPEC, traffic, state_changes={2: digests("a", "b")})

    assert of(verdict, "ver").outcome is Outcome.SAME
    assert differing(verdict) == {"criar"}


def test_a_route_that_also_differs_on_equal_databases_is_different():
    traffic = [
        sent(1, "ver", differences=[SALDO]),
        sent(2, "criar", "POST"),
        sent(3, "ver", differences=[SALDO]),
    ]

    verdict = route_verdicts(SPEC, traffic, state_changes={2: digests("a", "b")})

    assert differing(verdict) == {"ver", "criar"}
    assert of(verdict, "ver").differences[0].count == 2


def test_the_verdict_survives_being_written_down():
    from migrator.model.codec import from_json, to_json
    from migrator.model.verdict import ReplayVerdict

    verdict = route_verdicts(SPEC, TRAFFIC, end_state=(LOST,))

    assert from_json(ReplayVerdict, to_json(verdict)) == verdict


def strayed(number, endpoint, status=404, differences=()):
    return replace(sent(number, endpoint, differences=differences), status=status)


def test_a_rule_whose_requests_all_met_another_flask_was_not_compared():
    verdict = route_verdicts(SPEC, [strayed(1, "ver"), strayed(2, "ver", 401)])

    assert verdict.outcome is Outcome.UNKNOWN
    assert of(verdict, "ver").outcome is Outcome.UNKNOWN
    assert of(verdict, "ver").strayed == 2
    assert "200 became 404 in exchange 1" in of(verdict, "ver").why


def test_one_request_that_met_the_recorded_flask_is_a_comparison():
    verdict = route_verdicts(SPEC, [strayed(1, "ver"), strayed(2, "ver", 200)])

    assert verdict.outcome is Outcome.SAME
    assert (of(verdict, "ver").strayed, of(verdict, "ver").why) == (1, "")


def test_a_difference_counts_wherever_flask_has_strayed_to():
    verdict = route_verdicts(SPEC, [strayed(1, "ver", differences=[SALDO])])

    assert differing(verdict) == {"ver"}


def test_of_very_many_kinds_of_differences_a_thousand_are_named_and_all_are_counted():
    traffic = [
        sent(number, "ver", differences=[replace(SALDO, where=f"/of/k{number}", exchange=number)])
        for number in range(1, 1301)
    ]

    found = of(route_verdicts(SPEC, traffic), "ver").differences

    assert [item.where for item in found[-2:]] == ["/of/k1000", "(and elsewhere)"]
    assert (found[-1].exchange, found[-1].count) == (1001, 300)
    assert sum(item.count for item in found) == 1300
