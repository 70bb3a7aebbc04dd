"""Merge two import statements of one module name by name, and keep what is still used."""

import ast
import builtins
from collections.abc import Iterator

from migrator.scaffold.merge.units import Unit, split

_WIDTH = 100


def merge_names(base: Unit | None, hand: Unit, new: Unit) -> str | None:
    """The names that one side added, without those that one side removed; None with comments."""
    if any("#" in unit.text for unit in (hand, new)):
        return None
    before, ours, theirs = (_names(unit) for unit in (base, hand, new))
    kept = [name for name in ours if name in theirs or name not in before]
    kept += [name for name in theirs if name not in before and name not in ours]
    if not kept:
        return ""
    indent = hand.text[: len(hand.text) - len(hand.text.lstrip())]
    if not isinstance(hand.node, ast.ImportFrom):
        return f"{indent}import {', '.join(kept)}\n"
    head = f"{indent}{hand.name} import "
    line = head + ", ".join(kept)
    if len(line) <= _WIDTH:
        return line + "\n"
    return f"{head}(\n" + "".join(f"{indent}    {name},\n" for name in kept) + f"{indent})\n"


def keep_used_imports(merged: str, *sides: str) -> str:
    """The merged text with the imports of either side whose names it uses and nothing binds."""
    missing = unbound(merged)
    found = dict.fromkeys(
        line for side in sides for name, line in _imported(side) if name in missing
    )
    if not found:
        return merged
    units = split(merged)
    last = max((i for i, unit in enumerate(units) if unit.is_import), default=_docstring(units))
    texts = [unit.blank + unit.text for unit in units]
    return "".join([*texts[: last + 1], *found, *texts[last + 1 :]])


def unbound(text: str) -> frozenset[str]:
    """Names that a module reads and nothing in it binds, however far away."""
    tree = ast.parse(text)
    bound = set(dir(builtins)) | {"__file__", "__name__", "__path__", "__class__"}
    read: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name) | ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                bound.add(name)
            case ast.MatchMapping(rest=str(name)):
                bound.add(name)
            case ast.alias(name="*"):
                return frozenset()
            case ast.alias(name=name, asname=asname):
                bound.add(asname or name.partition(".")[0])
            case _:
                pass
    return frozenset(read - bound)


def _imported(text: str) -> Iterator[tuple[str, str]]:
    """Each name that the module imports, and a line that imports it alone."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                yield bound, f"import {ast.unparse(alias)}\n"
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                yield alias.asname or alias.name, f"from {module} import {ast.unparse(alias)}\n"


def _names(unit: Unit | None) -> list[str]:
    node = unit.node if unit else None
    is_import = isinstance(node, ast.Import | ast.ImportFrom)
    return [ast.unparse(alias) for alias in node.names] if is_import else []  # type: ignore[union-attr]  # asked just before


def _docstring(units: list[Unit]) -> int:
    return 0 if units and units[0].text.lstrip("rR").startswith(('"""', "'''", '"', "'")) else -1
