"""Routes that a change since a git revision may concern, on real repositories."""

import json
import subprocess

import pytest

from migrator.errors import ExitCode, UsageError
from migrator.introspect.specs import write_specs
from migrator.model.app import AppSpec, Module
from migrator.model.route import Function, RouteSpec
from migrator.project.project import Project
from migrator.steps.changed import changed_since

APP = "LIMIT = 1\n\n\ndef a():\n    return um()\n\n\ndef b():\n    return dois()\n\n\n"
APP += 'def um():\n    return render("a.html")\n\n\ndef dois():\n    return 2\n'


def git(folder, *words):
    command = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", *words]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path):
    """A committed project in a folder below the repository's top."""
    project = Project.here(tmp_path / "shop", app="app:app")
    folder = project.root
    for name, text in (
        ("app.py", APP),
        ("templates/a.html", "a"),
        ("static/a.css", "a"),
        ("README.md", "x"),
        ("pyproject.toml", '[tool.migrator]\napp = "app:app"\n'),
        ("generated_app/app.py", APP.replace("def ", "async def ")),
        ("generated_app/main.py", "app = 1\n"),
        ("generated_app/compat/session.py", "x = 1\n"),
        ("generated_app/requirements.txt", "fastapi==1\n"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    views = [
        ("a", "/a", "function"),
        ("b", "/b", "function"),
        ("static", "/static/<path:f>", "static"),
    ]
    routes = tuple(
        RouteSpec(name, rule, ("GET",), n, Function("app", name, kind))
        for n, (name, rule, kind) in enumerate(views)
    )
    spec = AppSpec(
        "app:app", "app", "app", "", ".", "3.11", {}, routes,
        modules=(Module("app", "app.py"),), template_folders=("templates",), static_folders=("static",),
    )  # fmt: skip
    write_specs(project.route_specs, spec)
    grades = {"format": 1, "give_up": [], "routes": []}
    project.scaffold_file.write_text(json.dumps(grades))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    return project


def edit(project, name, old, new):
    path = project.root / name
    path.write_text(path.read_text().replace(old, new))


def concerned(project, revision="HEAD"):
    found = changed_since(project, revision).rules
    return None if found is None else sorted(endpoint for endpoint, _ in found)


@pytest.mark.parametrize(
    ("name", "old", "new", "rules"),
    [
        ("README.md", "x", "y", []),
        ("app.py", "return 2", "return 2  # two", []),
        ("app.py", "return 2", "return 3", ["b"]),
        ("generated_app/app.py", "return 2", "return 3", ["b"]),
        ("templates/a.html", "a", "b", ["a"]),
        ("static/a.css", "a", "b", ["static"]),
        ("route_specs/a.json", '"methods": [', '"methods": ["HEAD",', ["a"]),
        ("pyproject.toml", "[tool.migrator]", "[project]\nname='x'\n\n[tool.migrator]", []),
    ],
    ids=[
        "a page",
        "a comment",
        "Flask",
        "FastAPI",
        "a template",
        "a static file",
        "facts",
        "a name",
    ],
)
def test_a_change_concerns_some(project, name, old, new, rules):
    edit(project, name, old, new)

    assert concerned(project) == rules


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("app.py", "LIMIT = 1", "LIMIT = 2"),
        ("generated_app/main.py", "1", "2"),
        ("generated_app/compat/session.py", "1", "2"),
        ("generated_app/requirements.txt", "1", "2"),
        ("pyproject.toml", "app:app", "app:create_app()"),
        ("route_specs/app.json", '"name": "app"', '"name": "other"'),
        ("route_specs/scaffold.json", '"give_up": []', '"give_up": ["x"]'),
    ],
    ids=[
        "a constant",
        "main",
        "compat",
        "requirements",
        "a setting",
        "facts of the app",
        "a switch",
    ],
)
def test_a_change_concerns_all(project, name, old, new):
    edit(project, name, old, new)

    assert concerned(project) is None


def test_a_committed_change_counts_since_the_revision_before(project):
    edit(project, "app.py", "return 2", "return 3")
    git(project.root, "commit", "-qam", "second")

    assert concerned(project) == []
    assert concerned(project, "HEAD~1") == ["b"]


def test_what_git_ignores_counts_all_the_same(project):
    git(project.root, "rm", "-rq", "--cached", "generated_app")
    (project.root / ".gitignore").write_text("generated_app\n")
    git(project.root, "add", ".gitignore")
    git(project.root, "commit", "-qm", "second")

    assert concerned(project) is None


def test_lines_that_only_moved_are_no_change_of_facts(project):
    path = project.route_specs / "a.json"
    facts = json.loads(path.read_text())
    facts["view"]["place"] = {"file": "app.py", "line": 7}
    path.write_text(json.dumps(facts))

    assert concerned(project) == []


@pytest.mark.parametrize("revision", ["nowhere", "--output=/x", "HEAD^{tree}x", ""])
def test_a_revision_that_git_does_not_know_is_said(project, revision):
    with pytest.raises(UsageError, match="git knows no revision") as failed:
        changed_since(project, revision)

    assert failed.value.exit_code == ExitCode.USAGE


def test_a_folder_without_a_repository_is_said(tmp_path):
    with pytest.raises(UsageError, match="is in no git repository"):
        changed_since(Project.here(tmp_path), "HEAD")
