"""A call of a function that turned async is awaited."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.atoms import ClassRef, DriverMethod, Func, Instance, Nothing
from migrator.translate.lookup import find_method
from migrator.translate.recipe import recipe


@recipe(ast.Call)
def call(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``service.total(order)``; what else it may call must turn async as well, or is refused."""
    atoms = {atom for atom in analysis.type_of(node.func) if not isinstance(atom, Nothing)}
    functions = {atom.function for atom in atoms if isinstance(atom, Func)}
    for atom in atoms:
        if isinstance(atom, Instance):
            _, method = find_method(atom.cls, "__call__")
            functions |= {method} if method else set()
    calls = frozenset(f for f in functions if not f.is_generator)
    if not calls:
        return
    others = [a for a in atoms if not isinstance(a, Func | Instance | ClassRef | DriverMethod)]
    if others or (functions - calls):
        analysis.refuse(
            node,
            f"{ast.unparse(node.func)}()",
            "it may call an async function or something else, so it cannot be known what to await",
            "call the two from different places",
            needs=calls,
        )
    names = ", ".join(sorted(f.qualname for f in calls))
    yield Need(
        node,
        analysis.owner(node),
        f"call of {names}",
        functions=calls,
        awaited=node,
        together=True,
    )
