"""A verdict is kept as a whole and route by route, and no part lends its age to another."""

import json

import pytest

from migrator.introspect.specs import write_specs
from migrator.model.app import AppSpec
from migrator.model.route import Function, RouteSpec
from migrator.model.verdict import Difference, Outcome, ReplayVerdict, RouteVerdict
from migrator.project.project import Project
from migrator.steps.proof import gather
from migrator.steps.verdicts import load_verdict, save_part, save_verdict

A, B = ("a", "/a"), ("b", "/b/<int:n>")
NEVER = RouteVerdict("", "", Outcome.SAME, 1, why="no rule matched; Flask answered 404")


def route(endpoint, rule, position):
    view = Function("function", "app", endpoint)
    return RouteSpec(endpoint, rule, ("GET",), position, view)


@pytest.fixture
def project(tmp_path):
    project = Project.here(tmp_path)
    routes = (route(*A, 0), route(*B, 1))
    spec = AppSpec("app:app", "app", "app", "", ".", "3.11", {}, routes)
    write_specs(project.route_specs, spec)
    project.out.mkdir()
    (project.out / "main.py").write_text("app = 1\n")
    return project


def verdict(*outcomes, unmatched=()):
    routes = tuple(
        RouteVerdict(*rule, outcome, 2, ("GET",))
        for rule, outcome in zip((A, B), outcomes, strict=False)
        if outcome
    )
    return ReplayVerdict(Outcome.SAME, 2 * len(routes), routes, unmatched=unmatched)


def outcomes(saved):
    return {item.endpoint: item.outcome.value for item in saved.verdict.routes}


def test_each_route_has_a_file_named_as_its_facts(project):
    save_verdict(project, verdict("same", "different"), "now")

    assert sorted(path.name for path in project.verdicts.iterdir()) == ["a.json", "b.json"]
    data = json.loads((project.verdicts / "b.json").read_text())
    assert (data["format"], data["at"]) == (1, "now")
    assert data["verdict"]["outcome"] == "different"
    assert list(data) == sorted(data)


def test_a_part_changes_only_its_own_routes(project):
    save_verdict(project, verdict(Outcome.SAME, Outcome.DIFFERENT), "first", {"code": "1"})
    other = (project.verdicts / "a.json").read_bytes()

    save_part(project, verdict(None, Outcome.SAME), "second", {"code": "2"})

    saved = load_verdict(project)
    assert outcomes(saved) == {"a": "same", "b": "same"}
    assert saved.verdict.outcome is Outcome.SAME
    assert saved.origin(A) == ("first", {"code": "1"})
    assert saved.origin(B) == ("second", {"code": "2"})
    assert (project.verdicts / "a.json").read_bytes() == other


def test_a_part_that_differs_makes_the_whole_differ(project):
    save_verdict(project, verdict(Outcome.SAME, Outcome.SAME), "first", {})

    save_part(project, verdict(Outcome.DIFFERENT), "second", {})

    assert load_verdict(project).verdict.outcome is Outcome.DIFFERENT


def test_a_newer_part_replaces_an_older_one(project):
    save_verdict(project, verdict(Outcome.SAME, Outcome.SAME), "1", {"code": "1"})
    save_part(project, verdict(Outcome.SAME, Outcome.SAME), "2", {"code": "2"})

    save_part(project, verdict(None, Outcome.DIFFERENT), "3", {"code": "3"})

    saved = load_verdict(project)
    assert [(part.rules, part.at) for part in saved.parts] == [((A,), "2"), ((B,), "3")]
    assert outcomes(saved)["b"] == "different"


def test_a_whole_replay_ends_all_parts_and_files_of_routes_that_went(project):
    save_verdict(project, verdict(Outcome.SAME, Outcome.SAME), "1", {"code": "1"})
    save_part(project, verdict(None, Outcome.SAME), "2", {"code": "2"})

    save_verdict(project, verdict(Outcome.SAME), "3", {"code": "3"})

    saved = load_verdict(project)
    assert saved.parts == ()
    assert [path.name for path in project.verdicts.iterdir()] == ["a.json"]


def test_what_no_rule_matched_and_the_end_states_stay_those_of_the_whole(project):
    ended = (Difference("database", "c[1]", "1", "2"),)
    whole = verdict(Outcome.SAME, Outcome.SAME, unmatched=(NEVER,))
    save_verdict(project, ReplayVerdict(Outcome.DIFFERENT, 5, whole.routes, ended, (NEVER,)), "1")

    save_part(project, verdict(Outcome.SAME), "2", {})

    saved = load_verdict(project).verdict
    assert (saved.end_state, saved.unmatched) == (ended, (NEVER,))
    assert (saved.outcome, saved.compared) == (Outcome.DIFFERENT, 5)


def test_a_part_without_a_whole_is_all_there_is(project):
    save_part(project, verdict(Outcome.SAME), "now", {"code": "1"})

    saved = load_verdict(project)
    assert outcomes(saved) == {"a": "same"}
    assert saved.origin(A) == ("now", {"code": "1"})


def test_a_verdict_of_the_first_format_is_read(project):
    save_verdict(project, verdict(Outcome.SAME), "now")
    data = json.loads(project.verdict_file.read_text())
    project.verdict_file.write_text(json.dumps({**data, "format": 1}))

    assert outcomes(load_verdict(project)) == {"a": "same"}


def test_changed_code_makes_the_whole_stale_and_not_what_was_replayed_since(project):
    save_verdict(project, verdict(Outcome.SAME, Outcome.SAME), "1")
    (project.out / "main.py").write_text("app = 2\n")
    proof = gather(project).proof
    a, b = gather(project).spec.routes
    assert "code" in proof.stale_for(a)

    from migrator.steps.digests import current_digests

    save_part(project, verdict(Outcome.SAME), "2", current_digests(project))

    proof = gather(project).proof
    assert "code" not in proof.stale_for(a)
    assert "code" in proof.stale_for(b)

    (project.out / "main.py").write_text("app = 1\n")

    proof = gather(project).proof
    assert "code" in proof.stale_for(a)
    assert "code" not in proof.stale_for(b)
