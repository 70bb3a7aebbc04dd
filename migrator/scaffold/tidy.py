"""Format the staged files with ruff, so that a team's own formatter has nothing left to do."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

from migrator.errors import CouldNotRun

_LINE = ("--isolated", "--line-length", "100", "--no-cache")
_QUOTES = ("--config", "format.quote-style = 'preserve'")
_STAR = re.compile(rb"^\s*from \S+ import \*", re.MULTILINE)
_SECTIONS = ("future", "standard-library", "third-party", "first-party")


def tidy(package: Path) -> None:
    """Sort imports and format every module but compat's, which are copied as they are.

    The author's quotes and line ends stay. So does the order in which the project's own modules
    are imported, where sorting would change it: an import may register something. After a star
    any import may bind a name anew, so nothing is sorted there.
    """
    files = [p for p in sorted(package.rglob("*.py")) if "compat" not in p.parts[-2:-1]]
    texts = {path: path.read_bytes() for path in files}
    before = {path: text for path, text in texts.items() if not _STAR.search(text)}
    ours = f"lint.isort.known-first-party = ['{package.name}']"
    if before:
        _sort_imports(list(before), ours)
    for path, text in before.items():
        sorted_ = path.read_bytes()
        if sorted_ != text and not _is_in_order(sorted_, text, package.name):
            path.write_bytes(text)
            _sort_around(path, text, ours, package.name)
    _ruff("format", *_QUOTES, *_LINE, *map(str, files))


def _sort_around(path: Path, text: bytes, ours: str, package: str) -> None:
    """Sort what is not the project's own, which comes last, in the author's order.

    Each of the project's modules gets a section of its own; where even that would change their
    order (one stands between statements), the imports stay as they are.
    """
    wanted = _order(text, package)
    if any(name.startswith(".") for name in wanted):
        return
    names = {f"own{number}": name for number, name in enumerate(wanted)}
    sections = ", ".join(f"{key} = ['{name}']" for key, name in names.items())
    _sort_imports(
        [path],
        ours,
        f"lint.isort.sections = {{ {sections} }}",
        f"lint.isort.section-order = {json.dumps([*_SECTIONS, *names, 'local-folder'])}",
        f"lint.isort.no-lines-before = {json.dumps(list(names))}",
    )
    if _order(path.read_bytes(), package) != wanted:
        path.write_bytes(text)


def _sort_imports(files: list[Path], *settings: str) -> None:
    options = [word for setting in settings for word in ("--config", setting)]
    _ruff("check", "--select", "I", "--fix", *options, *_LINE, *map(str, files))


def _is_in_order(sorted_: bytes, text: bytes, package: str) -> bool:
    """Whether both import the project's own modules in the same order.

    Where the same lines name the package in the same order, there is nothing to parse.
    """
    name = package.encode()
    if b"from %b import" % name not in text and _naming(sorted_, name) == _naming(text, name):
        return True
    return _order(sorted_, package) == _order(text, package)


def _naming(text: bytes, package: bytes) -> list[bytes]:
    """The lines that may import a module of the project, compat's left out."""
    named = (line for line in text.splitlines() if package in line or b"from ." in line)
    return [line for line in named if not line.startswith(b"from %b.compat" % package)]


def _order(text: bytes, package: str) -> list[str]:
    found: list[str] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom):
            name = "." * node.level + (node.module or "")
            ours = name.startswith((f"{package}.", ".")) or name == package
            if ours and not name.startswith(f"{package}.compat"):
                found += [name if name != package else f"{package}.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.startswith(f"{package}.")]
    return list(dict.fromkeys(found))


def _ruff(*arguments: str) -> None:
    command = [sys.executable, "-m", "ruff", *arguments, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise CouldNotRun(f"ruff could not format the generated code: {done.stderr.strip()[:500]}")
