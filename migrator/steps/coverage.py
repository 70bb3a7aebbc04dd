"""Say what the recording reaches of the Flask app: rules, methods, statuses, branches."""

import asyncio
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from migrator.errors import CouldNotRun
from migrator.introspect.conditions import conditions, raised
from migrator.introspect.specs import read_specs
from migrator.model.app import AppSpec
from migrator.model.coverage import Coverage
from migrator.model.exchange import Exchange
from migrator.model.reach import Reached
from migrator.model.route import Function
from migrator.model.selection import select_routes
from migrator.project.project import Project
from migrator.steps.databases import fresh_folder
from migrator.steps.digests import current_digests
from migrator.steps.evidence import save_coverage
from migrator.steps.playback import Progress
from migrator.steps.reach import reach
from migrator.steps.solo import solo
from migrator.steps.tape import open_tape
from migrator.traffic.coverage import Counts, Explain, Known, Rule, coverage
from migrator.twins.coverage import measured_files, need_coverage

_VARIABLE = re.compile(r"<(?:[^<>:]*:)?([A-Za-z_]\w*)>")
_MOST_STATUS = 500


def measure(
    project: Project, recording: Path | None, now: Callable[[], datetime], progress: Progress
) -> Coverage:
    """Play the recording on the Flask app under coverage.py, and keep what it reached.

    That of another ``recording`` is not kept.

    Raises:
        SpecStale: the application was never inspected.
        RecordingMissing: nothing was recorded.
        CouldNotRun: coverage.py is not installed beside the app, or the app or its database did
            not start, or died.
    """
    spec = read_specs(project.route_specs)
    tape = open_tape(project, spec, recording)
    need_coverage(project.python)
    digests = current_digests(project)
    folder = fresh_folder(project.state / "scratch" / "coverage")
    heard = Counts()
    with solo(project, tape, folder / "data") as playing:
        progress("playing on Flask", 0, 0)
        asyncio.run(
            playing.play(
                lambda item, _, answer: heard.add(_answered(item, answer.status)), progress
            )
        )
        root = project.import_root(spec)
        names = [module.file for module in spec.modules]
        files = measured_files(project.python, playing.twin, folder / "data", root, names)
    known, note = _known(project, spec)
    found = replace(coverage(known, heard, files, _explain(root)), note=note)
    if recording is None:
        save_coverage(project, found, now().isoformat(timespec="seconds"), digests)
    return found


def selected(project: Project, found: Coverage, words: Iterable[str]) -> Coverage:
    """The rules that ``words`` name; all of them without words."""
    wanted = tuple(words)
    if not wanted:
        return found
    routes = select_routes(read_specs(project.route_specs).routes, wanted)
    keys = {(route.endpoint, route.rule) for route in routes}
    kept = tuple(item for item in found.routes if (item.endpoint, item.rule) in keys)
    return replace(found, routes=kept, hooks=())


def _answered(exchange: Exchange, status: int) -> Exchange:
    """The exchange with the status that Flask answered this time."""
    return replace(exchange, answer=replace(exchange.answer, status=status))


def _known(project: Project, spec: AppSpec) -> tuple[Known, str]:
    """The functions that rules reach; only the views where the project cannot be read through."""
    answers = documented_statuses(project, spec)
    try:
        report = reach(project, spec)
    except CouldNotRun as error:
        views = {
            (r.endpoint, r.rule): _views(r.view, *r.view_methods.values()) for r in spec.routes
        }
        note = f"only the views themselves were looked at, nothing they call: {error.message}"
        return Known(spec.routes, views, (), answers), note
    functions: dict[Rule, dict[Reached, None]] = {}
    around: dict[Reached, None] = {}
    for route in report.routes:
        own = functions.setdefault((route.endpoint, route.rule), {})
        for item in route.functions:
            (around if item.name in route.around else own)[item] = None
    viewed = {item for items in functions.values() for item in items}
    hooks = tuple(item for item in around if item not in viewed)
    return Known(spec.routes, {k: tuple(v) for k, v in functions.items()}, hooks, answers), ""


def _views(*functions: Function) -> tuple[Reached, ...]:
    found = (Reached(f"{f.module}:{f.qualname}", f.place) for f in functions if f.place)
    return tuple(dict.fromkeys(found))


def documented_statuses(project: Project, spec: AppSpec) -> dict[Rule, frozenset[int]]:
    """The statuses that the code of each rule names, as its OpenAPI document has them."""
    path = project.out / "openapi.json"
    if not path.is_file():
        return {}
    paths = json.loads(path.read_bytes()).get("paths", {})
    return {
        (route.endpoint, route.rule): frozenset(
            int(status)
            for method in route.methods
            for status, said in paths.get(openapi_path(route.rule), {})
            .get(method.lower(), {})
            .get("responses", {})
            .items()
            if status.isdecimal() and int(status) < _MOST_STATUS and "x-from" not in said
        )
        for route in spec.routes
    }


def openapi_path(rule: str) -> str:
    """A rule as OpenAPI writes it: ``/p/<int:pid>`` is ``/p/{pid}``."""
    return _VARIABLE.sub(r"{\1}", rule)


def _explain(root: Path) -> Explain:
    @cache
    def of_file(file: str) -> tuple[Callable[[int, int], str], Callable[[int], str]]:
        source = (root / file).read_text(errors="replace")
        return conditions(source), raised(source)

    def explain(file: str, line: int, to: int) -> str:
        of_branch, of_line = of_file(file)
        return (of_branch(line, to) if line else "") or of_line(to)

    return explain
