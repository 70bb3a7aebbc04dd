"""What ``inspect`` forecasts is what ``scaffold`` then says, reason by reason."""

import json
from pathlib import Path

import pytest

from migrator.errors import MigratorError
from migrator.introspect.run import introspect
from migrator.introspect.specs import read_specs, write_specs
from migrator.model.codec import to_json
from migrator.model.translation import Grade
from migrator.project.project import Project
from migrator.steps.reach import lines_of, reach
from migrator.steps.scaffold import scaffold

ROOT = Path(__file__).parents[2]
TOO_SLOW = {"hangs_on_import"}
APPS = {"factory_arguments": 'loja:create_app("testes")'}
SHAPES = sorted(
    path.name
    for path in (ROOT / "tests/apps").iterdir()
    if path.is_dir() and path.name not in TOO_SLOW and not path.name.startswith((".", "_"))
)


def fields(items, grade):
    return [
        (item.endpoint, item.rule, item.methods, getattr(item, grade), item.reasons)
        for item in items
    ]


def app_of(folder):
    if folder.name in APPS:
        return APPS[folder.name]
    main = folder / "app.py"
    factory = main.is_file() and "def create_app" in main.read_text()
    return "app:create_app()" if factory else "app:app"


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(shape, marks=[pytest.mark.slow] if number % 3 else [])
        for number, shape in enumerate(SHAPES)
    ],
)
def test_the_forecast_is_the_grade_of_the_scaffold(copy_of, shape):
    root = copy_of(shape)
    source = "src" if (root / "src").is_dir() else "."
    (root / "pyproject.toml").write_text(f'[tool.migrator]\nsource = "{source}"\n')
    project = Project.here(root, app=app_of(root / source))
    try:
        spec = introspect(project)
    except MigratorError as error:
        pytest.skip(f"it needs more than this to start: {error.message}")
    write_specs(project.route_specs, spec)

    forecast = reach(project, spec)
    graded = scaffold(project, say=print, dry_run=True)

    assert fields(forecast.routes, "forecast") == fields(graded.translation.routes, "grade")
    assert len(forecast.routes) == len(spec.routes) > 0


def test_the_forecast_of_the_example_is_what_stands_in_route_specs():
    project = Project.here(ROOT)
    spec = read_specs(project.route_specs)
    kept = json.loads(project.scaffold_file.read_text())["routes"]

    forecast = reach(project, spec)

    assert [
        {
            "endpoint": r.endpoint,
            "rule": r.rule,
            "methods": list(r.methods),
            "grade": r.forecast.value,
        }
        | ({"reasons": to_json(r.reasons)} if r.reasons else {})
        for r in forecast.routes
    ] == kept
    assert 2000 < lines_of(project, spec) < 5000


def test_what_waits_for_others_is_told_with_its_way(copy_of):
    root = copy_of("waits_for_others")
    project = Project.here(root, app="app:create_app()")

    found = {route.endpoint: route for route in reach(project, introspect(project)).routes}

    kinds = {name: {call.kind for call in route.blocking} for name, route in found.items()}
    assert kinds == {
        "static": set(),
        "pedidos.saude": set(),
        "pedidos.ver": {"database", "network", "sleep"},
        "pedidos.criar": {"database", "mail"},
        "pedidos.aviso": {"mail"},
        "pedidos.pendentes": {"database", "file", "mail"},
        "pedidos.etiqueta": {"process"},
        "pedidos.frete": {"network", "sleep"},
        "contas.entrar": {"database", "password"},
        "contas.proxima": {"queue"},
        "contas.termos": {"file"},
    }
    ways = {call.kind: call.chain for call in found["pedidos.ver"].blocking}
    assert ways["network"] == ("pedidos:ver", "frete:cotar", "frete:consultar")
    assert {name for name, r in found.items() if r.forecast is Grade.THREADED} == {
        "pedidos.pendentes"
    }
    assert found["pedidos.pendentes"].reasons[0].why.endswith("in pendentes > enviar_pendentes")
