"""A gate is open on complete, fresh, equal evidence and on nothing less."""

from dataclasses import replace

import pytest

from migrator.gate.decide import Benchmarked, Proof, decide, patterns
from migrator.model.benchmark import BenchmarkOutcome, BenchmarkResult, Comparison
from migrator.model.ledger import Stage
from migrator.model.route import Function, RouteSpec
from migrator.model.translation import Grade, Reason, RouteTranslation
from migrator.model.verdict import Difference, Outcome, ReplayVerdict, RouteVerdict

PATTERN = "/p/<int:pid>"
VIEW = Function("app", "view")
GET = RouteSpec("ver", PATTERN, ("GET", "HEAD", "OPTIONS"), 0, VIEW)
SAVE = RouteSpec("salvar", PATTERN, ("POST", "PUT", "OPTIONS"), 1, VIEW)
ROUTES = (GET, SAVE)
RESULT = BenchmarkResult("new", 10, 0, 1.0, 1.0, 1.0, 1.0)
SEEN = RouteVerdict("ver", PATTERN, Outcome.SAME, 3, ("GET",))
SAVED = RouteVerdict("salvar", PATTERN, Outcome.SAME, 2, ("POST", "PUT"))
STATUS = Difference("status", "status", "200", "500", 4)


def translated(route, grade, *reasons):
    return RouteTranslation(route.endpoint, route.rule, route.methods, grade, reasons)


GRADES = (translated(GET, Grade.ASYNC), translated(SAVE, Grade.THREADED))


def compared(outcome, endpoint="ver", rule=PATTERN, why=""):
    return Comparison(endpoint, rule, outcome, RESULT, RESULT, (), why)


def verdict(*routes, end_state=()):
    return ReplayVerdict(Outcome.SAME, 5, routes, end_state)


PROVEN = Proof(GRADES, verdict(SEEN, SAVED), (), (Benchmarked(compared(BenchmarkOutcome.PASS)),))


def decided(proof, stage=Stage.LIVE, without_bench=False):
    return decide(PATTERN, ROUTES, proof, stage, without_bench=without_bench)


def test_complete_fresh_equal_evidence_opens_the_gate():
    decision = decided(PROVEN)

    assert (decision.is_open, decision.reasons, decision.stale) == (True, (), ())


AGAINST = {
    "refused": (
        replace(
            PROVEN,
            grades=(
                GRADES[0],
                translated(SAVE, Grade.REFUSED, Reason("app.py", 9, "socketio", "no peer")),
            ),
        ),
        "salvar stays on Flask: app.py:9 socketio: no peer",
    ),
    "different": (
        replace(
            PROVEN,
            verdict=verdict(
                SEEN, replace(SAVED, outcome=Outcome.DIFFERENT, differences=(STATUS,) * 2)
            ),
        ),
        "salvar differs: status status: 200 became 500 (and 1 more)",
    ),
    "end state of nobody": (
        replace(
            PROVEN,
            verdict=verdict(
                SEEN, SAVED, end_state=(Difference("database", "log[1]", "a", "absent"),)
            ),
        ),
        "the databases differ after the replay and no route is known: log[1]",
    ),
    "slower": (
        replace(
            PROVEN,
            benchmarks=(Benchmarked(compared(BenchmarkOutcome.FAIL, why="p95 is 1.5 times")),),
        ),
        "the benchmark of ver says fail: p95 is 1.5 times",
    ),
    "one of two benchmarks inconclusive": (
        replace(
            PROVEN,
            benchmarks=(
                *PROVEN.benchmarks,
                Benchmarked(compared(BenchmarkOutcome.INCONCLUSIVE, "salvar")),
            ),
        ),
        "the benchmark of salvar says inconclusive",
    ),
}
MISSING = {
    "not scaffolded": (replace(PROVEN, grades=GRADES[:1]), "salvar was not scaffolded"),
    "scaffolded with other methods": (
        replace(PROVEN, grades=(GRADES[0], replace(GRADES[1], methods=("POST",)))),
        "salvar was not scaffolded",
    ),
    "never replayed": (replace(PROVEN, verdict=None), "nothing was replayed yet"),
    "stale": (
        replace(PROVEN, stale=("code", "lock")),
        "the replay is stale: code, lock changed since",
    ),
    "one rule not in the verdict": (
        replace(PROVEN, verdict=verdict(SEEN)),
        "salvar was not compared",
    ),
    "one rule unknown": (
        replace(
            PROVEN,
            verdict=verdict(
                SEEN, RouteVerdict("salvar", PATTERN, Outcome.UNKNOWN, 0, why="no request")
            ),
        ),
        "salvar was not compared: no request",
    ),
    "SAME of nothing": (
        replace(PROVEN, verdict=verdict(SEEN, replace(SAVED, compared=0))),
        "salvar was not compared",
    ),
    "a method not compared": (
        replace(PROVEN, verdict=verdict(SEEN, replace(SAVED, methods=("POST",)))),
        "PUT of salvar was not compared",
    ),
    "not benchmarked": (replace(PROVEN, benchmarks=()), "it was not benchmarked"),
    "another pattern benchmarked": (
        replace(PROVEN, benchmarks=(Benchmarked(compared(BenchmarkOutcome.PASS, rule="/q")),)),
        "it was not benchmarked",
    ),
    "benchmark stale": (
        replace(PROVEN, benchmarks=(Benchmarked(compared(BenchmarkOutcome.PASS), ("code",)),)),
        "the benchmark of ver is stale: code changed since",
    ),
}


