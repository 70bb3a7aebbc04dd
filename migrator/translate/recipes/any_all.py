"""``any`` and ``all`` over something asynchronous keep their laziness."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.edits import Edits
from migrator.translate.materialise import asyncstdlib
from migrator.translate.recipe import recipe


@recipe(ast.Call, names=("builtins.any", "builtins.all"))
def short_circuit(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``any(blocked(p) for p in items)`` asks no more than it must, as before."""
    names = analysis.full_names(node.func) & {"builtins.any", "builtins.all"}
    if len(node.args) != 1:
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        name = next(iter(names)).rpartition(".")[2]
        edits.replace_node(node.func, f"{asyncstdlib(node, analysis)}.{name}")

    yield from analysis.loops(
        node.args[0], node, f"{next(iter(names))[9:]}()", change, awaited=node
    )
