"""Cursors inside a list that a function of Python reads: ``chain.from_iterable(cursors)``."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Need
from migrator.translate.atoms import Atom, Driver, Generator
from migrator.translate.driver_api import CURSORS
from migrator.translate.frame import Frame
from migrator.translate.laziness import READING, READING_LIBRARIES
from migrator.translate.lookup import elements
from migrator.translate.recipe import recipe

_FLATTENING = frozenset({"itertools.chain.from_iterable"})
_APPLYING = frozenset({"builtins.map", "builtins.filter"})
_READERS = READING | READING_LIBRARIES | {"itertools.product", "itertools.zip_longest"}


@recipe(ast.Call, names=_FLATTENING | _READERS)
def lazy_inside(node: ast.Call, analysis: Analysis) -> Iterable[Need]:
    """``zip(*cursors)``, ``map(list, cursors)``: each cursor would be iterated synchronously."""
    frame = Frame(analysis.world, analysis.owner(node))
    parts = _taken_apart(node, analysis)
    held = frozenset[Atom]().union(*(elements(analysis.type_of(p), frame) for p in parts))
    cursors = any(isinstance(atom, Driver) and atom.kind in CURSORS for atom in held)
    generators = [atom.function for atom in held if isinstance(atom, Generator)]
    if cursors or generators:
        analysis.refuse(
            node,
            f"{ast.unparse(node.func)}()",
            "it is given cursors or async generators in a list, and would iterate synchronously",
            "make lists of them first",
            needs=() if cursors else generators,
            fits_thread=True,
        )
    yield from ()


def _taken_apart(node: ast.Call, analysis: Analysis) -> list[ast.expr]:
    """The arguments whose items the function reads, each for itself."""
    names = analysis.full_names(node.func)
    if names & _FLATTENING:
        return node.args
    parts = [part.value for part in node.args if isinstance(part, ast.Starred)]
    if names & _APPLYING and node.args and analysis.full_names(node.args[0]) & _READERS:
        parts += node.args[1:]
    return parts
