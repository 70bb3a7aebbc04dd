"""``*cursor``, ``a, b = cursor`` and ``x in cursor`` want a list."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.materialise import materialise
from migrator.translate.read_on import check_read_on
from migrator.translate.recipe import recipe


@recipe(ast.Starred)
def starred(node: ast.Starred, analysis: Analysis) -> Iterable[Need]:
    """``[*cursor]`` and ``f(*cursor)``."""
    yield from analysis.loops(node.value, node, "*", materialise(node.value, analysis))


@recipe(ast.Assign)
def unpacked(node: ast.Assign, analysis: Analysis) -> Iterable[Need]:
    """``first, second = cursor``."""
    if isinstance(node.targets[0], ast.Tuple | ast.List):
        yield from analysis.loops(node.value, node, "unpacking", materialise(node.value, analysis))


@recipe(ast.AugAssign)
def extended(node: ast.AugAssign, analysis: Analysis) -> Iterable[Need]:
    """``items += cursor``."""
    yield from analysis.loops(node.value, node, "+=", materialise(node.value, analysis))


@recipe(ast.Compare)
def contained(node: ast.Compare, analysis: Analysis) -> Iterable[Need]:
    """``x in cursor``."""
    for operator, value in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.In | ast.NotIn):
            check_read_on(value, node, analysis)
            yield from analysis.loops(value, node, "in", materialise(value, analysis))
