"""Write what bodies in worker threads need: ``@threaded``, ``awaited(...)``, names of their own."""

import ast

from migrator.translate.analysis import Analysis, Colours, Need
from migrator.translate.declarations import FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.project_source import ModuleSource
from migrator.translate.syntax import walk
from migrator.translate.thread_entries import place_of_threaded

SYNC = "database:sync"


def decorate_threaded(
    function: FunctionInfo, node: ast.stmt, analysis: Analysis, edits: Edits
) -> None:
    """``@threaded`` in front of the ``def``, or of what wants a synchronous function."""
    name = asked_name("compat.threads:threaded", node, analysis)
    decorator = place_of_threaded(function, analysis)
    start = edits.start(node)
    if decorator is not None:
        start = edits.text.rindex("@", 0, edits.start(decorator))
    indent = edits.text[edits.text.rfind("\n", 0, start) + 1 : start]
    edits.before(start, f"@{name}\n{indent}")


def asked_name(statement: str, node: ast.AST, analysis: Analysis) -> str:
    """The name by which a module gets what it asks for; another one where it has that name."""
    name = statement.rpartition(":")[2]
    source = analysis.owner(node).module
    if name in _bound(source):
        analysis.ask(node, f"{statement} as {name}_here")
        return f"{name}_here"
    analysis.ask(node, statement)
    return name


def _bound(source: ModuleSource) -> set[str]:
    found: set[str] = set()
    for node in walk(source.tree) if source.tree is not None else ():
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {(a.asname or a.name).partition(".")[0] for a in names}
            case _:
                pass
    return found


def meet_in_thread(need: Need, analysis: Analysis, edits: Edits, is_async: Colours) -> None:
    """Write what a body in a thread needs."""
    if need.awaited is not None:
        name = asked_name("compat.threads:awaited", need.node, analysis)
        edits.wrap(need.awaited, f"{name}(", ")")
    if need.change is not None:
        need.change(edits, is_async)
