"""Every mistake is found, with its route and what differs there, and no other route is blamed."""

import json

import pytest

from tests.journey.conftest import run
from tests.journey.faults import FAULTS, rounds, spoil

ROUNDS = rounds(FAULTS)


def test_there_are_at_least_sixty_faults_of_three_kinds():
    assert len({fault.name + fault.route for fault in FAULTS}) == len(FAULTS) >= 60
    assert {fault.aspect for fault in FAULTS} >= {"body", "status", "header", "cookie"}
    assert {fault.aspect for fault in FAULTS} >= {"database", "commands", "loop"}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_each_fault_is_found_with_its_route_and_no_other_is_blamed(project, number):
    faults = ROUNDS[number]
    spoil(project, faults)

    done = run(project, "replay", "--json")

    assert done.returncode == 1, done.stderr
    routes = json.loads(done.stdout)["verdict"]["routes"]
    found = {
        route["endpoint"]: {difference["aspect"] for difference in route["differences"]}
        for route in routes
        if route["outcome"] == "different"
    }
    assert found.keys() == {fault.route for fault in faults}
    for fault in faults:
        assert fault.aspect in found[fault.route], fault.name
    assert {route["outcome"] for route in routes} == {"same", "different"}
