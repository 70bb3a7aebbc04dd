"""``current_user`` is loaded with ``await`` where no ``login_required`` stands in front."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.declarations import FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.names import CURRENT_USER
from migrator.translate.recipe import recipe


@recipe(ast.Name, ast.Attribute)
def user(node: ast.Name | ast.Attribute, analysis: Analysis) -> Iterable[Need]:
    """The user loader may ask the database, so the first look awaits it."""
    if CURRENT_USER not in analysis.full_names(node) or not isinstance(node.ctx, ast.Load):
        return
    if isinstance(node, ast.Name) and isinstance(analysis.parent(node), ast.alias):
        return
    if function_around(analysis.owner(node)) in analysis.after_login:
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        analysis.ask(node, "compat.login:load_current_user")
        edits.replace_node(node, "load_current_user()")

    yield Need(node, analysis.owner(node), "current_user", always=True, awaited=node, change=change)


def function_around(info: FunctionInfo) -> FunctionInfo:
    """The ``def`` around a lambda or a generator expression."""
    while info.kind in {"lambda", "genexp"} and info.parent is not None:
        info = info.parent
    return info
