"""Noise is excused, faults are not, and what nobody can tell is said: at the rates that are stated."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.compare.judged import JudgedExchange
from migrator.compare.noise import learned
from migrator.compare.weighing import ALPHA, MARGIN, Counts, further_runs, is_explained, weighed
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.verdict import Difference

AT = Difference(
    "body", "/items/0/at", 'string "2026-11-28T12:00:00"', 'string "2026-11-28T12:00:07"'
)
TOTAL = Difference("body", "/total", "number 12", "number 13")


def exchange(number, *differences, endpoint="ver"):
    seen = Exchange(number, "s", 0.0, Request("GET", "/v"), Answer(200), endpoint, f"/{endpoint}")
    return JudgedExchange(seen, tuple(replace(d, exchange=number) for d in differences))


def run(size, *noisy, differences=(AT,)):
    """``size`` exchanges, of which those numbered in ``noisy`` differ."""
    return [exchange(n, *(differences if n in noisy else ())) for n in range(1, size + 1)]


def verdict(judged):
    """What came of them: differences, unsure ones, excused ones."""
    return tuple(
        sum(len(getattr(item, name)) for item in judged)
        for name in ("differences", "unsure", "excuses")
    )


def test_a_time_that_flask_itself_never_gives_twice_is_excused_with_its_counts():
    noise = learned([run(1, 1)] * 20, frozen=False)

    (judged,) = weighed(run(1, 1), noise)

    assert verdict([judged]) == (0, 0, 1)
    (excuse,) = judged.excuses
    assert excuse.name == "noise in body /items/*/at"
    assert "20 of 20 exchanges, FastAPI in 1 of 1" in excuse.reason


def test_nothing_is_excused_where_flask_never_differed():
    noise = learned([run(1)] * 20, frozen=False)

    assert verdict(weighed(run(1, 1), noise)) == (1, 0, 0)


def test_a_place_seen_too_rarely_is_unsure_and_says_how_many_runs_would_tell():
    noise = learned([run(1, 1)] * 4, frozen=False)

    (judged,) = weighed(run(1, 1), noise)

    assert verdict([judged]) == (0, 1, 0)
    assert "4 of 4 exchanges" in judged.why
    assert "--learn-noise 15" in judged.why
    more = learned([run(1, 1)] * 15, noise, frozen=False)
    assert verdict(weighed(run(1, 1), more)) == (0, 0, 1)


def test_what_no_number_of_runs_can_tell_asks_for_more_requests():
    noise = learned([run(1, *([1] if n % 2 else [])) for n in range(20)], frozen=False)

    (judged,) = weighed(run(1, 1), noise)

    assert verdict([judged]) == (0, 1, 0)
    assert "record more requests" in judged.why


def test_a_rule_that_flask_never_played_against_itself_has_no_noise():
    noise = learned([run(1, 1)] * 20, frozen=False)

    other = exchange(1, AT, endpoint="listar")

    assert verdict(weighed([other], noise)) == (1, 0, 0)


@pytest.mark.parametrize(
    "difference",
    [
        replace(AT, actual='string "28/11/2026 12:00"'),
        replace(AT, actual="number 1764331287"),
        replace(AT, actual="null"),
        replace(AT, actual="absent"),
        replace(AT, actual='string "Sat, 28 Nov 2026 12:00:07 GMT"'),
        replace(AT, actual='string "2026-11-28T12:00:07.123456"'),
        replace(AT, where="/items", expected="array of 1", actual="array of 2"),
        Difference("status", "status", "200", "500"),
        Difference("commands", "find shop.orders", "once", "twice"),
    ],
    ids=lambda difference: f"{difference.where} {difference.actual}",
)
def test_another_form_or_type_or_number_of_items_is_never_noise(difference):
    noise = learned([run(1, 1)] * 40, frozen=False)

    assert verdict(weighed(run(1, 1, differences=(difference,)), noise)) == (1, 0, 0)


def test_a_total_that_stands_beside_a_clock_in_one_sentence_is_not_the_clocks_noise():
    clock = Difference("body", "html > body > p", "total 12 at 12:00", "total 12 at 12:07")
    wrong = replace(clock, actual="total 13 at 12:07")
    noise = learned([run(1, 1, differences=(clock,))] * 40, frozen=False)

    assert verdict(weighed(run(1, 1, differences=(clock,)), noise)) == (0, 0, 1)
    assert verdict(weighed(run(1, 1, differences=(wrong,)), noise))[2] == 0


def test_a_structural_difference_of_flask_from_itself_teaches_nothing():
    longer = Difference("body", "/items", "array of 3", "array of 4")

    assert learned([run(1, 1, differences=(longer,))] * 40, frozen=False).places == ()


def test_what_is_learned_does_not_depend_on_the_order_of_runs():
    runs = [run(3, 1), run(3, 2, 3), run(3)]

    assert learned(runs, frozen=True) == learned(runs[::-1], frozen=True)
    assert learned(runs[1:], learned(runs[:1], frozen=True), frozen=True) == learned(
        runs, frozen=True
    )


# Simulations: whole plays of one place with a known rate. The seeds are fixed, the bounds are far
# from the figures measured, so that only another rule can break them.


def plays(rng, size, rate, runs=1):
    """The exchanges that differ in so many plays of ``size`` exchanges, each with this chance."""
    return [run(size, *(n for n in range(1, size + 1) if rng.random() < rate)) for _ in range(runs)]


def outcome(rng, size, rate, now, runs=1):
    (play,) = plays(rng, size, now)
    found = verdict(weighed(play, learned(plays(rng, size, rate, runs), frozen=False)))
    return next((name for name, number in zip("DUE", found, strict=True) if number), "-")


def rate_of_diffy(rng, size, rate, now):
    """How Diffy decides: 20% apart relative to the sum of both, 0.03% of all (its own defaults)."""
    raw = sum(rng.random() < now for _ in range(size))
    noise = sum(rng.random() < rate for _ in range(size))
    apart = abs(raw - noise)
    return raw > noise and apart / (raw + noise) > 0.2 and apart / size > 0.0003


@pytest.mark.parametrize("size", [50, 200])
def test_an_innocent_place_is_not_called_a_fault_where_diffys_rule_does_so_in_a_fifth(size):
    rng = random.Random(size)
    tries = 100

    ours = sum(outcome(rng, size, 0.02, 0.02) == "D" for _ in range(tries)) / tries
    diffys = sum(rate_of_diffy(rng, size, 0.02, 0.02) for _ in range(tries)) / tries

    assert ours <= ALPHA
    assert diffys > 0.2


def test_a_fault_in_a_place_half_noisy_is_found_where_diffys_rule_never_sees_it():
    rng = random.Random(1)
    x, k = (sum(rng.random() < rate for _ in range(10_000)) for rate in (0.5, 0.55))

    assert not any(rate_of_diffy(rng, 10_000, 0.5, 0.55) for _ in range(20))
    (place,) = learned([run(1, 1)], frozen=False).places
    noise = learned([run(10_000)], frozen=False)
    noise = replace(noise, places=(replace(place, differed=x),))
    assert verdict(weighed(run(10_000, *range(1, k + 1)), noise)) == (k, 0, 0)


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("size", [5, 50, 400])
def test_a_fault_larger_than_the_margin_is_excused_no_more_often_than_stated(size, rate):
    rng = random.Random(size)
    tries = 100 if size > 50 else 300
    now = rate + MARGIN + 0.001

    excused = sum(
        is_explained(
            Counts(
                sum(rng.random() < rate for _ in range(size)),
                size,
                sum(rng.random() < now for _ in range(size)),
                size,
            )
        )
        for _ in range(tries)
    )

    assert excused / tries <= ALPHA


@settings(deadline=None)
@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_further_runs_that_are_advised_do_tell(seen):
    x, n = seen
    further = further_runs(Counts(x, n, 1, 1), 1)

    if x in (0, n):
        assert further > 0
        times = 1 + further
        more = Counts(x * times, n * times, 1, 1)
        from migrator.compare.rates import higher_by_chance

        assert is_explained(more) or higher_by_chance(*more) <= ALPHA
