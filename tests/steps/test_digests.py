"""Digests change with what matters and with nothing else."""

from dataclasses import replace

import pytest

from migrator.introspect.specs import write_specs
from migrator.model.app import AppSpec, Module
from migrator.model.place import Place
from migrator.model.route import Function, RouteSpec
from migrator.project.project import Project
from migrator.steps.digests import current_digests, stale_parts

VIEW = '''"""Views."""

async def listar():
    """Lista."""
    return {"total": 1}
'''

LEGACY = "app = Flask(__name__)\n"
VER = RouteSpec("ver", "/v", ("GET",), 0, Function("app", "ver", place=Place("app.py", 3)))
SPEC = AppSpec(
    "app:app",
    "app",
    "app",
    "",
    ".",
    "3.11",
    {},
    (VER,),
    (Module("app", "app.py"),),
    template_folders=("modelos",),
)


@pytest.fixture
def project(tmp_path):
    project = Project.here(tmp_path)
    (project.out / "templates").mkdir(parents=True)
    (project.out / "views.py").write_text(VIEW)
    (project.out / "templates" / "a.html").write_text("<p>")
    (project.out / "requirements.txt").write_text("fastapi==1\n")
    project.route_specs.mkdir()
    write_specs(project.route_specs, SPEC)
    write(tmp_path / "app.py", LEGACY)
    write(tmp_path / "modelos" / "a.html", "<p>")
    project.snapshot.mkdir(parents=True)
    project.recording_file.write_text("{}\n")
    (project.snapshot / "produtos.bson").write_bytes(b"\x05")
    return project


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


HARMLESS = {
    "a comment": lambda p: write(p.out / "views.py", VIEW + "\n# soma tudo\n"),
    "another docstring": lambda p: write(p.out / "views.py", VIEW.replace("Lista.", "Todas.")),
    "blank lines": lambda p: write(p.out / "views.py", VIEW.replace("\n\n", "\n\n\n")),
    "a cache": lambda p: write(p.out / "__pycache__" / "views.pyc", "x"),
    "an upload": lambda p: write(p.out / "static" / "uploads" / "foto.txt", "x"),
    "the cutover table": lambda p: write(p.cutover_file, "{}"),
    "a comment in the Flask app": lambda p: write(p.root / "app.py", "# mais\n" + LEGACY),
    "a view on another line": lambda p: write_specs(
        p.route_specs,
        replace(
            SPEC, routes=(replace(VER, view=Function("app", "ver", place=Place("app.py", 9))),)
        ),
    ),
    "scaffold's outcome": lambda p: write(p.scaffold_file, "{}"),
    "the text that was generated": lambda p: write(p.generated_file, "{}"),
}
HARMFUL = {
    "a value": ("code", lambda p: write(p.out / "views.py", VIEW.replace("1", "2"))),
    "a key": ("code", lambda p: write(p.out / "views.py", VIEW.replace("total", "totais"))),
    "a template": ("code", lambda p: write(p.out / "templates" / "a.html", "<b>")),
    "a module more": ("code", lambda p: write(p.out / "mais.py", "x = 1")),
    "a syntax error": ("code", lambda p: write(p.out / "views.py", "def")),
    "a module renamed": ("code", lambda p: (p.out / "views.py").rename(p.out / "vistas.py")),
    "the recording": ("recording", lambda p: write(p.recording_file, "{}\n{}\n")),
    "the snapshot": ("recording", lambda p: write(p.snapshot / "produtos.bson", "\x06")),
    "the spec": ("spec", lambda p: write_specs(p.route_specs, replace(SPEC, name="x"))),
    "another rule": (
        "spec",
        lambda p: write_specs(p.route_specs, replace(SPEC, routes=(replace(VER, rule="/w"),))),
    ),
    "the Flask app": ("legacy", lambda p: write(p.root / "app.py", LEGACY + "app.debug = True\n")),
    "a Flask template": ("legacy", lambda p: write(p.root / "modelos" / "a.html", "<b>")),
    "a Flask module lost": ("legacy", lambda p: (p.root / "app.py").unlink()),
    "the requirements": ("lock", lambda p: write(p.out / "requirements.txt", "fastapi==2\n")),
}


@pytest.mark.parametrize("change", HARMLESS)
def test_what_cannot_change_an_answer_keeps_evidence_fresh(project, change):
    before = current_digests(project)

    HARMLESS[change](project)

    assert stale_parts(before, current_digests(project)) == ()


@pytest.mark.parametrize("change", HARMFUL)
def test_what_can_change_an_answer_makes_evidence_stale_and_is_named(project, change):
    part, act = HARMFUL[change]
    before = current_digests(project)

    act(project)

    assert stale_parts(before, current_digests(project)) == (part,)


def test_what_is_absent_is_never_fresh(tmp_path):
    empty = current_digests(Project.here(tmp_path))

    may_be_absent = {"approvals"}
    assert {name for name, digest in empty.items() if digest} == may_be_absent
    assert set(stale_parts(empty, empty)) == empty.keys() - may_be_absent
