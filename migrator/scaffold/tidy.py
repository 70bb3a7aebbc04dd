"""Format the staged files with ruff, so that a team's own formatter has nothing left to do."""

import ast
import subprocess
import sys
from pathlib import Path

from migrator.errors import CouldNotRun

_LINE = ("--isolated", "--line-length", "100", "--no-cache")
_QUOTES = ("--config", "format.quote-style = 'preserve'")


def tidy(package: Path) -> None:
    """Sort imports and format every module but compat's, which are copied as they are.

    The author's quotes and line ends stay.

    Where sorting would change the order in which the project's own modules are imported, the
    author's order stays: an import may register something.
    """
    files = [p for p in sorted(package.rglob("*.py")) if "compat" not in p.parts[-2:-1]]
    before = {path: path.read_bytes() for path in files}
    names = [str(path) for path in files]
    ours = f"lint.isort.known-first-party = ['{package.name}']"
    _ruff("check", "--select", "I", "--fix", "--config", ours, *_LINE, *names)
    for path, text in before.items():
        sorted_ = path.read_bytes()
        if sorted_ != text and _order(sorted_, package.name) != _order(text, package.name):
            path.write_bytes(text)
    _ruff("format", *_QUOTES, *_LINE, *names)


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
