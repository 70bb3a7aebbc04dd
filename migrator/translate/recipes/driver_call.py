"""A PyMongo operation gets ``await`` where Motor or PyMongo Async wants it."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.atoms import (
    ClassRef,
    Driver,
    DriverMethod,
    Func,
    Instance,
    ModuleRef,
    Nothing,
    Super,
    Unknown,
)
from migrator.translate.binding import is_bound
from migrator.translate.driver_api import API, COMPAT_METHODS, REMOVED, TELLTALE
from migrator.translate.recipe import recipe

_OURS = (Instance, ModuleRef)


@recipe(ast.Call)
def operation(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``db.users.find_one(...)``."""
    atoms = {atom for atom in analysis.type_of(node.func) if not isinstance(atom, Nothing)}
    methods = [atom for atom in atoms if isinstance(atom, DriverMethod)]
    if not methods:
        _suspect(node, analysis)
        return
    for atom in methods:
        known = API[atom.kind].get(atom.name)
        if known is not None and known.awaited(analysis.driver):
            yield Need(
                node,
                analysis.owner(node),
                f"{atom.kind}.{atom.name}()",
                always=True,
                awaited=node,
                everywhere=atom.name in COMPAT_METHODS,
            )
            return


def _suspect(node: ast.Call, analysis: Analysis) -> None:
    if not isinstance(node.func, ast.Attribute):
        return
    name, receiver = node.func.attr, analysis.type_of(node.func.value)
    is_removed = any(isinstance(atom, Driver) for atom in receiver) and name in REMOVED
    if is_removed or _is_nothing(node.func.value, analysis):
        return
    if name not in TELLTALE or any(isinstance(atom, _OURS) for atom in receiver):
        return
    certain = bool(receiver) and all(not isinstance(a, Unknown) for a in receiver)
    if certain and name in {"find", "distinct", "aggregate"}:
        return
    if certain and any(isinstance(a, Func | ClassRef | Super) for a in receiver):
        return
    if _has_text_argument(node) and name == "find":
        return
    analysis.refuse(
        node,
        f"{ast.unparse(node.func)}()",
        "it looks like a PyMongo call, but what it is called on could not be found out",
        "name the collection where it is used, or pass it from a place that is known",
    )


def _is_nothing(node: ast.expr, analysis: Analysis) -> bool:
    """Whether it begins with a name that nobody binds: it fails before anything is called."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name) and not is_bound(node, analysis)


def _has_text_argument(node: ast.Call) -> bool:
    return bool(node.args) and isinstance(node.args[0], ast.JoinedStr | ast.Constant)
