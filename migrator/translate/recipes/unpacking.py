"""``*cursor``, ``a, b = cursor`` and ``x in cursor`` want a list."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.materialise import materialise, unless_other
from migrator.translate.read_on import check_read_on
from migrator.translate.recipe import recipe
from migrator.translate.taking_apart import taken_apart


@recipe(ast.Starred)
def starred(node: ast.Starred, analysis: Analysis) -> Iterable[Need]:
    """``[*cursor]`` and ``f(*cursor)``."""
    yield from analysis.loops(node.value, node, "*", materialise(node.value, analysis))


@recipe(ast.Assign)
def unpacked(node: ast.Assign, analysis: Analysis) -> Iterable[Need]:
    """``first, second = cursor`` and ``items[:] = cursor``."""
    for _, value in taken_apart(node):
        if len(node.targets) > 1 and analysis.is_lazy(value):
            iteration = analysis.iteration(value)
            analysis.refuse(
                node, "unpacking", "the same cursor or generator gets another name as well",
                "give it the name first", fits_thread=True,
                needs=() if iteration.cursors else iteration.generators,
            )  # fmt: skip
        else:
            yield from analysis.loops(value, node, "unpacking", materialise(value, analysis))


@recipe(ast.AugAssign)
def extended(node: ast.AugAssign, analysis: Analysis) -> Iterable[Need]:
    """``items += cursor``."""
    if analysis.is_lazy(node.value):
        change = unless_other(node.value, analysis, node, "+=")
        if change is not None:
            yield from analysis.loops(node.value, node, "+=", change)


@recipe(ast.Compare)
def contained(node: ast.Compare, analysis: Analysis) -> Iterable[Need]:
    """``x in cursor``."""
    for operator, value in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.In | ast.NotIn):
            check_read_on(value, node, analysis)
            change = unless_other(value, analysis, node, "in") if analysis.is_lazy(value) else None
            if change is not None:
                yield from analysis.loops(value, node, "in", change)
