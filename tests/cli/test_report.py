"""``migrator report`` writes one HTML file that is complete, safe and needs nothing else."""

import json
import re
from html.parser import HTMLParser

import pytest

from migrator.model.codec import to_json
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.model.verdict import Difference, Outcome, ReplayVerdict, RouteVerdict
from migrator.steps.verdicts import save_verdict
from migrator.traffic.recording import RecordingWriter

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="x">'


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in {"meta", "br", "img"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, _attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def elements(text):
    parser = Elements()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser


def record(project, *exchanges):
    with RecordingWriter(project.recording_file, RecordingHead(1, "app:app", "now")) as writer:
        for exchange in exchanges:
            writer.write(exchange)


@pytest.fixture
def written(migration, migrator):
    request = Request("POST", "/p/novo", (("Cookie", "session=s3cr3t"),), b'{"nome":"Caneta"}')
    record(migration.project, Exchange(4, "s", 0, request, Answer(201), "main.criar", "/p/novo"))
    migrator("cutover", "main.listar", "--to", "shadow")
    migrator("rollback", "/p")

    ran = migrator("report")

    assert ran.code == 0
    assert ran.out.strip() == str(migration.project.report_file)
    return migration.project.report_file.read_text()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("main.listar", id="every rule"),
        pytest.param("different (2)", id="outcome and count"),
        pytest.param("views.py:31", id="source line of a difference"),
        pytest.param("curl -i -X POST http://localhost:8000/p/novo", id="command"),
        pytest.param("views.py:41", id="place of a refusal"),
        pytest.param("websockets stay on Flask", id="reason of a refusal"),
        pytest.param("keep it there", id="what to do about it"),
        pytest.param("0.40 to 0.60", id="interval"),
        pytest.param("server-headers", id="tolerance"),
        pytest.param("<strong>rollback</strong>", id="ledger"),
        pytest.param("J18", id="cause"),
    ],
)
def test_the_report_has(written, text):
    assert text in written


def test_the_report_loads_nothing_and_runs_nothing(written):
    found = elements(written)

    assert "link" not in found.tags
    assert "img" not in found.tags
    assert not re.search(r"url\(|@import|https?://(?!localhost)", written)
    scripts = [value for tag, name, value in found.attributes if (tag, name) == ("script", "type")]
    assert scripts == ["application/json"]
    assert found.tags.count("script") == 1
    assert not [name for _, name, _ in found.attributes if name.startswith("on")]


def test_the_report_can_be_read_by_everyone(written):
    found = elements(written)

    assert ("html", "lang", "en") in found.attributes
    assert found.tags.count("table") == found.tags.count("caption")
    assert found.tags.count("h1") == 1
    headers = found.tags.count("th")
    assert headers == sum((tag, name) == ("th", "scope") for tag, name, _ in found.attributes)
    assert "prefers-color-scheme: dark" in written


def test_no_cookie_of_the_recording_is_in_the_report(written):
    assert "s3cr3t" not in written


def test_the_raw_facts_are_embedded(written):
    data = json.loads(re.search(r'id="data">(.*?)</script>', written, re.DOTALL)[1])

    assert data["status"]["progress"]["found"] == 6
    assert data["verdict"]["routes"][0]["endpoint"] == "main.criar"
    assert [event["kind"] for event in data["ledger"]] == ["cutover", "rollback"]


def test_what_the_traffic_says_is_shown_and_never_run(migration, migrator):
    difference = Difference("body", HOSTILE, HOSTILE, HOSTILE, 1)
    route = RouteVerdict("main.criar", "/p/novo", Outcome.DIFFERENT, 1, (), (difference,))
    save_verdict(migration.project, ReplayVerdict(Outcome.DIFFERENT, 1, (route,)), "now")
    request = Request("GET", f"/{HOSTILE}", ((HOSTILE, HOSTILE),), HOSTILE.encode())
    record(migration.project, Exchange(1, "s", 0, request, Answer(200)))

    migrator("report")

    text = migration.project.report_file.read_text()
    found = elements(text)
    assert "img" not in found.tags
    assert found.tags.count("script") == 1
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])
    assert data["verdict"]["routes"][0]["differences"][0] == to_json(difference)


def test_before_anything_was_done_there_is_a_report_of_rules(migration, migrator):
    for path in ("scaffold_file", "verdict_file", "benchmark_file", "recording_file"):
        getattr(migration.project, path).unlink()

    assert migrator("report").code == 0

    text = migration.project.report_file.read_text()
    elements(text)
    assert "last replay: never" in text
    assert "Nothing was benchmarked yet." in text


def test_stale_evidence_is_said_at_the_top(migration, migrator):
    migration.edit_code()

    migrator("report")

    assert "code changed since the replay" in migration.project.report_file.read_text()


def test_the_report_goes_where_it_is_told(migration, migrator, tmp_path):
    ran = migrator("report", "--output", str(tmp_path / "x" / "r.html"), "--json")

    assert ran.json["report"] == str(tmp_path / "x" / "r.html")
    assert (tmp_path / "x" / "r.html").is_file()


def test_without_specs_there_is_no_report(tmp_path, monkeypatch, migrator):
    monkeypatch.chdir(tmp_path)

    assert migrator("report").code == 4
