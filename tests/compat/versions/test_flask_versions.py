"""Compat answers as the Flask and the werkzeug that a project came from."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import record
from ask_compat import answers, answers_by_chance
from chance import chance_questions
from questions import APPS, questions

TABLE = record.table()
RECORDED = record.read()
NOT_KEPT = [row for row in TABLE if "kept" in row]
ASKED = sum(len(questions(app)) for app in APPS)


@pytest.fixture(scope="module")
def newest():
    return record.answers_of()


def without_server(answer, name):
    """What ASGI leaves to the server: the date, and the body of a HEAD."""
    status, headers, body = answer
    kept = [header for header in headers if header[0] != "date"]
    return [status, kept, "" if name == "HEAD" else body]


def wrong(theirs, ours):
    return {
        f"{app}: {name}" if app != "plain" else name: (answer, ours[app][name])
        for app, asked in theirs.items()
        for name, answer in asked.items()
        if without_server(answer, name) != without_server(ours[app][name], name)
    }


@pytest.mark.filterwarnings("ignore:Current server name")
def test_compat_answers_as_the_newest(newest):
    assert wrong(newest, answers(None, None)) == {}


LAST = {"2.2.5", "2.3.3", "3.0.3", "3.1.2"}  # of their minor versions; the first ones take time
FIRST = [pytest.param(flask, marks=pytest.mark.slow) for flask in {**record.VERSIONS}.keys() - LAST]


@pytest.mark.parametrize("flask", [*sorted(LAST), *sorted(FIRST, key=str)])
@pytest.mark.filterwarnings("ignore:Current server name")
def test_compat_answers_as_an_older_flask(newest, flask):
    theirs = {app: {**asked, **RECORDED[flask].get(app, {})} for app, asked in newest.items()}

    found = wrong(theirs, answers(flask, record.VERSIONS[flask]))

    assert {name for name in found if not any(record.shows(row, name) for row in NOT_KEPT)} == set()


@pytest.mark.parametrize("flask", record.VERSIONS)
def test_every_difference_that_was_recorded_is_in_the_table(flask):
    names = record.names_in(RECORDED[flask])

    assert [name for name in names if not any(record.shows(row, name) for row in TABLE)] == []


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["what"])
def test_every_row_of_the_table_was_seen(row):
    names = {name for flask in RECORDED for name in record.names_in(RECORDED[flask])}

    for pattern in row["shown_by"]:
        assert any(record.shows({"shown_by": [pattern]}, name) for name in names), pattern


def test_the_page_is_the_table():
    assert record.PAGE.read_text("utf-8") == record.page()
    assert ASKED > 500


def different_by_chance(theirs, flask, werkzeug, *chance):
    ours = answers_by_chance(flask, werkzeug, *chance)
    asked = chance_questions(*chance)
    return {
        str(asked[name]): (answer, ours[name])
        for name, answer in theirs.items()
        if sent(answer) != sent(ours[name])
    }


def sent(answer):
    """What arrives: space around the value of a header does not."""
    status, headers, body = answer
    return [status, [[k, v.strip()] for k, v in headers if k != "date"], body]


def test_compat_answers_random_requests_as_the_newest():
    chance = (5, 600)

    assert different_by_chance(record.answers_of(None, *chance), None, None, *chance) == {}


@pytest.mark.slow
@pytest.mark.parametrize("flask", record.VERSIONS)
def test_compat_answers_random_requests_as_an_older_flask(flask, tmp_path):
    chance = (5, 4000)
    if not registry_answers(tmp_path / "flask", flask):
        pytest.skip("no package registry can be reached")

    theirs = record.answers_of(tmp_path / "flask", *chance)

    assert different_by_chance(theirs, flask, record.VERSIONS[flask], *chance) == {}


def registry_answers(folder, flask):
    try:
        record.install(folder, flask, record.VERSIONS[flask])
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    return True


@pytest.mark.slow
def test_the_recorded_answers_are_those_of_the_real_versions(newest, tmp_path):
    if not registry_answers(tmp_path / "any", "3.0.3"):
        pytest.skip("no package registry can be reached")

    assert record.record(tmp_path, newest) == RECORDED
