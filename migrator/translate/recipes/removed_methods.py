"""Methods that PyMongo 4 removed: they fail today, and fail tomorrow with the same words.

Where the project runs on PyMongo 3 they work today, and its routes are refused.
"""

import ast
from collections.abc import Iterable

from migrator.model import versions
from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.atoms import Driver
from migrator.translate.driver_api import API, CURSORS
from migrator.translate.edits import Edits
from migrator.translate.recipe import recipe
from migrator.translate.recipes.flask_pymongo import is_of_collection, sub_collections_fail

_REMOVED_IN = (4,)


@recipe(ast.Call)
def method(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``collection.insert(...)``, ``database.collection_names()``: a collection is called."""
    called = analysis.type_of(node.func)
    if not isinstance(node.func, ast.Attribute) or analysis.owner(node) in analysis.startup:
        return
    if not called or not all(isinstance(a, Driver) and a.kind == "collection" for a in called):
        return
    if is_of_collection(node.func, analysis) and sub_collections_fail(analysis):
        return
    if _refuse_where_it_works(node, node.func.attr, analysis):
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "compat.removed_methods:no_such_method")
        edits.before(edits.start(node), "no_such_method(")
        opening = edits.text.index("(", edits.closing(node.func))
        following = node.args or node.keywords
        edits.replace(edits.closing(node.func), opening + 1, ", " if following else "")

    _tell(node, node.func.attr, analysis)
    yield Need(
        node, analysis.owner(node), f".{node.func.attr}()", always=True, change=change,
        everywhere=True,
    )  # fmt: skip


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
    if _refuse_where_it_works(node, node.attr, analysis):
        return
    parent = analysis.parent(node)
    whole = parent if isinstance(parent, ast.Call) and parent.func is node else node

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "compat.removed_methods:no_such_attribute")
        edits.before(edits.start(whole), "no_such_attribute(")
        edits.replace(edits.closing(node.value), edits.end(whole), f', "{node.attr}")')

    _tell(node, node.attr, analysis)
    yield Need(
        whole, analysis.owner(node), f".{node.attr}", always=True, change=change, everywhere=True
    )


def _refuse_where_it_works(node: ast.AST, name: str, analysis: Analysis) -> bool:
    version = analysis.world.spec.versions.get("pymongo", "")
    if not version or versions.numbers(version) >= _REMOVED_IN:
        return False
    why = f"it works with the project's PyMongo {version}; PyMongo 4 has no such method"
    analysis.refuse(node, f".{name}()", why, "use insert_one, update_one, count_documents, ...")
    return True


def _tell(node: ast.AST, name: str, analysis: Analysis) -> None:
    why = "PyMongo 4 has no such method: it fails today as well"
    analysis.note(node, f".{name}()", why, "use insert_one, update_one, count_documents, ...")
