"""Every mistake is found, with its route and what differs there, and no other route is blamed."""

import json
import shutil
from pathlib import Path

import pytest

from tests.journey.conftest import run
from tests.journey.faults import FAULTS, RACE, rounds, spoil

ROUNDS = rounds(FAULTS)


def test_there_are_at_least_sixty_faults_of_three_kinds():
    assert len({fault.name + fault.route for fault in FAULTS}) == len(FAULTS) >= 60
    assert {fault.aspect for fault in FAULTS} >= {"body", "status", "header", "cookie"}
    assert {fault.aspect for fault in FAULTS} >= {"database", "commands", "loop"}


def replayed(project, *words, code=1):
    """The verdict of each route, and the aspects of those that differ."""
    done = run(project, "replay", "--json", *words)
    assert done.returncode == code, done.stderr + done.stdout[-2000:]
    routes = json.loads(done.stdout)["verdict"]["routes"]
    return routes, {
        route["endpoint"]: {difference["aspect"] for difference in route["differences"]}
        for route in routes
        if route["outcome"] == "different"
    }


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_each_fault_is_found_with_its_route_and_no_other_is_blamed(project, number):
    faults = ROUNDS[number]
    spoil(project, faults)

    routes, found = replayed(project)

    assert found.keys() == {fault.route for fault in faults}
    for fault in faults:
        assert fault.aspect in found[fault.route], fault.name
    assert {route["outcome"] for route in routes} == {"same", "different"}


@pytest.mark.slow
def test_a_race_is_found_in_the_recorded_time_and_only_there(project):
    shutil.copy(Path(__file__).with_name("race.py"), project)
    made = run(project, "record", "--drive", "race.py")
    assert made.returncode == 0, made.stderr
    assert replayed(project, "--speed", "1", code=0)[1] == {}
    spoil(project, [RACE])

    one_by_one, in_time = replayed(project)[1], replayed(project, "--speed", "1")

    assert one_by_one == {RACE.route: {"commands"}}
    assert in_time[1] == {RACE.route: {RACE.aspect}}
    (route,) = (item for item in in_time[0] if item["endpoint"] == RACE.route)
    places = {difference["where"].partition(".")[2] for difference in route["differences"]}
    assert "quantidade" in places
