"""``Collection(db, "produtos")`` makes what ``db.get_collection("produtos")`` gives.

The asynchronous drivers have classes of their own, so the database itself is asked; both take the
same options (PyMongo's `Database.get_collection`, `MongoClient.get_database`).
"""

import ast
from typing import TYPE_CHECKING

from migrator.translate.driver_api import kind_of_class

if TYPE_CHECKING:
    from migrator.translate.analysis import Analysis
    from migrator.translate.edits import Edits

_GETTERS = {"collection": "get_collection", "database": "get_database"}
_OTHERWISE = frozenset({"create", "session", "database", "client", None})
_HOLDERS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)


def getter(call: ast.Call, analysis: "Analysis") -> str:
    """The method that gives what the call makes; empty when it makes neither."""
    kinds = {kind_of_class(name) for name in analysis.full_names(call.func)}
    return next((_GETTERS[kind] for kind in sorted(kinds & _GETTERS.keys())), "")


def can_be_asked(call: ast.Call) -> bool:
    """Whether the arguments are those of the method, behind the object that has it."""
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    given = len(call.args) + len(call.keywords)
    return (
        not starred
        and given > 1
        and len(call.args) in {1, 2}
        and isinstance(call.args[0], _HOLDERS)
        and _OTHERWISE.isdisjoint(keyword.arg for keyword in call.keywords)
    )


def ask(call: ast.Call, method: str, edits: "Edits") -> None:
    """Write the method's call."""
    holder = call.args[0]
    first = call.args[1] if len(call.args) > 1 else call.keywords[0]
    edits.replace(edits.start(call), edits.start(holder), "")
    edits.replace(edits.closing(holder), edits.start(first), f".{method}(")
