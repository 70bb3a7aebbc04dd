"""Whether a place in a function is reached by every call that ends well."""

import ast
from collections.abc import Mapping

from migrator.translate.declarations import FunctionInfo
from migrator.translate.syntax import walk

_BRANCHES = (
    ast.For,
    ast.AsyncFor,
    ast.Try,
    ast.TryStar,
    ast.Match,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.Lambda,
)


def unconditional(
    node: ast.AST, function: FunctionInfo, parents: Mapping[ast.AST, ast.AST]
) -> bool:
    """Whether nothing decides about ``node``, and nothing in front of it may return."""
    child, parent = node, parents.get(node)
    while parent is not None and child is not function.node:
        if isinstance(parent, _BRANCHES) or _decides(parent, child):
            return False
        if parent is function.node:
            return not _returns_before(child, parent)
        child, parent = parent, parents.get(parent)
    return False


def _decides(parent: ast.AST, child: ast.AST) -> bool:
    match parent:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            return child is not test
        case ast.BoolOp(values=values):
            return child is not values[0]
        case ast.Compare(left=left, comparators=[first, *_]):
            return child not in {left, first}
        case _:
            return False


def _returns_before(statement: ast.AST, function: ast.AST) -> bool:
    for other in getattr(function, "body", ()):
        if other is statement:
            return False
        if any(isinstance(part, ast.Return) for part in walk(other)):
            return True
    return True
