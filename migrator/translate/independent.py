"""Reads that do not need each other: they wait one after the other, and could wait together.

Told as a note, with the lines; nothing is rewritten. Only reads whose call is in plain sight count
(``find_one``, ``count_documents``, ``list(db.x.find())``), in one block, in statements that follow
each other or in one expression, outside ``try`` and without a session.
"""

import ast
from collections.abc import Iterable, Iterator

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import DriverMethod
from migrator.translate.colour import Palette
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.syntax import walk

INDEPENDENT = "independent reads"
_READS = frozenset({"find_one", "count_documents", "estimated_document_count", "distinct"})
_CONDITIONAL = (ast.IfExp, ast.BoolOp, ast.Lambda, ast.comprehension, ast.NamedExpr)
_OF_CURSORS = frozenset({"find", "sort", "limit", "skip", "get_collection"})
_HARMLESS = ("flask.jsonify", "flask.request.args.", "bson.", "builtins.str", "builtins.int")
_LISTS = frozenset({"builtins.list", "builtins.sorted"})


def tell_independent_reads(analysis: Analysis, palette: Palette) -> None:
    """Add a note for every group of such reads in functions that turned async."""
    for function, groups in functions_with_reads(analysis, palette):
        for group in groups:
            analysis.note(
                group[0],
                INDEPENDENT,
                f"{reads_in_words(function, group)}; together they wait as long as the slowest",
                "asyncio.gather, when nothing depends on their order: `gather = true`",
            )


def functions_with_reads(
    analysis: Analysis, palette: Palette
) -> Iterator[tuple[FunctionInfo, list[list[ast.Call]]]]:
    """The functions that turned async and have groups of such reads."""
    for function in analysis.world.declared.functions.values():
        if not isinstance(function.node, DEFINITIONS) or not palette.is_async(function):
            continue
        if groups := list(_groups(function, analysis)):
            yield function, groups


def reads_in_words(function: FunctionInfo, group: list[ast.Call]) -> str:
    """Which function reads how often, and where."""
    lines = ", ".join(str(n) for n in sorted({read.lineno for read in group}))
    return (
        f"{function.qualname} reads {len(group)} times without needing one for the other "
        f"(lines {lines})"
    )


def _groups(function: FunctionInfo, analysis: Analysis) -> Iterator[list[ast.Call]]:
    for block in _blocks(function.node):
        group: list[ast.Call] = []
        bound: set[str] = set()
        for statement in block:
            runs = _runs(statement, analysis)
            if len(runs) > 1 or not runs[0] or (bound and _needs(statement, bound)):
                yield from _several(group)
                group, bound = [], set()
            for run in runs[:-1]:
                yield from _several(run)
            group += runs[-1]
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)]) if len(runs) == 1 and runs[0]:
                    bound.add(name)
                case _:
                    yield from _several(group)
                    group, bound = [], set()
        yield from _several(group)


def _needs(statement: ast.stmt, bound: set[str]) -> bool:
    return any(isinstance(node, ast.Name) and node.id in bound for node in walk(statement))


def _several(group: list[ast.Call]) -> Iterable[list[ast.Call]]:
    return [group] if len(group) > 1 else []


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks of a function, without those of inner functions and of ``try``."""
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if not isinstance(block, list):
            continue
        yield block
        for statement in block:
            if isinstance(statement, ast.If | ast.For | ast.While):
                yield from _blocks(statement)


def _runs(statement: ast.stmt, analysis: Analysis) -> list[list[ast.Call]]:
    """The reads of a plain statement, in runs between which something else is called."""
    if not isinstance(statement, ast.Assign | ast.Return) or statement.value is None:
        return [[]]
    nodes = walk(statement.value)
    calls = sorted((n for n in nodes if isinstance(n, ast.Call)), key=_when)
    reads = [call for call in calls if _is_read(call, analysis)]
    if not reads:
        return [[]]
    nested = any(other in walk(read) for read in reads for other in reads if other is not read)
    doubtful = any(isinstance(node, _CONDITIONAL) for node in nodes)
    if nested or doubtful or any(map(_has_session, calls)):
        return [[]]
    runs: list[list[ast.Call]] = [[]]
    for call in calls:
        if call in reads:
            runs[-1].append(call)
        elif not _is_harmless(call, analysis):
            runs.append([])
    return runs


def _when(call: ast.Call) -> tuple[int, int]:
    """A call is made when all of it has been read: arguments first."""
    return call.end_lineno or 0, call.end_col_offset or 0


def _is_read(call: ast.Call, analysis: Analysis) -> bool:
    methods = [atom for atom in analysis.type_of(call.func) if isinstance(atom, DriverMethod)]
    if methods:
        return all(m.kind == "collection" and m.name in _READS for m in methods)
    if not analysis.full_names(call.func) & _LISTS or len(call.args) != 1:
        return False
    return analysis.iteration(call.args[0]).cursors and _is_find(call.args[0], analysis)


def _is_find(node: ast.expr, analysis: Analysis) -> bool:
    """``db.x.find(...)``, sorted and cut, and nothing else."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        atoms = [a for a in analysis.type_of(node.func) if isinstance(a, DriverMethod)]
        if any(a.kind == "collection" and a.name == "find" for a in atoms):
            return True
        if not atoms or any(a.kind != "cursor" for a in atoms):
            return False
        node = node.func.value
    return False


def _is_harmless(call: ast.Call, analysis: Analysis) -> bool:
    """A cursor that is made or sorted, or a call that changes nothing."""
    methods = [atom for atom in analysis.type_of(call.func) if isinstance(atom, DriverMethod)]
    if methods:
        return all(m.name in _OF_CURSORS for m in methods)
    names = analysis.full_names(call.func)
    return bool(names) and all(name.startswith(_HARMLESS) for name in names)


def _has_session(call: ast.Call) -> bool:
    return any(keyword.arg in {"session", None} for keyword in call.keywords)
