"""Whole projects with the constructs that real ones have (tests/apps), before and after.

Each has a ``day.http``: what is asked, in order, with cookies. It is inspected, translated for both
drivers, run beside its Flask original on databases of their own; every answer and every document
that is left must be equal. What is refused is listed here, with its reason, and nothing else is.
"""

import json
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import schemathesis

from migrator.introspect.run import introspect
from migrator.model.translation import Grade
from migrator.project.project import Project
from migrator.scaffold.assemble import Look, assemble
from migrator.translate.translate import translate
from migrator.twins.mongo import embedded_server
from tests.translate.cases import read_requests
from tests.translate.differential import DRIVERS, job, run_sides
from tests.translate.shared_runs import SharedRuns

APPS = Path(__file__).parents[1] / "apps"
PARTS = 2


@dataclass(frozen=True)
class Shape:
    """A project, the constructs of CORPUS.md in it, what of it stays on Flask, and in a thread."""

    name: str
    constructs: tuple[int, ...]
    app: str = "app:app"
    refused: tuple[tuple[str, str], ...] = ()
    threaded: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


RELATORIOS = "anotar depois estoque numero ordem pagina planilha soma venda"
SHAPES = [
    Shape("layered_shop", (1, 2, 4, 5, 12)),
    Shape("guarded_panel", (3, 6, 7, 8, 9, 10)),
    Shape("two_logins", (11,)),
    Shape("late_globals", (13, 14), "app:create_app()"),
    Shape("answer_conventions", (15, 16, 17, 18, 19)),
    Shape("rule_zoo", (20, 21)),
    Shape("open_transactions", (22,)),
    Shape("kept_files", (23,)),
    Shape("slow_work", (24,)),
    Shape("broken_parts", (25,)),
    Shape(
        "mixed_grades",
        (),
        refused=(("antigo", "it looks like a PyMongo call"),),
        threaded=(
            *(f"acesso.{name}" for name in ("entrar", "eu")),
            *(f"relatorios.{name}" for name in RELATORIOS.split()),
        ),
    ),
]


def prepare(shape: Shape, folder: Path, uri: str) -> tuple[dict, dict, dict]:
    """The jobs of one project by side, the reasons by grade and route, and what is documented."""
    source = shutil.copytree(APPS / shape.name, folder / "flask")
    project = Project.here(source, app=shape.app, python=None)
    spec = introspect(project, environ={"MONGO_URI": uri})
    requests = read_requests((APPS / shape.name / "day.http").read_text())
    jobs = {"flask": job(shape.name, requests, source, shape.app)}
    reasons = {Grade.REFUSED: {}, Grade.THREADED: {}, Grade.ASYNC: {}}
    for driver in DRIVERS:
        found = translate(spec, source, package="generated_app", driver=driver)
        for route in found.routes:
            why = [f"{r.file}:{r.line} {r.construct}: {r.why}" for r in route.reasons]
            reasons[route.grade].setdefault(route.endpoint, []).extend(why)
        files = assemble(spec, found, source, Look("generated_app", driver))
        for name, content in files.items():
            path = folder / driver / "generated_app" / name
            if not name.startswith("compat/"):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        jobs[driver] = job(shape.name, requests, folder / driver)
    return jobs, reasons, json.loads(files["openapi.json"])


def outcomes(shapes: list[Shape], folder: Path) -> dict:
    """What projects say, by side and name."""
    jobs = {side: [] for side in ("flask", *DRIVERS)}
    grades, documents = {}, {}
    with embedded_server(folder / "database-inspect") as server:
        for shape in shapes:
            found, reasons, documents[shape.name] = prepare(
                shape, folder / shape.name, server.database_uri("loja")
            )
            grades[shape.name] = reasons
            for side, item in found.items():
                jobs[side].append(item)
    return {"grades": grades, "documents": documents, **run_sides(jobs, folder)}


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """The projects in parts, each run once."""
    return SharedRuns(
        tmp_path_factory, "projects", [partial(outcomes, SHAPES[n::PARTS]) for n in range(PARTS)]
    )


@pytest.fixture
def found(runs, shape):
    """What the part with this project found."""
    return runs.result(SHAPES.index(shape) % PARTS)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_what_is_refused_is_listed_with_its_reason(shape, found):
    refused = found["grades"][shape.name]["refused"]

    assert set(refused) == {endpoint for endpoint, _ in shape.refused}, refused
    for endpoint, why in shape.refused:
        assert any(why in line for line in refused[endpoint]), refused[endpoint]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_what_runs_in_threads_is_listed_and_has_reasons(shape, found):
    threaded = found["grades"][shape.name]["threaded"]

    assert sorted(threaded) == sorted(shape.threaded)
    assert all(threaded.values())


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_project_answers_and_leaves_what_it_did(shape, driver, found):
    old, new = found["flask"][shape.name], found[driver][shape.name]
    asked = read_requests((APPS / shape.name / "day.http").read_text())

    assert len(old["answers"]) == len(asked)
    for request, before, after in zip(asked, old["answers"], new["answers"], strict=True):
        assert after == before, request
    assert new["left"] == old["left"]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_what_is_documented_of_a_project_is_openapi(shape, found):
    document = found["documents"][shape.name]
    whole = {"openapi": "3.1.0", "info": {"title": shape.name, "version": "1"}, **document}

    schemathesis.openapi.from_dict(whole).validate()
    assert document["paths"]


def test_every_hard_construct_has_a_project():
    assert {number for shape in SHAPES for number in shape.constructs} == set(range(1, 26))
