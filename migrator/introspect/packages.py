"""Ask a Python which packages it has, and the project's sources which ones they import."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.utils import canonicalize_name

from migrator.model.imports import imported_modules
from migrator.model.packages import Package, PackageDifference, package_differences

_LIST = """
import json
from importlib.metadata import distributions
found = []
for one in distributions():
    tops = set((one.read_text("top_level.txt") or "").split())
    files = [str(file).split("/") for file in one.files or ()]
    tops |= {parts[0] for parts in files if len(parts) > 1 and parts[-1].endswith(".py")}
    tops |= {parts[0][:-3] for parts in files if len(parts) == 1 and parts[0].endswith(".py")}
    found.append([one.metadata["Name"], one.version, sorted(tops)])
print(json.dumps(found))
"""
_SECONDS = 30


def other_packages(
    python: str, source: Path, files: Iterable[str]
) -> tuple[PackageDifference, ...]:
    """Where the packages of ``python`` and of this Python differ for the modules in ``files``.

    Empty for one and the same environment, and where ``python`` does not tell.
    """
    if _same(python):
        return ()
    theirs = installed(python)
    return package_differences(theirs, installed(sys.executable), imported(source, files))


def installed(python: str) -> Mapping[str, Package]:
    """The distributions of a Python by their normalised names; none where it does not answer."""
    try:
        done = subprocess.run(
            [python, "-c", _LIST], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
        answer = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return {}
    found: dict[str, Package] = {}
    for name, version, modules in answer:
        if name and version:  # of two on the path, the first is the one that is imported
            found.setdefault(canonicalize_name(name), Package(name, version, tuple(modules)))
    return found


def imported(source: Path, files: Iterable[str]) -> frozenset[str]:
    """The first parts of all modules that these files import, at whatever depth."""
    modules = (imported_modules(_parsed(source / file)) for file in files)
    return frozenset[str]().union(*modules)


def _same(python: str) -> bool:
    return Path(python) == Path(sys.executable)


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
