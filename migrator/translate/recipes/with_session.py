"""``with client.start_session() as s, s.start_transaction():`` (SEMANTICS section 8.2)."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.atoms import Driver, Generator, Instance
from migrator.translate.driver_api import GRIDFS
from migrator.translate.edits import Edits
from migrator.translate.lookup import find_method
from migrator.translate.recipe import recipe

_ENTERED = frozenset({"session", "transaction", "change_stream", "cursor", "command_cursor"})


@recipe(ast.With)
def sessions(node: ast.With, analysis: Analysis) -> Iterable[Need]:
    """Driver objects are entered with ``async with``; the calls in it follow the driver's table."""
    ours = [item for item in node.items if _is_driver(item.context_expr, analysis)]
    if not ours:
        _refuse_others(node, analysis)
        return
    if len(ours) != len(node.items):
        analysis.refuse(
            node, "with", "it enters a session and something synchronous in one statement",
            "write two with statements", fits_thread=True,
        )  # fmt: skip
        return

    def change(edits: Edits, _is_async: Colours) -> None:
        edits.before(edits.start(node), "async ")

    yield Need(node, analysis.owner(node), "with", always=True, change=change)


def _is_driver(node: ast.expr, analysis: Analysis) -> bool:
    return any(isinstance(a, Driver) and a.kind in _ENTERED for a in analysis.type_of(node))


def _refuse_others(node: ast.With, analysis: Analysis) -> None:
    for item in node.items:
        functions = set()
        for atom in analysis.type_of(item.context_expr):
            if isinstance(atom, Generator):
                functions.add(atom.function)
            if isinstance(atom, Driver) and atom.kind not in GRIDFS:
                analysis.refuse(
                    node, "with", f"a PyMongo {atom.kind} cannot be entered asynchronously here",
                    "close it in a finally",
                )  # fmt: skip
            if isinstance(atom, Instance):
                for name in ("__enter__", "__exit__"):
                    _, method = find_method(atom.cls, name)
                    functions |= {method} if method else set()
        if functions:
            analysis.refuse(
                node, "with", "the context manager turned async, which is not translated yet",
                "open and close in the function itself", needs=functions, fits_thread=True,
            )  # fmt: skip
