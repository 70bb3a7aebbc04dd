"""A call of a function that turned async is awaited."""

import ast
from collections.abc import Collection, Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.atoms import (
    Atom,
    ClassRef,
    DriverMethod,
    Func,
    Instance,
    Nothing,
    Unknown,
)
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
        _refuse_unknown(node, atoms, analysis)
        return
    others = [a for a in atoms if not isinstance(a, Func | Instance | ClassRef | DriverMethod)]
    if others or (functions - calls):
        analysis.refuse(
            node,
            f"{ast.unparse(node.func)}()",
            "it may call an async function or something else, so it cannot be known what to await",
            "call the two from different places",
            needs=calls,
            fits_thread=True,
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


def _refuse_unknown(node: ast.Call, atoms: Collection[Atom], analysis: Analysis) -> None:
    """What is called is not known; it may be one of the project's async functions."""
    if Unknown() in atoms:
        analysis.refuse(
            node,
            f"{ast.unparse(node.func)}()",
            "what it calls could not be found out, so it cannot be known whether to await",
            "call it by its name",
        )
        return
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    namesakes = [] if atoms else analysis.world.declared.called(name)
    if namesakes:
        analysis.refuse(
            node,
            f"{ast.unparse(node.func)}()",
            f"what it is called on could not be found out, and {namesakes[0].label} turned async",
            "call it by its name",
            needs=namesakes,
        )
