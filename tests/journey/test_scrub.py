"""The example's day, recorded: the names and passwords of its people are gone, and it replays."""

import pytest

from migrator.project.project import Project
from migrator.traffic.recording import read_exchanges
from tests.journey.conftest import run


def test_the_recorded_day_holds_no_person(project):
    done = run(project, "scrub", "--check")
    state = Project.here(project).state
    hay = b"".join(
        path.read_bytes()
        for folder in (state / "recordings", state / "logs")
        for path in folder.rglob("*")
        if path.is_file()
    )

    assert done.returncode == 0, done.stdout
    for secret in (b"ana@estoque", b"ana%40estoque", b"admin123", b"operador123"):
        assert secret not in hay
    assert len(list(read_exchanges(Project.here(project).recording_file))) == 448


@pytest.mark.slow
def test_the_recorded_day_replays_to_same_and_leaves_no_secret_behind(project):
    done = run(project, "replay")

    assert done.returncode == 0, done.stdout
    assert "SAME: 448 exchanges" in done.stdout
    after = run(project, "scrub", "--check")
    assert after.returncode == 0, after.stdout