@pytest.mark.parametrize("name", AGAINST)
def test_evidence_against_a_pattern_closes_its_gate_with_the_reason(name):
    proof, reason = AGAINST[name]

    decision = decided(proof)

    assert not decision.is_open
    assert decision.reasons == (reason,)
    assert decision.stale == ()


@pytest.mark.parametrize("name", MISSING)
def test_missing_or_old_evidence_closes_the_gate_and_is_told_apart(name):
    proof, reason = MISSING[name]

    decision = decided(proof)

    assert not decision.is_open
    assert decision.stale == (reason,)
    assert decision.reasons == ()


def test_every_reason_is_listed():
    decision = decided(replace(AGAINST["different"][0], benchmarks=(), grades=()))

    assert len(decision.reasons) == 1
    assert len(decision.stale) == 3


def test_a_database_difference_of_another_route_leaves_the_gate_open():
    lost = Difference("database", "log[1]", "a", "absent")
    other = RouteVerdict("x", "/x", Outcome.DIFFERENT, 1, ("POST",), (lost,))

    decision = decided(replace(PROVEN, verdict=verdict(SEEN, SAVED, other, end_state=(lost,))))

    assert decision.is_open


def test_without_bench_does_without_a_benchmark_and_nothing_else():
    assert decided(replace(PROVEN, benchmarks=()), without_bench=True).is_open
    assert not decided(replace(PROVEN, benchmarks=(), verdict=None), without_bench=True).is_open


@pytest.mark.parametrize(
    ("outcome", "stale", "is_open"),
    [
        pytest.param(BenchmarkOutcome.FAIL, (), False, id="one that failed still closes"),
        pytest.param(BenchmarkOutcome.FAIL, ("code",), True, id="one that failed on older code"),
        pytest.param(BenchmarkOutcome.INCONCLUSIVE, (), True, id="one that could not tell"),
    ],
)
def test_without_bench_waives_what_is_missing_but_not_what_failed(outcome, stale, is_open):
    proof = replace(PROVEN, benchmarks=(Benchmarked(compared(outcome), stale),))

    assert decided(proof, without_bench=True).is_open is is_open


def test_a_pattern_that_only_writes_needs_no_benchmark():
    only_writes = replace(PROVEN, benchmarks=())

    decision = decide(PATTERN, [SAVE], only_writes, Stage.LIVE, without_bench=False)

    assert decision.is_open


@pytest.mark.parametrize(
    ("proof", "is_open"),
    [
        pytest.param(Proof(GRADES), True, id="translated"),
        pytest.param(Proof(), False, id="not scaffolded"),
        pytest.param(AGAINST["refused"][0], False, id="refused"),
    ],
)
def test_shadow_needs_a_translation_and_no_more(proof, is_open):
    assert decided(proof, Stage.SHADOW).is_open is is_open


def test_a_canary_needs_what_live_needs():
    assert not decided(Proof(GRADES), Stage.CANARY).is_open
    assert decided(PROVEN, Stage.CANARY).is_open


def test_no_evidence_at_all_never_opens_a_gate():
    assert not decided(Proof()).is_open


def test_a_pattern_is_all_rules_with_one_text():
    other = replace(GET, endpoint="lista", rule="/p")

    assert patterns([GET, other, SAVE]) == {PATTERN: (GET, SAVE), "/p": (other,)}
