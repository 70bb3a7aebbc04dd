"""What each function of the project does itself: what it touches, and where it has to wait."""

import ast
from collections import defaultdict
from dataclasses import dataclass, field

from migrator.model.place import Place
from migrator.translate.analysis import Analysis
from migrator.translate.atoms import DriverMethod
from migrator.translate.blocking import kind_of
from migrator.translate.call_graph import decorator_owners
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import API, GRIDFS
from migrator.translate.extension_names import JWT_CURRENT_USER, JWT_REQUIRED, PYMONGO
from migrator.translate.names import CURRENT_USER, LOGIN_REQUIRED

_OBJECTS = {"flask.request": "request", "flask.session": "session"}
_FILES = (f"{PYMONGO}.send_file", f"{PYMONGO}.save_file")
_USERS = LOGIN_REQUIRED | {
    CURRENT_USER, JWT_REQUIRED, JWT_CURRENT_USER, "flask_jwt_extended.get_current_user",
    "flask_jwt_extended.verify_jwt_in_request",
}  # fmt: skip
DATABASE = "database"


@dataclass(frozen=True, slots=True, order=True)
class Wait:
    """A call that holds its thread, without the way to it."""

    place: Place
    construct: str
    kind: str


@dataclass(slots=True)
class Touching:
    """By function: the words database, request and session, the calls that wait; who asks a user.

    ``loading`` are the functions in which the user may have to be loaded.
    """

    words: dict[FunctionInfo, set[str]] = field(default_factory=lambda: defaultdict(set))
    waits: dict[FunctionInfo, set[Wait]] = field(default_factory=lambda: defaultdict(set))
    loading: set[FunctionInfo] = field(default_factory=set)


def touching(analysis: Analysis) -> Touching:
    """Look at every call and name once; what a decorator does counts for what it decorates."""
    found = Touching()
    decorated = decorator_owners(analysis.world)
    for node, inside in analysis.world.declared.owners.items():
        owner = decorated.get(node, inside)
        if isinstance(node, ast.Call) and (kind := _waits_for(node, analysis)):
            place = Place(owner.module.file, node.lineno, node.end_lineno or 0)
            found.waits[owner].add(Wait(place, f"{ast.unparse(node.func)}()", kind))
            found.words[owner] |= {kind} & {DATABASE}
        elif isinstance(node, ast.Name | ast.Attribute):
            names = analysis.full_names(node)
            found.words[owner] |= {word for name, word in _OBJECTS.items() if name in names}
            if not names.isdisjoint(_USERS):
                found.loading.add(owner)
    return found


def _waits_for(node: ast.Call, analysis: Analysis) -> str:
    for atom in analysis.type_of(node.func):
        if isinstance(atom, DriverMethod) and _asks(atom):
            return DATABASE
    names = sorted(analysis.full_names(node.func))
    if any(name in _FILES for name in names):
        return DATABASE
    return next((kind for name in names if (kind := kind_of(name))), "")


def _asks(method: DriverMethod) -> bool:
    """Whether the call, or the loop over what it gives, goes to the server."""
    known = API[method.kind].get(method.name)
    if known is None:
        return False
    if method.kind in GRIDFS:
        return True
    return known.motor or known.native or (method.kind != "cursor" and known.result == "cursor")
