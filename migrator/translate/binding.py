"""Which names are bound nowhere: new ones are our mistake, the author's own stay as they are."""

import ast
import builtins
from typing import TYPE_CHECKING

from migrator.translate.analysis import Analysis

if TYPE_CHECKING:
    from migrator.translate.declarations import FunctionInfo

UNDEFINED = "the name is not defined"


def undefined_names(analysis: Analysis) -> frozenset[str]:
    """The names the author uses without ever binding them; asking for one raises NameError."""
    return frozenset(
        node.id
        for node in analysis.world.declared.of_kind(ast.Name)
        if isinstance(node.ctx, ast.Load) and not is_bound(node, analysis)
    )


def is_bound(node: ast.Name, analysis: Analysis) -> bool:
    """Whether anything gives the name a value: a scope around it, the module, Python."""
    owner: FunctionInfo | None = analysis.owner(node)
    module = analysis.owner(node).module.name
    while owner is not None:
        if node.id in owner.locals:
            return True
        owner = owner.parent
    store = analysis.world.store
    if hasattr(builtins, node.id) or (node.id.startswith("__") and node.id.endswith("__")):
        return True
    known = ("global", module, node.id) in store.values or ("stars", module) in store.values
    return known or bool(analysis.type_of(node)) or _is_of_class(node, analysis)


def _is_of_class(node: ast.Name, analysis: Analysis) -> bool:
    """Names of a class body are seen by the rest of that body."""
    parent = analysis.parent(node)
    while parent is not None:
        if isinstance(parent, ast.ClassDef):
            return True
        parent = analysis.parent(parent)
    return False
