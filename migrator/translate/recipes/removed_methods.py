"""Methods that PyMongo 4 removed: they fail today, and fail tomorrow with the same words."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.atoms import Driver
from migrator.translate.driver_api import API, CURSORS
from migrator.translate.edits import Edits
from migrator.translate.recipe import recipe


@recipe(ast.Call)
def method(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``collection.insert(...)``, ``database.collection_names()``: a collection is called."""
    called = analysis.type_of(node.func)
    if not isinstance(node.func, ast.Attribute) or analysis.owner(node) in analysis.startup:
        return
    if not called or not all(isinstance(a, Driver) and a.kind == "collection" for a in called):
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "compat.removed_methods:no_such_method")
        edits.before(edits.start(node), "no_such_method(")
        opening = edits.text.index("(", edits.closing(node.func))
        following = node.args or node.keywords
        edits.replace(edits.closing(node.func), opening + 1, ", " if following else "")

    _tell(node, node.func.attr, analysis)
    yield Need(node, analysis.owner(node), f".{node.func.attr}()", always=True, change=change)


@recipe(ast.Attribute)
def attribute(node: ast.Attribute, analysis: Analysis) -> Iterable[Need]:
    """``cursor.count()``: a cursor has no such attribute."""
    atoms = analysis.type_of(node.value)
    kinds = {a.kind for a in atoms if isinstance(a, Driver)}
    if node.attr != "count" or not kinds or analysis.owner(node) in analysis.startup:
        return
    if not kinds <= CURSORS or len(kinds) != len(atoms):
        return
    if any(node.attr in API[kind] for kind in kinds):
        return
    parent = analysis.parent(node)
    whole = parent if isinstance(parent, ast.Call) and parent.func is node else node

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "compat.removed_methods:no_such_attribute")
        edits.before(edits.start(whole), "no_such_attribute(")
        edits.replace(edits.closing(node.value), edits.end(whole), f', "{node.attr}")')

    _tell(node, node.attr, analysis)
    yield Need(whole, analysis.owner(node), f".{node.attr}", always=True, change=change)


def _tell(node: ast.AST, name: str, analysis: Analysis) -> None:
    why = "PyMongo 4 has no such method: it fails today as well"
    analysis.note(node, f".{name}()", why, "use insert_one, update_one, count_documents, ...")
