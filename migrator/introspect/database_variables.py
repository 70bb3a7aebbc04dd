"""In which environment variable does the app read its MongoDB address? Seen in the sources."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from migrator.introspect.sources import dotted, trees

# How os.environ, python-decouple and environs are asked.
_READERS = ("environ.get", "getenv", "environ.setdefault", "config", "env", "env.str")
_WORTH_READING = re.compile(rb"mongo", re.IGNORECASE)
_PARTS = ("_DB", "NAME", "_HOST", "_PORT", "USER", "PASS", "PASSWORD", "COLLECTION", "_POOL")


def database_variables(root: Path) -> tuple[str, ...]:
    """The variables that may hold the whole address, the likeliest first."""
    ranks: dict[str, int] = {}
    for name, default in _all(root):
        rank = _rank(name, default)
        if rank is not None:
            ranks[name] = min(rank, ranks.get(name, rank))
    return tuple(sorted(ranks, key=lambda name: (ranks[name], name)))


def host_variables(root: Path) -> tuple[str, ...]:
    """``MONGO_HOST`` and its like, for apps that put the address together themselves."""
    names = {name for name, _ in _all(root) if "MONGO" in name.upper()}
    return tuple(sorted(name for name in names if name.upper().endswith("_HOST")))


def _all(root: Path) -> Iterator[tuple[str, str]]:
    for _, tree in trees(root, _WORTH_READING):
        yield from _read(tree)


def _read(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Every variable that is read, with its default where that is a literal text."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *rest]):
                called = dotted(function)
                if any(called == end or called.endswith(f".{end}") for end in _READERS):
                    keywords = [item.value for item in node.keywords if item.arg == "default"]
                    yield name, _text([*rest, *keywords])
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
                if dotted(value).split(".")[-1] == "environ":
                    yield name, ""


def _text(values: list[ast.expr]) -> str:
    match values:
        case [ast.Constant(value=str(text)), *_]:
            return text
        case [ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]), *_]:
            return text
    return ""


def _rank(name: str, default: str) -> int | None:
    if default.startswith(("mongodb://", "mongodb+srv://")):
        return 0
    upper = name.upper()
    if "MONGO" not in upper or upper.endswith(_PARTS):
        return None
    return 0 if "URI" in upper or "URL" in upper else 1
