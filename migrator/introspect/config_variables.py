"""Which environment variable a value of the configuration comes from, where the sources show it.

Only names are read and kept, never a value: a team that moves has to set the same variables, the
secret ones first of all.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from migrator.introspect.environment_reads import reads

_WORTH_READING = re.compile(rb"environ|getenv|decouple|environs")
_CALLS_WITH_NAMES = frozenset({"update", "from_mapping", "dict", "setdefault"})


def config_variables(root: Path, files: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """Name in ``app.config`` to the variables it is read from, with commas where it is several.

    ``files`` are the project's modules from ``root``; what cannot be parsed says nothing.
    """
    wanted = frozenset(names)
    found: dict[str, list[str]] = {}
    for file in files:
        tree = _parsed(root / file)
        for name, value in _settings(tree) if tree is not None else ():
            if name in wanted:
                found.setdefault(name, []).extend(_variables(value, _plain_names(tree)))
    return {
        name: ", ".join(sorted(set(variables)))
        for name, variables in sorted(found.items())
        if variables
    }


def _parsed(path: Path) -> ast.Module | None:
    try:
        data = path.read_bytes() if path.is_file() else b""  # a pipe would be waited for
        return ast.parse(data) if _WORTH_READING.search(data) else None
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _settings(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Every place in which a setting gets a value: ``NAME = x``, ``config["NAME"] = x``, ..."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((name, value) for name in map(_target, targets) if name)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield _target(target), value
            case ast.Call(func=function, args=arguments, keywords=keywords):
                if _called(function) in _CALLS_WITH_NAMES:
                    yield from ((item.arg, item.value) for item in keywords if item.arg)
                    match arguments:
                        case [ast.Constant(value=str(name)), value]:
                            yield name, value
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    match key:
                        case ast.Constant(value=str(name)):
                            yield name, value


def _target(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return ""


def _called(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _plain_names(tree: ast.Module | None) -> Mapping[str, ast.expr]:
    """``secret`` of ``secret = os.environ["SECRET_KEY"]``, which a setting may be made of."""
    return {
        target.id: node.value
        for node in ast.walk(tree or ast.Module([], []))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _variables(value: ast.expr, names: Mapping[str, ast.expr]) -> list[str]:
    """What the expression reads, and what the plain names in it were read from."""
    used = [node.id for node in ast.walk(value) if isinstance(node, ast.Name)]
    parts = [value, *(names[name] for name in used if name in names)]
    return [variable for part in parts for variable, _ in reads(part)]
