"""A cursor or an async generator given to code that is not the project's."""

import ast
from collections.abc import Collection, Iterable

from migrator.translate.analysis import Analysis, Change, Need
from migrator.translate.atoms import Atoms, BoxMethod, ClassRef, DriverMethod, Func, Instance
from migrator.translate.laziness import (
    READING,
    READING_LIBRARIES,
    READING_METHODS,
    STEPWISE,
    TAKING_OTHERS,
    takes_all,
)
from migrator.translate.materialise import materialise, unless_other
from migrator.translate.read_on import check_read_on
from migrator.translate.recipe import recipe

_TAKES_ASYNC = frozenset(
    {
        "flask.Response", "flask.stream_with_context", "flask.render_template",
        "flask.render_template_string", "builtins.isinstance", "builtins.type", "builtins.print",
        "builtins.repr", "builtins.bool", "builtins.id", "builtins.hasattr", "builtins.getattr",
        "builtins.setattr",
    }
)  # fmt: skip
_SETTLED = _TAKES_ASYNC | READING | {"builtins.iter", "builtins.super"}
_OURS = (Func, ClassRef, Instance)


@recipe(ast.Call)
def argument(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``dumps(cursor)``, ``items.extend(x for x in cursor)``, ``", ".join(...)``."""
    atoms = analysis.type_of(node.func)
    names = analysis.full_names(node.func)
    if names & _SETTLED or any(isinstance(a, _OURS) for a in atoms) or _keeps_it(atoms):
        return
    for value in [*node.args, *(k.value for k in node.keywords)]:
        if isinstance(value, ast.Starred) or not analysis.is_lazy(value):
            continue
        if isinstance(value, ast.GeneratorExp) or _reads_it_all(node, analysis):
            if names & STEPWISE and not takes_all(node, analysis):
                check_read_on(value, node, analysis)
            construct = ast.unparse(node.func)
            change: Change | None = materialise(value, analysis, node)
            if _takes_others(node, names):
                change = unless_other(value, analysis, node, f"{construct}()")
            if change is not None:
                yield from analysis.loops(value, node, construct, change)
            continue
        iteration = analysis.iteration(value)
        analysis.refuse(
            node,
            f"{ast.unparse(node.func)}()",
            "it is given a cursor or an async generator, which it would iterate synchronously",
            "give it a list",
            needs=() if iteration.cursors else iteration.generators,
            fits_thread=True,
        )


def _takes_others(node: ast.Call, names: Collection[str]) -> bool:
    """Whether a dictionary or None means something else to it than a list of its items."""
    is_update = isinstance(node.func, ast.Attribute) and node.func.attr == "update"
    return is_update or not TAKING_OTHERS.isdisjoint(names)


def _keeps_it(atoms: Atoms) -> bool:
    """Whether it is put into a list or a dictionary as it is: ``cursors.append(cursor)``."""
    return bool(atoms) and all(
        isinstance(atom, BoxMethod) and atom.name not in READING_METHODS for atom in atoms
    )


def _reads_it_all(node: ast.Call, analysis: Analysis) -> bool:
    if analysis.full_names(node.func) & READING_LIBRARIES:
        return True
    if any(isinstance(a, DriverMethod) for a in analysis.type_of(node.func)):
        return True
    return isinstance(node.func, ast.Attribute) and node.func.attr in READING_METHODS
