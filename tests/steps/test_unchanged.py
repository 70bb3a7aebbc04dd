"""A second scaffold does nothing exactly when it would do the same again."""

import os
import shutil
from pathlib import Path

import pytest

from migrator.introspect.run import introspect
from migrator.introspect.specs import read_specs, write_specs
from migrator.project.project import Project
from migrator.steps import scaffold as step
from migrator.steps import unchanged
from migrator.steps.unchanged import inputs_digest, last_run

APP = Path(__file__).parents[1] / "apps" / "waits_for_others"


def prepared(folder):
    root = Path(shutil.copytree(APP, folder / "shop"))
    for name in ("templates", "static"):
        (root / name).mkdir()
        (root / name / "a.txt").write_text("a")
    (root / "requirements.txt").write_text("requests\n-r more.txt\n")
    return Project.here(root, app="app:create_app()")


@pytest.fixture(scope="module")
def inspected(tmp_path_factory):
    found = prepared(tmp_path_factory.mktemp("inspected"))
    write_specs(found.route_specs, introspect(found))
    return found


@pytest.fixture
def project(inspected, tmp_path):
    """A copy of the inspected project that a test may change."""
    root = Path(shutil.copytree(inspected.root, tmp_path / "shop"))
    return Project.here(root, app="app:create_app()")


def append(name, text="\n"):
    def change(project):
        path = project.root / name
        path.write_text((path.read_text() if path.exists() else "") + text)

    return change


def settings(**values):
    def change(project):
        lines = "".join(f"{name} = {value}\n" for name, value in values.items())
        (project.root / "pyproject.toml").write_text(f"[tool.migrator]\n{lines}")

    return change


def older(project):
    os.utime(project.root / "static/a.txt", (1, 1))


CHANGES = {
    "a module": append("frete.py", "# x\n"),
    "a module that is new": append("pacote/novo.py"),
    "the facts": append("route_specs/app.json", " "),
    "a template": append("templates/a.txt"),
    "a static file": append("static/a.txt"),
    "the time of a static file": older,
    "the requirements": append("requirements.txt", "six\n"),
    "requirements that these name": append("more.txt", "six\n"),
    "the driver": settings(driver='"pymongo-async"'),
    "the package": settings(out='"other"'),
    "whether reads are gathered": settings(gather="true"),
    "what is given up": settings(give_up='["sorted-json-keys"]'),
}
NO_CHANGES = {
    "nothing": print,
    "a file that is not read": append("NOTES.txt"),
    "bytecode": append("__pycache__/frete.py"),
    "the generated application": append("generated_app/x.py"),
    "a virtual environment": append(".venv/lib/x.py"),
}


def digest_of(project):
    again = Project.here(project.root, app="app:create_app()")
    return inputs_digest(again, read_specs(again.route_specs))


@pytest.mark.parametrize("name", [*CHANGES, *NO_CHANGES])
def test_the_digest_stands_for_all_that_is_read(project, name):
    for folder in ("pacote", "__pycache__", "generated_app", ".venv/lib"):
        (project.root / folder).mkdir(parents=True, exist_ok=True)
    before = digest_of(project)

    {**CHANGES, **NO_CHANGES}[name](project)

    spec_is_the_same = name == "the facts"  # a space more: read as the same facts
    assert (digest_of(project) == before) is (name in NO_CHANGES or spec_is_the_same)


def test_another_toolkit_translates_anew(project, monkeypatch, tmp_path):
    before = digest_of(project)
    (tmp_path / "toolkit").mkdir()
    (tmp_path / "toolkit" / "a.py").write_text("")

    monkeypatch.setattr(unchanged, "_TOOLKIT", tmp_path / "toolkit")

    assert digest_of(project) != before


class Translated(Exception):
    """The engine was asked."""


def refuse(*_, **__):
    raise Translated


def test_a_second_run_says_the_same_without_translating(project, monkeypatch):
    first = step.scaffold(project, say=print)
    monkeypatch.setattr("migrator.steps.putting.drafts", refuse)

    second = step.scaffold(project, say=print)
    narrowed = step.scaffold(project, ["/saude"], say=print, dry_run=True)

    assert second.translation.routes == first.translation.routes
    assert second.translation.notes == first.translation.notes
    assert (second.files, second.changes.is_empty) == (first.files, True)
    assert [route.endpoint for route in narrowed.translation.routes] == ["pedidos.saude"]
    for change in (append("generated_app/frete.py"), append("route_specs/scaffold.json")):
        kept = {p: p.read_bytes() for p in project.root.rglob("*.[pj]*") if p.is_file()}
        change(project)
        with pytest.raises(Translated):
            step.scaffold(project, say=print)
        for path, content in kept.items():
            path.write_bytes(content)
    (project.out / "correio.py").unlink()
    with pytest.raises(Translated):
        step.scaffold(project, say=print)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', '{"format": 1}'])
def test_a_memory_that_cannot_be_read_is_no_memory(project, text):
    project.state.mkdir(exist_ok=True)
    (project.state / "scaffold-inputs.json").write_text(text)

    assert last_run(project, digest_of(project)) is None
