"""``next(cursor)`` is ``await anext(cursor)``."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.edits import Edits
from migrator.translate.recipe import recipe


@recipe(ast.Call)
def first(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``next(...)`` with or without a default; ``iter(...)`` below it becomes ``aiter``."""
    names = analysis.full_names(node.func) & {"builtins.next", "builtins.iter"}
    if not names or not node.args:
        return
    name = "anext" if names == {"builtins.next"} else "aiter"

    def change(edits: Edits, _is_async: Colours) -> None:
        edits.replace_node(node.func, name)
        for handler in _stop_handlers(node, analysis) if name == "anext" else ():
            edits.replace_node(handler, "StopAsyncIteration")

    awaited = node if name == "anext" else None
    yield from analysis.loops(node.args[0], node, f"{names.pop()[9:]}()", change, awaited=awaited)


def _stop_handlers(node: ast.AST, analysis: Analysis) -> Iterable[ast.expr]:
    parent = analysis.parent(node)
    while parent is not None:
        if isinstance(parent, ast.Try):
            for handler in parent.handlers:
                if isinstance(handler.type, ast.Name) and handler.type.id == "StopIteration":
                    yield handler.type
        parent = analysis.parent(parent)
