"""The example's day, scrubbed: the names and passwords of its people are gone, and it replays."""

import pytest

from migrator.project.project import Project
from migrator.traffic.recording import read_exchanges
from tests.journey.conftest import run


def test_the_day_holds_no_person_after_a_scrub(project):
    before = run(project, "scrub", "--check")
    done = run(project, "scrub")
    hay = b"".join(
        path.read_bytes() for path in Project.here(project).recordings.rglob("*") if path.is_file()
    )

    assert (before.returncode, done.returncode) == (1, 0), done.stderr
    assert "admin123" not in before.stdout
    for secret in (b"ana@estoque", b"ana%40estoque", b"admin123", b"operador123"):
        assert secret not in hay
    assert len(list(read_exchanges(Project.here(project).recording_file))) == 448


@pytest.mark.slow
def test_the_scrubbed_day_replays_to_same(project):
    assert run(project, "scrub").returncode == 0

    done = run(project, "replay")

    assert done.returncode == 0, done.stdout
    assert "SAME: 448 exchanges" in done.stdout
