"""Motor sends ``aggregate`` when it is read; where somebody could tell, it is sent at once."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.asked_names import asked_name
from migrator.translate.atoms import DriverMethod
from migrator.translate.edits import Edits
from migrator.translate.recipe import recipe
from migrator.translate.sending import is_late, is_read_at_once


@recipe(ast.Call)
def late(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``rows = db.items.aggregate(...)`` that is read later on, or never (``$out``)."""
    atoms = analysis.type_of(node.func)
    methods = [a for a in atoms if isinstance(a, DriverMethod) and is_late(a)]
    if analysis.driver != "motor" or not methods or is_read_at_once(node, analysis):
        return
    unread = isinstance(analysis.parent(node), ast.Expr) and "watch" not in methods[0].name

    def change(edits: Edits, _is_async: Colours) -> None:
        if unread:
            edits.method(node, ".to_list(None)")
            return
        edits.wrap(node, f"{asked_name('compat.cursors:sent', node, analysis)}(", ")")

    name = f"{methods[0].kind}.{methods[0].name}()"
    yield Need(node, analysis.owner(node), name, always=True, awaited=node, change=change)
