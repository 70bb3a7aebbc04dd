"""Import the generated app in a process of its own and compare its rules with the specs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import CouldNotRun, GeneratedImportFailed
from migrator.model import versions
from migrator.model.app import AppSpec

_PROBE = """
import importlib, json, runpy, sys
package, result, *before = sys.argv[1:]
for script in before:
    runpy.run_path(script)["stay_at_home"]()
api = importlib.import_module(f"{package}.main").api
rules = [[r.rule, r.endpoint, sorted(r.methods or ())] for r in api.url_map.iter_rules()]
known = getattr(api, "versions", None)
came_from = [list(getattr(known, name, ())) for name in ("flask", "werkzeug")]
open(result, "w").write(json.dumps([rules, came_from]))
"""
_SECONDS = 120
_LAST_LINES = 6
_SHOWN = 5
_MISSING = re.compile(r"ModuleNotFoundError: No module named '(?P<name>[\w.]+)'")


Rule = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Around:
    """What is not of this run: files changed by hand, rules that stay, a file that runs before.

    The function ``stay_at_home`` of the file ``before`` is called before the import, which goes on
    in ``folder``, as the app is served from there; without it beside the staged package.
    """

    folder: Path | None = None
    before: Path | None = None
    by_hand: tuple[str, ...] = ()
    rules: frozenset[Rule] = frozenset()


_NOTHING = Around()


def verify(
    stage: Path,
    spec: AppSpec,
    environ: Mapping[str, str],
    give_up: Collection[str] = (),
    around: Around = _NOTHING,
) -> tuple[str, ...]:
    """Check that the staged package can be imported and that no rule is lost or new.

    Where automatic OPTIONS are given up, no rule is asked for OPTIONS. Where files were changed by
    hand, there may be rules that Flask does not have; these are returned.

    Raises:
        GeneratedImportFailed: it cannot be imported.
        CouldNotRun: its rules differ; the message names them.
    """
    unasked = {"OPTIONS"} if "automatic-options" in give_up else set()
    rules, came_from = _look(stage, environ, around)
    found = {(rule, name, tuple(sorted({*methods} - unasked))) for rule, name, methods in rules}
    wanted = {(r.rule, r.endpoint, tuple(sorted({*r.methods} - unasked))) for r in spec.routes}
    problems = [f"missing {_shown(rule)}" for rule in sorted(wanted - found)]
    own = tuple(_shown(rule) for rule in sorted(found - wanted - around.rules))
    problems += [] if around.by_hand else [f"unexpected {rule}" for rule in own]
    problems += _other_versions(spec, came_from)
    if problems:
        raise CouldNotRun(
            "the generated app is not like the Flask app: " + "; ".join(problems[:5]),
            _by_hand(around.by_hand)
            or "please report this with the route's source; nothing was written",
        )
    return own


def _by_hand(files: Sequence[str]) -> str:
    """What to do where it may be what people changed that is not right."""
    if not files:
        return ""
    shown = ", ".join(files[:_SHOWN]) + (", ..." if len(files) > _SHOWN else "")
    return (
        f"nothing was written; changed by hand: {shown}; put it right there, "
        "or --take-new FILE takes what is generated"
    )


def _shown(rule: tuple[str, str, tuple[str, ...]]) -> str:
    return f"{rule[0]} ({rule[1]}, {' '.join(rule[2])})"


def _other_versions(spec: AppSpec, came_from: Sequence[Sequence[int]]) -> list[str]:
    """Versions that the application does not know it came from, and so would not answer like."""
    problems = []
    known = dict(zip(versions.NEWEST, came_from, strict=True))
    for name, version in versions.older(spec.versions).items():
        if tuple(known[name]) != versions.numbers(version):
            problems.append(f"it does not answer as {name} {version}")
    return problems


def _hint(stage: Path, lines: list[str], by_hand: Sequence[str]) -> str:
    if by_hand:
        return _by_hand(by_hand)
    missing = _MISSING.fullmatch(lines[-1])
    if missing and not missing["name"].startswith(stage.name):
        return (
            f"nothing was written; install what gives {missing['name']!r} for {sys.executable}, "
            "which runs the generated app: it is among the project's requirements"
        )
    return "nothing was written; the last lines were: " + " | ".join(lines[-_LAST_LINES:])


def _look(
    stage: Path, environ: Mapping[str, str], around: Around
) -> tuple[set[Rule], list[list[int]]]:
    result = stage.parent / "rules.json"
    # -P: the package that stands in that folder is not the one to look at.
    command = [sys.executable, "-P", "-c", _PROBE, stage.name, str(result)]
    command += [str(around.before)] if around.before else []
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATOR_")}
    environment = {
        **inherited,
        **environ,
        "PYTHONPATH": str(stage.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        done = subprocess.run(
            command, cwd=around.folder or stage.parent, env=environment, capture_output=True,
            text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise CouldNotRun(f"importing the generated app took longer than {_SECONDS} s") from error
    if done.returncode or not result.is_file():
        lines = (done.stderr.strip() or "it ended without a word").splitlines()
        raise GeneratedImportFailed(
            f"the generated app cannot be imported: {lines[-1]}",
            _hint(stage, lines, around.by_hand),
        )
    rules, came_from = json.loads(result.read_text())
    return {(rule, endpoint, tuple(methods)) for rule, endpoint, methods in rules}, came_from
