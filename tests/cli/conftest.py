"""A small migration on disk, made through the same functions as a real one, and a way to run verbs."""

import json
import sys
from dataclasses import dataclass

import pytest

from migrator.cli import main
from migrator.introspect.specs import write_specs
from migrator.model.app import AppSpec, Module
from migrator.model.benchmark import BenchmarkOutcome, BenchmarkResult, Comparison, Ratio
from migrator.model.codec import to_json
from migrator.model.place import Place
from migrator.model.route import Function, RouteSpec
from migrator.model.translation import Reason
from migrator.model.verdict import Difference, Excuse, Outcome, ReplayVerdict, RouteVerdict
from migrator.project.project import Project
from migrator.steps.evidence import save_comparisons
from migrator.steps.verdicts import save_verdict

AT = "2026-11-23T12:00:00+00:00"
VIEWS = "async def listar():\n    return 1\n"
_RULES = (
    ("main.listar", "/p", ("GET", "HEAD", "OPTIONS")),
    ("main.ver", "/p/<int:pid>", ("GET", "HEAD", "OPTIONS")),
    ("main.apagar", "/p/<int:pid>", ("DELETE", "OPTIONS")),
    ("main.criar", "/p/novo", ("OPTIONS", "POST")),
    ("main.ws", "/ws", ("GET", "HEAD", "OPTIONS")),
    ("main.nunca", "/nunca", ("GET", "HEAD", "OPTIONS")),
)
ROUTES = tuple(
    RouteSpec(
        endpoint,
        rule,
        methods,
        position,
        Function("views", endpoint, place=Place("views.py", 10 * position + 1)),
        blueprint="main",
    )
    for position, (endpoint, rule, methods) in enumerate(_RULES)
)
SPEC = AppSpec("app:app", "app", "app", "", ".", "3.11", {}, ROUTES, (Module("app", "app.py"),))
REFUSED = Reason("views.py", 41, "flask_sock.Sock", "websockets stay on Flask", "keep it there")
WRONG = Difference("status", "status", "201", "500", 4, "J18", "views.py:31", 2)
_RESULT = BenchmarkResult("new", 100, 0, 50.0, 1.0, 2.0, 3.0)


def _verdict():
    routes = (
        RouteVerdict(
            "main.criar", "/p/novo", Outcome.DIFFERENT, 2, ("POST",), (WRONG,), (), "views.py:31"
        ),
        RouteVerdict(
            "main.ws", "/ws", Outcome.UNKNOWN, 0, source="views.py:41", why="stays on Flask"
        ),
        RouteVerdict(
            "main.nunca", "/nunca", Outcome.UNKNOWN, 0, why="the recording has no request for it"
        ),
        RouteVerdict(
            "main.listar",
            "/p",
            Outcome.SAME,
            7,
            ("GET",),
            (),
            (Excuse("server-headers", "they belong to the server", 7),),
            "views.py:1",
        ),
        RouteVerdict("main.ver", "/p/<int:pid>", Outcome.SAME, 5, ("GET", "HEAD")),
        RouteVerdict("main.apagar", "/p/<int:pid>", Outcome.SAME, 1, ("DELETE",)),
    )
    return ReplayVerdict(Outcome.DIFFERENT, 15, routes)


def _grade(route):
    refused = route.endpoint == "main.ws"
    return {
        "endpoint": route.endpoint,
        "rule": route.rule,
        "methods": list(route.methods),
        "grade": "refused" if refused else "async",
        "reasons": [to_json(REFUSED)] if refused else [],
    }


@dataclass
class Migration:
    """A project folder in which everything up to the cutover has happened."""

    project: Project

    @property
    def table(self):
        path = self.project.cutover_file
        return json.loads(path.read_text())["patterns"] if path.is_file() else {}

    @property
    def events(self):
        path = self.project.ledger_file
        lines = path.read_text().splitlines() if path.is_file() else []
        return [json.loads(line) for line in lines]

    def edit_code(self):
        (self.project.out / "views.py").write_text(VIEWS.replace("1", "2"))


@pytest.fixture
def migration(tmp_path, monkeypatch):
    project = Project.here(tmp_path)
    project.out.mkdir()
    (project.out / "views.py").write_text(VIEWS)
    (project.out / "requirements.txt").write_text("fastapi==1\n")
    (tmp_path / "app.py").write_text("app = Flask(__name__)\n")
    write_specs(project.route_specs, SPEC)
    grades = {"format": 1, "routes": [_grade(route) for route in ROUTES], "files": {}}
    project.scaffold_file.write_text(json.dumps(grades))
    project.recordings.mkdir(parents=True)
    project.recording_file.write_text("{}\n")
    save_verdict(project, _verdict(), AT)
    ratios = (Ratio("p50", 0.4, 0.3, 0.5), Ratio("p95", 0.5, 0.4, 0.6))
    passed = Comparison("main.listar", "/p", BenchmarkOutcome.PASS, _RESULT, _RESULT, ratios)
    save_comparisons(project, [passed], AT)
    monkeypatch.chdir(tmp_path)
    return Migration(project)


@dataclass
class Ran:
    """What a verb printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def migrator(monkeypatch, capsys):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["migrator", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run
