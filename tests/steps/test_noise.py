"""What was learned of Flask comes back from disk, and only for the app and recording it is of."""

import json

import pytest

from migrator.compare.judged import JudgedExchange
from migrator.errors import UsageError
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.verdict import Difference
from migrator.project.project import Project
from migrator.steps.noise import add_noise, load_noise

AT = Difference("body", "/at", 'string "12:00:01"', 'string "12:00:02"', 1)


@pytest.fixture
def project(tmp_path):
    project = Project.here(tmp_path)
    (project.snapshot / "shop").mkdir(parents=True)
    project.recording_file.write_text("{}\n")
    return project


def play(*differences):
    exchange = Exchange(1, "s", 0.0, Request("GET", "/"), Answer(200), "main", "/")
    return [JudgedExchange(exchange, differences)]


def test_each_play_adds_to_what_was_learned_before(project):
    add_noise(project, project.recording_file, play(AT), frozen=False)
    saved = add_noise(project, project.recording_file, play(), frozen=False)

    assert load_noise(project, project.recording_file, frozen=False) == saved
    assert (saved.runs, saved.compared[0].exchanges) == (2, 2)
    assert [(place.where, place.differed) for place in saved.places] == [("/at word 2", 1)]


def test_clocks_that_run_and_clocks_that_stand_are_learned_apart(project):
    add_noise(project, project.recording_file, play(AT), frozen=False)
    still = add_noise(project, project.recording_file, play(), frozen=True)

    assert still.places == ()
    assert load_noise(project, project.recording_file, frozen=True) == still
    assert load_noise(project, project.recording_file, frozen=False).runs == 1


def test_the_same_plays_write_the_same_file(project):
    add_noise(project, project.recording_file, play(AT), frozen=True)
    once = project.noise_file.read_bytes()
    project.noise_file.unlink()

    add_noise(project, project.recording_file, play(AT), frozen=True)

    assert project.noise_file.read_bytes() == once


def test_noise_of_another_recording_is_none(project):
    add_noise(project, project.recording_file, play(AT), frozen=False)
    project.recording_file.write_text('{"another": 1}\n')

    assert load_noise(project, project.recording_file, frozen=False) is None


def test_a_file_of_another_shape_is_named(project):
    add_noise(project, project.recording_file, play(AT), frozen=False)
    data = json.loads(project.noise_file.read_text())
    project.noise_file.write_text(json.dumps({**data, "noise": [{"runs": "many"}]}))

    with pytest.raises(UsageError, match=r"noise\.json"):
        load_noise(project, project.recording_file, frozen=False)
