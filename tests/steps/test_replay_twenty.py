"""An unmodified pair shows no difference, however often it is replayed, frozen or not."""

from datetime import UTC, datetime

import pytest

from migrator.model.verdict import Outcome
from migrator.steps.pace import Pace
from migrator.steps.replay import Order, replay

RUNS = 20
LEARNING = 8
READERS = [
    f"{name} GET {path} 1" for name in ("bia", "caio", "eva") for path in ("/orders", "/kill")
]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 8])
@pytest.mark.parametrize("is_frozen", [True, False], ids=["frozen", "not frozen"])
def test_twenty_replays_of_an_unmodified_pair_find_no_difference(shop, crowd, is_frozen, jobs):
    crowd(shop, *READERS)
    learning = 0 if is_frozen else LEARNING

    for run in range(RUNS):
        order = Order(pace=Pace(jobs), is_frozen=is_frozen, learn=0 if run else learning)
        verdict = replay(shop, order, lambda: datetime.now(UTC), lambda *_: None)

        assert verdict.outcome is Outcome.SAME, (run, verdict)
        assert verdict.compared == 7 + len(READERS)
