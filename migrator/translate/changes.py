"""Which functions differ between two texts of a module, and whether anything else does."""

import ast
from dataclasses import dataclass

from migrator.translate.mentions import FunctionNode, functions_in


@dataclass(frozen=True, slots=True)
class Changes:
    """Names of functions that changed, came or went; ``elsewhere`` says what else did, if so."""

    names: frozenset[str] = frozenset()
    elsewhere: str = ""


def changes_between(before: str, after: str) -> Changes:
    """What differs, comments, docstrings and layout aside.

    Only the body of a function is its own business. What its signature, its decorators, a class or
    the module itself say may concern whoever imports the module, and so may a method that Python
    calls by itself (``__init__``).
    """
    try:
        old, new = ast.parse(before), ast.parse(after)
    except (SyntaxError, ValueError):
        return Changes(elsewhere="a text that Python cannot read")
    ours, theirs = functions_in(old), functions_in(new)
    moved = {
        name
        for name in ours.keys() ^ theirs.keys()
        if not (ours.get(name) or theirs[name]).decorator_list
    }
    names = {_simple(name) for name in moved}
    names |= {
        _simple(name)
        for name in ours.keys() & theirs.keys()
        if _body(ours[name]) != _body(theirs[name])
    }
    for tree, functions in ((old, ours), (new, theirs)):
        _empty(tree, {functions[name] for name in moved if name in functions})
    if ast.dump(old) != ast.dump(new):
        return Changes(frozenset(names), "code outside of functions")
    if special := next((name for name in sorted(names) if name.startswith("__")), ""):
        return Changes(frozenset(names), f"{special}, which Python calls by itself")
    return Changes(frozenset(names))


def _simple(qualname: str) -> str:
    return qualname.rpartition(".")[2]


def _body(function: FunctionNode) -> str:
    statements = function.body
    match statements:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            statements = rest
    kind = type(function).__name__
    return kind + "".join(ast.dump(statement) for statement in statements)


def _empty(tree: ast.Module, gone: set[FunctionNode]) -> None:
    """Leave of a module what is not in a function: no bodies, no docstrings, not ``gone`` ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Module | ast.ClassDef):
            node.body = [item for item in node.body if item not in gone and not _is_docstring(item)]
    for function in functions_in(tree).values():
        function.body = []


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
