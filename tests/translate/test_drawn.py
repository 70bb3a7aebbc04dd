"""Applications drawn at random answer as Flask did and leave the same documents, or are refused.

`python -m tests.translate.drawn SEED` shows one of them. A view that is refused is not asked; nothing
may be different.
"""

from collections import Counter
from functools import partial

import pytest

from migrator.model.translation import Grade
from migrator.scaffold.assemble import Look, assemble
from migrator.translate.translate import translate
from tests.translate.cases import read_requests, spec_of
from tests.translate.differential import DRIVERS, job, run_sides
from tests.translate.drawn.application import addresses, application
from tests.translate.shared_runs import SharedRuns

FEW = range(6)
MANY = range(1000, 1120)
PART = 40


def drawn(seeds, driver, folder):
    """What the applications of these seeds answer on both sides, and how their views were graded."""
    jobs = {"flask": [], driver: []}
    grades = Counter()
    for seed in seeds:
        flask = folder / str(seed) / "flask"
        flask.mkdir(parents=True)
        (flask / "app.py").write_text(application(seed))
        spec = spec_of(flask)
        made = translate(spec, flask, package="generated_app", driver=driver)
        grades.update(route.grade.value for route in made.routes)
        kept = [route.rule for route in made.routes if route.grade is not Grade.REFUSED]
        for name, content in assemble(spec, made, flask, Look("generated_app", driver)).items():
            if not name.startswith("compat/"):
                path = folder / str(seed) / driver / "generated_app" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        asked = "\n".join(f"GET {address}" for rule in kept for address in addresses(rule))
        for side, todo in jobs.items():
            todo.append(job(str(seed), read_requests(asked), folder / str(seed) / side))
    return {**run_sides(jobs, folder), "grades": grades}


def differences(found, driver):
    """The seeds, and the answers that are not the same."""
    return {
        seed: [pair for pair in zip(e["answers"], a["answers"], strict=False) if pair[0] != pair[1]]
        for seed, e in found["flask"].items()
        if (a := found[driver][seed]) != e and not _broke_off(e)
    }


def _broke_off(it):
    """Whether a stream failed half way, which Flask's test client raises where it is called."""
    return any(isinstance(answer, str) for answer in it["answers"])


@pytest.fixture(scope="session")
def few(tmp_path_factory):
    return SharedRuns(tmp_path_factory, "drawn", [partial(drawn, FEW, DRIVERS[0])])


def test_nothing_that_is_drawn_answers_differently(few):
    assert differences(few.result(0), DRIVERS[0]) == {}


def test_most_of_what_is_drawn_is_translated_and_answers(few):
    found = few.result(0)
    grades = found["grades"]
    whole = [it for it in found["flask"].values() if not _broke_off(it)]
    statuses = Counter(a[0] for it in whole for a in it["answers"])

    assert len(whole) > len(FEW) * 0.8
    assert grades["refused"] < sum(grades.values()) * 0.3
    assert statuses[500] < statuses.total() * 0.2


@pytest.mark.slow
@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("first", MANY[::PART])
def test_nothing_of_many_answers_differently(first, driver, tmp_path):
    found = drawn(range(first, first + PART), driver, tmp_path)

    assert differences(found, driver) == {}
