"""The example's own pytest suite is a recording that replays to SAME."""

import json

import pytest

from tests.journey.conftest import run


@pytest.mark.slow
def test_the_suite_of_the_example_replays_to_the_same(project):
    done = run(project, "record", "--pytest", "-q -p no:randomly -p no:cacheprovider", "--json")
    assert done.returncode == 0, done.stderr
    recording = json.loads(done.stdout)["recording"]
    assert recording["exchanges"] >= 400
    assert recording["routes"] == recording["known"]

    done = run(project, "replay", "--json")

    verdict = json.loads(done.stdout)["verdict"]
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert verdict["outcome"] == "same"
    # Two tests replace a function of the app to see its page for status 500.
    assert sum(route.get("strayed", 0) for route in verdict["routes"]) == 2
