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


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """All cases run once; workers that run beside this one share what was found."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    results = shared / "alike.json"
    with (shared / "alike.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not results.is_file():
            folder = shared / "alike"
            folder.mkdir()
            results.write_text(json.dumps(outcomes(CASES, folder)))
    return json.loads(results.read_text())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_is_equal_or_refused(case, found):
    refused = found["refused"].get(case.name, "")
    for line in case.refused.strip().splitlines():
        assert line in refused
    if case.refused:
        return
    assert refused == ""
    expected = found["flask"][case.name]
    for driver in DRIVERS if case.driver == "motor" else (case.driver,):
        assert found[driver][case.name] == expected, driver


def test_requests_reach_the_database(found):
    """A harness that compares two empty answers would prove nothing."""
    answers = [a for done in found["flask"].values() for a in done["answers"]]

    assert sum(a[0] == 200 for a in answers) > len(answers) * 0.8
