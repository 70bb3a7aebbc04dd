"""The judge on simulated load whose truth is known."""

import random

import pytest

from migrator.bench.judge import Judge
from migrator.model.benchmark import BenchmarkOutcome, Sample

PASS, FAIL, INCONCLUSIVE = BenchmarkOutcome
STRICT = Judge(margin=1.0, resamples=200)


def _simulated(seed, pairs=30, per_block=10, new=1.0, errors=0, noise=0.3):
    """Log-normal latencies; the machine drifts from pair to pair and stumbles now and then."""
    source = random.Random(seed)
    samples = []
    for pair in range(pairs):
        drift = source.lognormvariate(0, 0.2)
        for position, side in enumerate(("legacy", "new") if pair % 2 == 0 else ("new", "legacy")):
            slower = new if side == "new" else 1.0
            for _ in range(per_block):
                stumble = 5 if source.random() < 0.005 else 1
                value = 10 * drift * slower * stumble * source.lognormvariate(0, noise)
                is_ok = not (side == "new" and errors > 0)
                errors -= side == "new"
                samples.append(Sample(2 * pair + position, side, "/x", value, is_ok))
    return samples


def _judged(judge, samples, **options):
    return judge.compare("x", "/x", samples, **{"seconds": 10.0, **options})


@pytest.mark.slow
def test_two_equal_sides_are_called_slower_in_at_most_one_of_twenty_runs():
    outcomes = [_judged(STRICT, _simulated(seed)).outcome for seed in range(200)]

    assert outcomes.count(FAIL) <= 10


@pytest.mark.slow
def test_a_p95_that_is_a_tenth_slower_is_found_in_nine_of_ten_runs():
    runs = [_simulated(seed, pairs=60, per_block=25, new=1.1) for seed in range(60)]

    assert sum(_judged(STRICT, samples).outcome is FAIL for samples in runs) >= 54


def test_two_equal_sides_pass_when_a_tenth_is_tolerated_and_there_is_enough_load():
    runs = [_simulated(seed, pairs=60, per_block=25) for seed in range(20)]

    outcomes = [_judged(Judge(margin=1.1, resamples=200), samples).outcome for samples in runs]

    assert outcomes.count(PASS) >= 18


def test_a_faster_side_passes_and_the_ratio_says_how_much():
    comparison = _judged(Judge(), _simulated(1, new=0.5))

    p50, p95, _ = comparison.ratios
    assert comparison.outcome is PASS
    assert p50.value == pytest.approx(0.5, rel=0.1)
    assert p95.low < p95.value < p95.high < 1


def test_too_few_requests_are_inconclusive_with_the_time_still_needed():
    comparison = _judged(Judge(), _simulated(1, pairs=10, per_block=5, new=3.0))

    assert comparison.outcome is INCONCLUSIVE
    assert "50 requests a side" in comparison.why
    assert "about 10 s more" in comparison.why


def test_an_interval_across_the_margin_is_inconclusive_with_the_time_still_needed():
    comparison = _judged(Judge(margin=1.1), _simulated(1, pairs=12, per_block=10, new=1.05))

    assert comparison.outcome is INCONCLUSIVE
    assert "s more would tell" in comparison.why or "within an hour" in comparison.why


def test_nothing_measured_is_inconclusive():
    comparison = _judged(Judge(), [])

    assert comparison.outcome is INCONCLUSIVE
    assert comparison.ratios == ()


def test_one_side_without_samples_is_inconclusive():
    samples = [sample for sample in _simulated(1) if sample.side == "legacy"]

    assert _judged(Judge(), samples).outcome is INCONCLUSIVE


@pytest.mark.parametrize(("errors", "outcome"), [(1, INCONCLUSIVE), (20, FAIL), (300, FAIL)])
def test_errors_of_the_new_side_never_pass_however_fast_it_is(errors, outcome):
    comparison = _judged(Judge(), _simulated(1, new=0.1, errors=errors))

    assert comparison.outcome is outcome
    assert f"{errors} of 300 answers" in comparison.why


def test_a_generator_that_is_late_itself_proves_nothing():
    comparison = _judged(Judge(), _simulated(1, new=0.5), lag_p99=60.0)

    assert comparison.outcome is INCONCLUSIVE
    assert "load generator" in comparison.why


def test_a_few_requests_a_hundred_times_slower_are_seen_in_the_p99():
    samples = _simulated(1, pairs=40, per_block=25)
    slow = [
        Sample(it.block, it.side, it.route, it.milliseconds * 100, it.ok)
        if it.side == "new" and n % 40 == 0
        else it
        for n, it in enumerate(samples)
    ]

    p99 = _judged(Judge(), slow).ratios[2]

    assert p99.low > 2


def test_throughput_is_counted_by_block():
    full = [
        Sample(block, side, "/x", 1.0, phase="full")
        for block, side in enumerate(("legacy", "new", "new", "legacy") * 4)
        for _ in range(100 if side == "legacy" else 250)
    ]

    comparison = _judged(Judge(full_block=0.5), _simulated(1) + full)

    throughput = comparison.ratios[3]
    assert (throughput.name, throughput.value) == ("throughput", 2.5)
    assert (comparison.legacy.throughput, comparison.new.throughput) == (200, 500)
