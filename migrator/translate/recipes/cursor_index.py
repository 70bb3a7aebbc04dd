"""``cursor[0]`` and ``cursor[5:10]``."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.asked_names import asked_name
from migrator.translate.atoms import Driver
from migrator.translate.edits import Edits
from migrator.translate.recipe import recipe


@recipe(ast.Subscript)
def index(node: ast.Subscript, analysis: Analysis) -> Iterable[Need]:
    """One document by its place; the IndexError of a missing one is kept."""
    if not any(isinstance(a, Driver) and a.kind == "cursor" for a in analysis.type_of(node.value)):
        return
    if isinstance(node.slice, ast.Slice):
        if _skips(node.value):
            analysis.refuse(
                node,
                "cursor[a:b] after skip()",
                "its skip would be set once more",
                fits_thread=True,
            )
        else:
            yield from _slice(node, node.slice, analysis)
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        name = asked_name("compat.cursors:document_at", node, analysis)
        edits.before(edits.start(node), f"{name}(")
        end = edits.closing(node.value)
        edits.replace(end, edits.text.index("[", end) + 1, ", ")
        edits.replace(edits.end(node) - 1, edits.end(node), ")")

    yield Need(node, analysis.owner(node), "cursor[...]", always=True, awaited=node, change=change)


def _skips(node: ast.AST) -> bool:
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    return any(isinstance(c.func, ast.Attribute) and c.func.attr == "skip" for c in calls)


def _slice(node: ast.Subscript, part: ast.Slice, analysis: Analysis) -> Iterable[Need]:
    lower, upper = _number(part.lower, 0), _number(part.upper, None)
    if lower is None or upper is None or part.step is not None or upper <= lower:
        analysis.refuse(
            node,
            "cursor[a:b]",
            "only slices of two known numbers are translated",
            "write .skip(a).limit(b - a)",
            fits_thread=True,
        )
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        call = f".skip({lower})" if lower else ""
        edits.replace(edits.closing(node.value), edits.end(node), f"{call}.limit({upper - lower})")

    yield Need(node, analysis.owner(node), "cursor[a:b]", always=True, change=change)


def _number(node: ast.expr | None, missing: int | None) -> int | None:
    if node is None:
        return missing
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    return None
