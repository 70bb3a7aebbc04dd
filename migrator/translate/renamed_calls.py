"""Calls that say something else in the generated app: what makes objects, what names modules."""

import ast
import re

from migrator.model import versions
from migrator.translate.analysis import Analysis
from migrator.translate.asked_names import asked_name
from migrator.translate.driver_made import ask, can_be_asked, getter
from migrator.translate.edits import Edits
from migrator.translate.extension_names import PYMONGO
from migrator.translate.flask_pymongo import older_flask_pymongo
from migrator.translate.gridfs import GRIDFS_CLASSES, database_of
from migrator.translate.imports import Layout
from migrator.translate.names import APPLICATION, BLUEPRINT
from migrator.translate.thread_edits import SYNC

_IMPORT_NAME_AT = {APPLICATION: 0, BLUEPRINT: 1}
"""Where ``__name__`` tells of the module; elsewhere it is a folder of that name."""
_CONNECTING = frozenset({PYMONGO, f"{PYMONGO}.init_app"})
_CONNECT_OPTIONS = frozenset({"connect", "driver"})
_IMPORTING = frozenset({"importlib.import_module", "builtins.__import__"})
_STAND_INS = frozenset({"mongomock.MongoClient", "pymongo_inmemory.MongoClient"})
_OPENING = re.compile(r"[fFrRuU]*(\"{3}|'{3}|\"|')")


def rename_call(node: ast.Call, analysis: Analysis, edits: Edits, layout: Layout) -> None:
    """Write one call as the generated app says it."""
    if (names := analysis.full_names(node.func)) & _IMPORT_NAME_AT.keys():
        at = min(_IMPORT_NAME_AT.get(name, 1) for name in names)
        _keep_module_name(node, at, analysis, edits)
    match node:
        case ast.Call(func=ast.Attribute(attr="from_object")):
            _rename_config(node, analysis, edits, layout)
        case ast.Call(func=func) if APPLICATION in analysis.full_names(func):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            last = node.args[-1] if node.args else given[-1]
            options = "".join(f", {option}" for option in application_options(analysis))
            edits.after(edits.closing(last), options)
        case ast.Call(func=func) if analysis.full_names(func) & _CONNECTING:
            _connect(node, analysis, edits)
        case ast.Call() if (method := getter(node, analysis)) and can_be_asked(node):
            ask(node, method, edits)
        case ast.Call(func=func) if analysis.full_names(func) & GRIDFS_CLASSES:
            if (database := database_of(node, analysis)) is not None:
                edits.wrap(database, f"{asked_name(SYNC, node, analysis)}(", ")")
        case ast.Call(func=func) if analysis.full_names(func) & _STAND_INS:
            analysis.ask(node, "compat.stand_in:no_stand_in")
            edits.replace_node(node, f"no_stand_in({edits.quoted(ast.unparse(func))})")
        case ast.Call(func=func, args=[first, *_]) if analysis.full_names(func) & _IMPORTING:
            _rename_imported(first, analysis, edits, layout)
        case _:
            return


def _keep_module_name(node: ast.Call, at: int, analysis: Analysis, edits: Edits) -> None:
    """``Blueprint("admin", "admin", __name__)`` has its files in a folder called as the module."""
    module = analysis.owner(node).module.name
    others = [a for n, a in enumerate(node.args) if n != at]
    others += [k.value for k in node.keywords if k.arg != "import_name"]
    for argument in others:
        if isinstance(argument, ast.Name) and argument.id == "__name__":
            edits.replace_node(argument, edits.quoted(module))


def application_options(analysis: Analysis) -> list[str]:
    """What the application must be told beside Flask's own arguments."""
    options = ["async_templates=True"] if analysis.async_templates else []
    older = versions.older(analysis.world.spec.versions)
    return options + [f'{name}_version="{version}"' for name, version in older.items()]


def _connect(node: ast.Call, analysis: Analysis, edits: Edits) -> None:
    """``PyMongo(app)`` is told how clients are made; it no longer chooses when they connect."""
    gone = [k for k in node.keywords if k.arg in _CONNECT_OPTIONS]
    wanted = PYMONGO in analysis.full_names(node.func)
    given = ""
    if wanted:
        given = f"connect={asked_name('database:connect', node, analysis)}"
        given += ", extended_json=False" if older_flask_pymongo(analysis) else ""
    if wanted and gone:
        edits.replace_node(gone.pop(0), given)
    elif wanted and (node.args or node.keywords):
        last = max(edits.closing(a) for a in [*node.args, *(k.value for k in node.keywords)])
        edits.after(last, f", {given}")
    elif wanted:
        edits.after(edits.end(node) - 1, given)
    for keyword in gone:
        comma = edits.text.rfind(",", edits.end(node.func), edits.start(keyword))
        if comma != -1:
            edits.replace(comma, edits.end(keyword), "")


def _rename_imported(name: ast.expr, analysis: Analysis, edits: Edits, layout: Layout) -> None:
    """``import_module(f"config.{name}")``: the module's first part is in sight."""
    written = name.values[0] if isinstance(name, ast.JoinedStr) and name.values else name
    if not isinstance(written, ast.Constant) or not isinstance(written.value, str):
        return
    head, dot, _ = written.value.partition(".")
    known = {module.partition(".")[0] for module in analysis.world.modules}
    opening = _OPENING.match(edits.text, edits.start(name))
    if opening is None or head not in known or (name is not written and not dot):
        return
    edits.replace(opening.end(), opening.end() + len(head), layout.module(head))


def _rename_config(node: ast.Call, analysis: Analysis, edits: Edits, layout: Layout) -> None:
    """``app.config.from_object("config.Config")`` names a project module in a string."""
    first = node.args[0] if node.args else None
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        return
    parts = first.value.split(".")
    modules = {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
    if modules & set(analysis.world.modules):
        edits.replace_node(first, edits.quoted(layout.module(first.value)))
