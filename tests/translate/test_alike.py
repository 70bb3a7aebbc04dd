"""What is translated answers as Flask did and leaves the same documents, with both drivers.

Each ``##`` of the pages in ``alike`` (and of the recipes' pages, where they have requests) is run
on Flask and on FastAPI. What must be refused says so; nothing else may be.
"""

from functools import partial

import pytest

from tests.translate.cases import ALIKE, read_pages
from tests.translate.differential import DRIVERS, outcomes
from tests.translate.shared_runs import SharedRuns

CASES = [case for case in [*read_pages(), *read_pages(ALIKE)] if case.requests]
# Where the two drivers fail in different ways; the other pages meet the second one in slow runs.
WITH_BOTH = {"cursors", "driver", "cursor_index", "removed_methods", "gridfs"}
PARTS = 2
SECOND = [case for case in CASES if case.page not in WITH_BOTH and not case.refused]


def drivers_of(case):
    if case.driver != "motor":
        return (case.driver,)
    return DRIVERS if case.page in WITH_BOTH else DRIVERS[:1]


class Outcomes:
    """What cases did, run in parts, a page in one of them."""

    def __init__(self, tmp_path_factory, name, asked):
        self._part = {case.name: sum(map(ord, case.page)) % PARTS for case, _ in asked}
        parts = [[it for it in asked if self._part[it[0].name] == n] for n in range(PARTS)]
        self._runs = SharedRuns(tmp_path_factory, name, [partial(outcomes, p) for p in parts])

    def of(self, case):
        return self._runs.result(self._part[case.name])

    def everything(self):
        return self._runs.results()


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    return Outcomes(tmp_path_factory, "alike", [(case, drivers_of(case)) for case in CASES])


@pytest.fixture(scope="session")
def found_with_second(tmp_path_factory):
    return Outcomes(tmp_path_factory, "alike-second", [(case, DRIVERS[1:]) for case in SECOND])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_is_equal_or_refused(case, found):
    found = found.of(case)
    refused = found["refused"].get(case.name, "")
    for line in case.refused.strip().splitlines():
        assert line in refused
    if case.refused:
        return
    assert refused == ""
    threaded = found["threaded"][case.name]
    assert bool(threaded) == bool(case.threaded), threaded
    for line in case.threaded.strip().splitlines():
        assert line in threaded
    expected = found["flask"][case.name]
    for driver in drivers_of(case):
        assert found[driver][case.name] == expected, driver


@pytest.mark.slow
@pytest.mark.parametrize("case", SECOND, ids=[case.name for case in SECOND])
def test_a_case_is_equal_with_pymongos_own_driver(case, found_with_second):
    found = found_with_second.of(case)

    assert case.name not in found["refused"]
    expected = found["flask"][case.name]
    assert found[DRIVERS[1]][case.name] == expected


def test_requests_reach_the_database(found):
    """A harness that compares two empty answers would prove nothing."""
    done = [done for part in found.everything() for done in part["flask"].values()]
    answers = [a for it in done for a in it["answers"]]

    assert sum(a[0] == 200 for a in answers) > len(answers) * 0.7
    assert sum(bool(it["left"]) for it in done) == len(CASES)
