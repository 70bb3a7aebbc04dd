"""Questions for a class of PyMongo's: the asynchronous drivers have others."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.driver_api import CURSORS, kind_of_class
from migrator.translate.driver_made import can_be_asked, getter
from migrator.translate.recipe import recipe

_FOLLOWED = CURSORS | {"session"}
"""Kinds of which a worker thread has PyMongo's own objects."""
_ASKING = frozenset({"builtins.isinstance", "builtins.issubclass"})


@recipe(ast.Call, names=_ASKING)
def asked(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``isinstance(value, Cursor)`` would be False for every cursor."""
    if len(node.args) > 1:
        _refuse(node, node.args[1], analysis)
    yield from ()


@recipe(ast.Call)
def made(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``Collection(db, "produtos", create=True)`` asks the server while it is made."""
    if getter(node, analysis) and not can_be_asked(node):
        why = "the asynchronous drivers have classes of their own"
        analysis.refuse(node, ast.unparse(node.func), why, 'write database["collection"]')
    yield from ()


@recipe(ast.Compare)
def compared(node: ast.Compare, analysis: Analysis) -> Iterable[Need]:
    """``type(value) is Cursor``."""
    for part in (node.left, *node.comparators):
        _refuse(node, part, analysis)
    yield from ()


def _refuse(node: ast.AST, classes: ast.expr, analysis: Analysis) -> None:
    parts = classes.elts if isinstance(classes, ast.Tuple) else [classes]
    for part in parts:
        kinds = {kind_of_class(name) for name in analysis.full_names(part)} - {""}
        if kinds:
            analysis.refuse(
                node, ast.unparse(part),
                "it asks for a class of the synchronous driver, which nothing has any more",
                "ask for what the value is not, or for an attribute of it",
                fits_thread=kinds <= _FOLLOWED,
            )  # fmt: skip
            return
