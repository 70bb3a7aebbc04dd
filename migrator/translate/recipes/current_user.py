"""``current_user`` is loaded with ``await`` where no ``login_required`` stands in front."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.asked_names import asked_name
from migrator.translate.declarations import FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.loaded_user import surely_loaded
from migrator.translate.names import CURRENT_USER
from migrator.translate.recipe import recipe


@recipe(ast.Name, ast.Attribute, names=(CURRENT_USER,))
def user(node: ast.Name | ast.Attribute, analysis: Analysis) -> Iterable[Need]:
    """The user loader may ask the database, so the first look awaits it."""
    if not isinstance(node.ctx, ast.Load):
        return
    if isinstance(node, ast.Name) and isinstance(analysis.parent(node), ast.alias):
        return
    owner = analysis.owner(node)
    if function_around(owner) in analysis.after_login or node in _loaded(owner, analysis):
        return
    whole = _unwrapped(node, analysis)

    def change(edits: Edits, _is_async: Colours) -> None:
        name = asked_name("compat.login:load_current_user", node, analysis)
        edits.replace_node(whole, f"{name}()")

    yield Need(
        whole, owner, "current_user", always=True, awaited=whole, change=change,
        everywhere=True,
    )  # fmt: skip


def _loaded(owner: FunctionInfo, analysis: Analysis) -> frozenset[ast.AST]:
    """The uses of a function in front of which another use has loaded the user."""
    if owner not in analysis.loaded_users:
        inside = (n for n in ast.walk(owner.node) if isinstance(n, ast.Name | ast.Attribute))
        uses: set[ast.AST] = {
            n
            for n in inside
            if analysis.world.declared.owners.get(n) is owner
            and isinstance(n.ctx, ast.Load)
            and CURRENT_USER in analysis.full_names(n)
        }
        analysis.loaded_users[owner] = surely_loaded(owner, uses)
    return analysis.loaded_users[owner]


def _unwrapped(node: ast.expr, analysis: Analysis) -> ast.expr:
    """``current_user._get_current_object()`` as a whole: loading gives that object already."""
    read = analysis.parent(node)
    if isinstance(read, ast.Attribute) and read.attr == "_get_current_object":
        call = analysis.parent(read)
        if isinstance(call, ast.Call) and call.func is read:
            return call
    return node


def function_around(info: FunctionInfo) -> FunctionInfo:
    """The ``def`` around a lambda or a generator expression."""
    while info.kind in {"lambda", "genexp"} and info.parent is not None:
        info = info.parent
    return info
