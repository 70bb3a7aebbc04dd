"""Reads that a team wants to wait together: which of them may, and why others may not.

``asyncio.gather`` sends all reads and raises the error that comes first in time; the team chose
that (``gather`` in the settings, docs/independent-reads.md). Everything else stays as it was:

* what a read is given is worked out before any of them is awaited, so it must not fail where reads
  in front of it had been sent. Motor sends a call when it is made, in order; with PyMongo Async
  only what cannot fail, or was worked out for the first read already, is gathered;
* where somebody on the way up handles exceptions, another one could be handled in another way.
"""

import ast
from collections.abc import Iterable, Iterator

from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis, Gather
from migrator.translate.atoms import Driver, DriverMethod, Nothing
from migrator.translate.call_graph import CallGraph
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.handler_above import handler_above
from migrator.translate.independent import (
    INDEPENDENT,
    functions_with_reads,
    reads_in_words,
)
from migrator.translate.keyed_reads import keyed_reads
from migrator.translate.syntax import walk

GATHERED = "gathered reads"
_WITHIN = "only statements `name = read` and values under free names are, and nothing in front"
_PLAIN = (ast.Constant, ast.Name, ast.Dict, ast.List, ast.Tuple, ast.keyword, ast.expr_context)
_PARTICULAR = frozenset({"limit", "skip", "sort"})


def plan_gathering(
    analysis: Analysis, palette: Palette, graph: CallGraph
) -> dict[str, tuple[Gather, ...]]:
    """What is gathered, by module; why others are not is told as a note."""
    planned: dict[str, list[Gather]] = {}
    for function, groups in functions_with_reads(analysis, palette):
        handler = handler_above(function, graph, analysis)
        handled = f"; not gathered: {handler} may handle what they raise" if handler else ""
        for group in groups:
            runs = list(_runs(function, group, analysis))
            for names, reads in runs:
                told = reads_in_words(function, reads)
                if why := handled or _why_not(function, names, reads, analysis):
                    analysis.note(reads[0], INDEPENDENT, f"{told}{why}")
                    continue
                note = Reason(function.module.file, reads[0].lineno, GATHERED, told)
                gather = Gather(function.qualname, names, note)
                planned.setdefault(function.module.name, []).append(gather)
            if not runs:
                told = reads_in_words(function, group)
                analysis.note(group[0], INDEPENDENT, f"{told}; not gathered: {_WITHIN}")
    return {module: tuple(found) for module, found in planned.items()}


def _runs(
    function: FunctionInfo, group: list[ast.Call], analysis: Analysis
) -> Iterator[tuple[tuple[str, ...], list[ast.Call]]]:
    """Names, and the reads that give them their values."""
    runs = list(_one_each(group, analysis))
    for run in runs:
        yield tuple(_target(read, analysis) for read in run), run
    if not runs:
        keyed = keyed_reads(function, group, analysis)
        if len(keyed) > 1:
            yield tuple(name for name, _ in keyed), [read for _, read in keyed]


def _one_each(group: list[ast.Call], analysis: Analysis) -> Iterator[list[ast.Call]]:
    """The reads that are whole statements ``name = read``, as far as they follow each other."""
    run: list[ast.Call] = []
    for read in group:
        if _target(read, analysis):
            run.append(read)
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _target(read: ast.Call, analysis: Analysis) -> str:
    match analysis.parent(read):
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is read:
            return name
        case _:
            return ""


def _why_not(
    function: FunctionInfo, names: tuple[str, ...], reads: list[ast.Call], analysis: Analysis
) -> str:
    if _binds(function, "asyncio"):
        return "; not gathered: asyncio is another name there"
    if {*names} & _declared_elsewhere(function):
        return "; not gathered: a global name is bound, which others may read in between"
    if any(analysis.world.getters.get(n) for read in reads for n in walk(read)):
        return "; not gathered: a property is read for it"
    if analysis.driver == "motor":
        return ""
    known = {ast.dump(node) for node in walk(reads[0])}
    for node in (n for read in reads[1:] for n in _may_fail(read, analysis)):
        if ast.dump(node) not in known:
            return (
                f"; not gathered: {ast.unparse(node)} in line {node.lineno} may fail, "
                "and the reads in front of it would not be sent"
            )
    return ""


def _may_fail(node: ast.AST, analysis: Analysis) -> Iterator[ast.expr]:
    """The parts of a read, outermost first, that may raise before it is sent."""
    if _is_harmless(node, analysis):
        for child in ast.iter_child_nodes(node):
            yield from _may_fail(child, analysis)
    elif isinstance(node, ast.expr):
        yield node


def _is_harmless(node: ast.AST, analysis: Analysis) -> bool:
    match node:
        case ast.Call():
            return _is_harmless_call(node, analysis)
        case ast.Attribute() | ast.Subscript(slice=ast.Constant()):
            return _is_driver(node, analysis)
        case ast.UnaryOp(operand=ast.Constant()):
            return True
        case _:
            return isinstance(node, (*_PLAIN, ast.unaryop))


def _is_harmless_call(node: ast.Call, analysis: Analysis) -> bool:
    """Cursors that are made, and names looked up in a query string."""
    names = analysis.full_names(node.func)
    if "flask.request.args.get" in names:
        return len(node.args) == 1 and not node.keywords
    match node.func:
        case ast.Attribute(attr=name) if name in _PARTICULAR:
            values = (n for part in (*node.args, *node.keywords) for n in walk(part))
            return not any(isinstance(n, ast.Name | ast.Call | ast.Attribute) for n in values)
        case ast.Attribute():
            return _is_driver(node.func, analysis)
        case _:
            return "builtins.list" in names


def _is_driver(node: ast.AST, analysis: Analysis) -> bool:
    """A method, a collection or a database of the driver: looking it up asks nothing."""
    atoms = [atom for atom in analysis.type_of(node) if not isinstance(atom, Nothing)]
    return bool(atoms) and all(isinstance(atom, Driver | DriverMethod) for atom in atoms)


def _declared_elsewhere(function: FunctionInfo) -> set[str]:
    nodes: Iterable[ast.AST] = ast.walk(function.node)
    return {n for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for n in node.names}


def _binds(function: FunctionInfo, name: str) -> bool:
    """Whether the name is something of the module's own there."""
    tree = function.module.tree
    nodes: Iterable[ast.AST] = ast.walk(tree) if tree is not None else ()
    return any(
        (isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load))
        or (isinstance(node, ast.arg) and node.arg == name)
        or (isinstance(node, ast.alias) and node.asname == name and node.name != name)
        for node in nodes
    )
