"""What is translated answers as Flask did and leaves the same documents, with both drivers.

Each ``##`` of the pages in ``alike`` (and of the recipes' pages, where they have requests) is run
on Flask and on FastAPI. What must be refused says so; nothing else may be.
"""

import fcntl
import json
import os

import pytest

from tests.translate.cases import ALIKE, read_pages
from tests.translate.differential import DRIVERS, outcomes

CASES = [case for case in [*read_pages(), *read_pages(ALIKE)] if case.requests]
# Where the two drivers fail in different ways; the other pages meet the second one in slow runs.
WITH_BOTH = {"cursors", "driver", "cursor_index", "removed_methods", "gridfs"}
SECOND = [case for case in CASES if case.page not in WITH_BOTH and not case.refused]


def drivers_of(case):
    if case.driver != "motor":
        return (case.driver,)
    return DRIVERS if case.page in WITH_BOTH else DRIVERS[:1]


def run_once(tmp_path_factory, name, asked):
    """All cases run once; workers that run beside this one share what was found."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    results = shared / f"{name}.json"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not results.is_file():
            folder = shared / name
            folder.mkdir()
            results.write_text(json.dumps(outcomes(asked, folder)))
    return json.loads(results.read_text())


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    return run_once(tmp_path_factory, "alike", [(case, drivers_of(case)) for case in CASES])


@pytest.fixture(scope="session")
def found_with_second(tmp_path_factory):
    return run_once(tmp_path_factory, "alike-second", [(case, DRIVERS[1:]) for case in SECOND])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_is_equal_or_refused(case, found):
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
    assert case.name not in found_with_second["refused"]
    expected = found_with_second["flask"][case.name]

    assert found_with_second[DRIVERS[1]][case.name] == expected


def test_requests_reach_the_database(found):
    """A harness that compares two empty answers would prove nothing."""
    answers = [a for done in found["flask"].values() for a in done["answers"]]

    assert sum(a[0] == 200 for a in answers) > len(answers) * 0.7
    assert sum(bool(done["left"]) for done in found["flask"].values()) == len(CASES)
