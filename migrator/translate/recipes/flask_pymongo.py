"""Flask-PyMongo's own collections cannot be asked for a collection of theirs any more."""

import ast
from collections.abc import Iterable

from migrator.model import versions
from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.atoms import Driver
from migrator.translate.edits import Edits
from migrator.translate.extension_names import PYMONGO
from migrator.translate.flask_pymongo import older_flask_pymongo
from migrator.translate.recipe import recipe

_FILES = frozenset({f"{PYMONGO}.save_file", f"{PYMONGO}.send_file"})
_RENAMED_IN = (4, 9)
"""The PyMongo that renamed the attribute which Flask-PyMongo 2.3 to 3.0 reads."""


@recipe(ast.Attribute)
def attribute(node: ast.Attribute, analysis: Analysis) -> Iterable[Need]:
    """``mongo.db.fs.files``: it fails today, and goes on failing with the same words."""
    if not is_of_collection(node, analysis) or not sub_collections_fail(analysis):
        return
    parent = analysis.parent(node)
    whole = parent if isinstance(parent, ast.Call) and parent.func is node else node

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "compat.removed_methods:no_such_collection")
        edits.before(edits.start(node), "no_such_collection(")
        if whole is node:
            edits.after(edits.end(node), ")")
        else:  # the arguments are not looked at, either
            edits.replace(edits.closing(node), edits.end(whole), ")")

    why = "since PyMongo 4.9 Flask-PyMongo's collections have none of their own: it fails today"
    analysis.note(node, ast.unparse(node), why, 'write db["fs.files"], insert_one, ...')
    yield Need(
        whole, analysis.owner(node), f".{node.attr}", always=True, change=change, everywhere=True
    )


@recipe(ast.Subscript)
def subscript(node: ast.Subscript, analysis: Analysis) -> Iterable[Need]:
    """``mongo.db.fs["files"]`` fails in words that name what is in the brackets."""
    if is_of_collection(node, analysis) and sub_collections_fail(analysis):
        why = "since PyMongo 4.9 Flask-PyMongo's collections have none of their own: it fails today"
        analysis.refuse(node, ast.unparse(node), why, 'write db["fs.files"]')
    yield from ()


@recipe(ast.Call)
def files(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``mongo.save_file(...)`` of Flask-PyMongo 2: other content types, checksums and headers."""
    version = older_flask_pymongo(analysis)
    if version and analysis.full_names(node.func) & _FILES:
        why = f"Flask-PyMongo {version} keeps and sends files otherwise than version 3"
        analysis.refuse(node, f"{ast.unparse(node.func)}()", why, "renew it in the Flask app first")
    yield from ()


def is_of_collection(node: ast.Attribute | ast.Subscript, analysis: Analysis) -> bool:
    """Whether the node is a collection that is asked of a collection."""
    both = {Driver("collection")}
    return (
        analysis.type_of(node) <= both
        and analysis.type_of(node.value) <= both
        and bool(analysis.type_of(node) | analysis.type_of(node.value))
    )


def sub_collections_fail(analysis: Analysis) -> bool:
    """Whether the project's Flask-PyMongo and PyMongo do not go together so far."""
    version = analysis.world.spec.versions.get("pymongo", "")
    if version and versions.numbers(version) < _RENAMED_IN:
        return False
    return any("flask_pymongo" in module.text for module in analysis.world.modules.values())
