"""Generated requests: an unmodified pair never differs, and mistakes that nobody recorded are found."""

import json
import shutil

import pytest

from tests.journey import corner_shop
from tests.journey.conftest import run
from tests.journey.faults import spoil
from tests.journey.unreached import UNREACHED


@pytest.fixture(scope="module")
def corner_once(tmp_path_factory):
    """The corner shop inspected, scaffolded and recorded; do not change it."""
    folder = tmp_path_factory.mktemp("corner")
    (folder / "corner.py").write_text(corner_shop.APP)
    (folder / "day.py").write_text(corner_shop.DAY)
    (folder / "seed.py").write_text(corner_shop.SEED)
    (folder / "pyproject.toml").write_text(corner_shop.SETTINGS)
    for words in (("inspect", "--no-reach"), ("scaffold",), ("record", "--drive", "day.py")):
        done = run(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def corner(corner_once, tmp_path):
    """A copy of the corner shop that a test may spoil."""
    shutil.copytree(corner_once, tmp_path / "corner")
    return tmp_path / "corner"


def explored(project, code, *words):
    done = run(project, "explore", "--json", *words)
    assert done.returncode == code, f"{done.stderr}\n{done.stdout[-3000:]}"
    return json.loads(done.stdout)["exploration"]


def found_on(exploration):
    """The first finding of each route; HEAD, which comes later, shows the same without a body."""
    return {finding["endpoint"]: finding for finding in reversed(exploration["findings"])}


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_thousands_of_generated_requests_are_answered_alike(corner, seed):
    exploration = explored(corner, 0, "--examples", "100", "--seed", seed)

    assert exploration.get("findings", []) == []
    assert exploration["compared"] >= 700
    assert all(route["compared"] for route in exploration["routes"])


@pytest.mark.slow
def test_twelve_mistakes_that_the_recorded_day_does_not_show_are_found_and_shrunk(corner):
    spoil(corner, corner_shop.UNSHOWN)
    assert run(corner, "replay").returncode == 0

    exploration = explored(corner, 1, "--examples", "150")

    found = found_on(exploration)
    assert found.keys() == {fault.route for fault in corner_shop.UNSHOWN}
    for fault in corner_shop.UNSHOWN:
        aspects = {difference["aspect"] for difference in found[fault.route]["differences"]}
        assert not fault.aspect or fault.aspect in aspects, fault.name
    for finding in exploration["findings"]:  # nothing is left that does not matter
        names = {name.lower() for name, _ in finding["request"]["headers"]}
        assert names <= {"host", "content-type", "cookie", "accept-language"}, finding
        assert finding["request"]["target"].count("&") <= 1, finding
    again = run(corner, "replay", "--recording", exploration["recording"], "--json")
    assert again.returncode == 1
    verdict = json.loads(again.stdout)["verdict"]
    assert {r["endpoint"] for r in verdict["routes"] if r["outcome"] == "different"} == set(found)


@pytest.mark.slow
def test_every_mistake_in_the_example_that_its_recorded_day_does_not_reach_is_found(project):
    spoil(project, UNREACHED)

    words = [fault.route for fault in UNREACHED]
    exploration = explored(project, 1, *words, "--examples", "80")

    assert set(words) - found_on(exploration).keys() == set()


@pytest.mark.slow
def test_two_thousand_generated_requests_to_the_example_are_answered_alike(project):
    exploration = explored(project, 0, "--examples", "40")

    assert exploration["compared"] >= 2000
