"""The names that change: Flask's become compat's, ``MongoClient`` becomes ``connect``."""

import ast

from migrator.translate import extension_names
from migrator.translate.analysis import Analysis
from migrator.translate.asked_names import asked_name, local_name
from migrator.translate.compat_surface import has
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.extension_names import JWT_REQUIRED, SWAG_FROM, SWAGGER
from migrator.translate.flask_names import (
    FLASK_PACKAGES,
    HOLDING_MODULES,
    MARKUPSAFE,
    MODULES,
    NAMES,
    TYPES,
)
from migrator.translate.imports import Layout
from migrator.translate.names import APPLICATION, alias_of
from migrator.translate.renamed_calls import application_options, rename_call
from migrator.translate.routes import route_decorators
from migrator.translate.signatures import annotations
from migrator.translate.strangers import MAPPERS, acts_by_itself, package_of


def check_names(analysis: Analysis) -> None:
    """Refuse what is left of Flask and its extensions where compat has nothing for it."""
    for node, names in analysis.named.items():
        if isinstance(node, ast.Name | ast.Attribute) and node in analysis.world.declared.owners:
            for name in names:
                _check(node, name, analysis)


def _check(node: ast.Name | ast.Attribute, name: str, analysis: Analysis) -> None:
    package = name.partition(".")[0]
    if name == JWT_REQUIRED and isinstance(analysis.parent(node), DEFINITIONS):
        todo = "write @jwt_required()"
        analysis.refuse(node, "@jwt_required", "without parentheses it guards nothing", todo)
    if name in {SWAGGER, SWAG_FROM} and _checks_bodies(analysis.parent(node)):
        analysis.refuse(
            node, name, "it checks or parses bodies by its document", "check in the view"
        )
    if package in MAPPERS or package_of(name):
        if package not in analysis.left.quiet:
            analysis.refuse(
                node, name, _why(package, analysis), "keep the route on Flask",
                owner=_concerned(node, analysis),
            )  # fmt: skip
        return
    if package not in FLASK_PACKAGES or name in FLASK_PACKAGES or name in MODULES:
        return
    if isinstance(node, ast.Attribute) and _covers(name.rpartition(".")[0]):
        return
    if name in MARKUPSAFE or name.startswith(f"{TYPES}.") or _covers(name):
        return
    analysis.refuse(node, name, "compat has no such name yet", "keep the route on Flask")


def _why(package: str, analysis: Analysis) -> str:
    world = analysis.world
    acts = acts_by_itself(package, world.spec, world.root)
    return f"{package} has no counterpart yet" + (f", and {acts}" if acts else "")


def _concerned(node: ast.AST, analysis: Analysis) -> FunctionInfo:
    """The view of which the name decorates, types or fills something; else who runs the code.

    What a library does to a view goes with the view; what it does elsewhere may concern everyone.
    """
    child, parent = node, analysis.parent(node)
    while isinstance(parent, ast.expr | ast.keyword | ast.arg | ast.arguments):
        child, parent = parent, analysis.parent(parent)
    if isinstance(parent, DEFINITIONS) and child not in parent.body:
        view = analysis.world.declared.functions[parent]
        if route_decorators(view, analysis):
            return view
    return analysis.owner(node)


def _checks_bodies(call: ast.AST | None) -> bool:
    """Whether flasgger is asked to do more than to document."""
    named = {k.arg for k in call.keywords} if isinstance(call, ast.Call) else set()
    return bool(named & {"parse", "validation", "decorators"})


def _covers(name: str) -> bool:
    while name:
        if name in NAMES:
            return has(NAMES[name].module, NAMES[name].name)
        if name in MODULES:
            return True
        name = name.rpartition(".")[0]
    return False


def rename(node: ast.AST, analysis: Analysis, edits: Edits, layout: Layout) -> None:
    """Rename one mention in the code (imports are rewritten elsewhere)."""
    match node:
        case ast.Name(id=written, ctx=ast.Load()):
            _rename_name(node, written, analysis, edits)
            _complete_class(node, analysis, edits)
        case ast.Attribute(value=ast.Name() | ast.Attribute()):
            _rename_attribute(node, analysis, edits)
            _complete_class(node, analysis, edits)
        case ast.Call():
            rename_call(node, analysis, edits, layout)
        case _:
            return


def _complete_class(base: ast.expr, analysis: Analysis, edits: Edits) -> None:
    """``class Shop(Flask)`` tells all its applications what ``Flask(...)`` would be told."""
    cls = analysis.parent(base)
    if not isinstance(cls, ast.ClassDef) or base not in cls.bases:
        return
    if APPLICATION in analysis.full_names(base):
        at = max(edits.closing(n) for n in [*cls.bases, *(k.value for k in cls.keywords)])
        edits.after(at, "".join(f", {option}" for option in application_options(analysis)))


def _rename_name(node: ast.Name, written: str, analysis: Analysis, edits: Edits) -> None:
    names = analysis.full_names(node)
    if written == "Flask" and APPLICATION in names:
        edits.replace_node(node, local_name("Application", analysis.owner(node).module.tree))
    if "pymongo.MongoClient" in names and announces(node, analysis):
        edits.replace_node(node, asked_name("database:Client", node, analysis))
    elif written == "MongoClient" and "pymongo.MongoClient" in names:
        edits.replace_node(node, local_name("connect", analysis.owner(node).module.tree))


def announces(node: ast.AST, analysis: Analysis) -> bool:
    """Whether a name stands in an annotation."""
    child, parent = node, analysis.parent(node)
    while isinstance(parent, ast.expr):
        child, parent = parent, analysis.parent(parent)
    if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
        return child in annotations(parent)
    return isinstance(parent, ast.AnnAssign) and parent.annotation is child


def _rename_attribute(node: ast.Attribute, analysis: Analysis, edits: Edits) -> None:
    """``flask.request`` and ``pymongo.MongoClient`` through their modules."""
    holders = analysis.written_names(node.value)
    for name in analysis.written_names(node):
        if name not in NAMES:
            name = alias_of(name)  # noqa: PLW2901 (the name that compat knows)
        if isinstance(node.value, ast.Name) and holders & extension_names.MODULES.keys():
            return
        if name in NAMES and any(h.partition(".")[0] in FLASK_PACKAGES for h in holders):
            if not holders & HOLDING_MODULES:
                continue
            target = NAMES[name]
            edits.replace_node(
                node, asked_name(f"compat.{target.module}:{target.name}", node, analysis)
            )
        elif alias_of(name) == "pymongo.MongoClient":
            new = "Client" if announces(node, analysis) else "connect"
            edits.replace_node(node, asked_name(f"database:{new}", node, analysis))
