"""What ``lint`` looks for in code that people wrote: drivers in the wrong place, unread cursors."""

import ast
from collections.abc import Iterable

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Driver, DriverMethod, ExternalInstance, Plain, Unknown
from migrator.translate.awaiting import is_awaited_there
from migrator.translate.binding import UNDEFINED, is_bound
from migrator.translate.call_graph import build_graph
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import API, CURSORS, REMOVED, SYNC_PREFIX
from migrator.translate.findings import Finding, finding
from migrator.translate.recipes.current_user import function_around as around

_FLASK_WORDS = frozenset(
    {
        "request", "session", "g", "current_app", "current_user", "jsonify", "url_for", "flash",
        "render_template", "make_response", "send_file",
    }
)  # fmt: skip
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "route", "api_route", "head"})
_WANTS_DATA = frozenset(
    {"json.dumps", "bson.json_util.dumps", "pandas.DataFrame", "fastapi.encoders.jsonable_encoder"}
)
_QUERIES = frozenset(
    name
    for kind in ("collection", "database")
    for name, known in API[kind].items()
    if "_" in name and known.motor and known.native
)
Fault = tuple[str, str, str]
"""Rule, construct and why."""


def look_by_hand(analysis: Analysis) -> Iterable[Finding]:
    """The findings that only code has which no translator wrote."""
    for node in analysis.world.declared.owners:
        for rule, construct, why in _faults(node, analysis):
            yield finding(node, analysis, rule, construct, why)
    yield from sync_queries(analysis)


def sync_queries(analysis: Analysis, called: Iterable[FunctionInfo] = ()) -> Iterable[Finding]:
    """Queries of the synchronous driver for which the event loop waits; ``called`` run on it."""
    nodes = analysis.world.declared.of_kind(ast.Call, ast.For, ast.comprehension)
    asked = [node for node in nodes if _asks_sync(node, analysis)]
    loops = _on_the_loop(analysis, called) if asked else {}
    for node in asked:
        owner = around(analysis.owner(node))
        if owner in loops:
            why = "the event loop waits for the synchronous driver"
            via = f", called by {loops[owner].qualname}" if loops[owner] is not owner else ""
            place = node.iter if isinstance(node, ast.For | ast.comprehension) else node
            yield finding(place, analysis, "sync-driver", ast.unparse(place), why + via)


def _on_the_loop(
    analysis: Analysis, called: Iterable[FunctionInfo]
) -> dict[FunctionInfo, FunctionInfo]:
    """The functions that run on the event loop, each with who called it there."""
    graph = build_graph(analysis.world)
    functions = analysis.world.declared.functions.values()
    waiting = [f for f in functions if isinstance(f.node, ast.AsyncFunctionDef)]
    waiting += called
    threaded = analysis.world.threaded
    found = {function: function for function in waiting}
    while waiting:
        caller = waiting.pop()
        for edge in graph.out[caller]:
            if edge.called and edge.callee not in found and edge.callee not in threaded:
                found[edge.callee] = caller
                waiting.append(edge.callee)
    return found


def _faults(node: ast.AST, analysis: Analysis) -> Iterable[Fault]:
    match node:
        case ast.Name(ctx=ast.Load()):
            if node.id in _FLASK_WORDS and not is_bound(node, analysis):
                yield "undefined-name", node.id, f"{UNDEFINED}: a name of Flask's is left"
        case ast.Call():
            yield from _handed(node, analysis)
            yield from _asked(node, analysis)
        case ast.For(iter=source) | ast.comprehension(iter=source, is_async=0):
            yield from _loop(source, analysis)
        case _:
            yield from _unread(node, analysis)


def _unread(node: ast.AST, analysis: Analysis) -> Iterable[Fault]:
    """A cursor that stands where only its documents would make sense."""
    match node:
        case ast.Expr(value=value):
            why = "nobody reads this cursor"
        case ast.Return(value=ast.expr() as value) if _is_route(node, analysis):
            why = "a cursor is no answer"
        case ast.Subscript(value=value, slice=index) if not isinstance(index, ast.Slice):
            why = "an async cursor has no index"
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            value = test.operand if isinstance(test, ast.UnaryOp) else test
            why = "a cursor is always true"
        case _:
            return
    if _is_cursor(value, analysis):
        yield "unread-cursor", ast.unparse(value), why


def _is_cursor(node: ast.expr, analysis: Analysis) -> bool:
    return any(isinstance(a, Driver) and a.kind in CURSORS for a in analysis.type_of(node))


def _is_route(node: ast.AST, analysis: Analysis) -> bool:
    function = analysis.owner(node).node
    decorators = getattr(function, "decorator_list", [])
    called = [d.func for d in decorators if isinstance(d, ast.Call)]
    return any(isinstance(c, ast.Attribute) and c.attr in _VERBS for c in called)


def _in_async(node: ast.AST, analysis: Analysis) -> bool:
    return isinstance(around(analysis.owner(node)).node, ast.AsyncFunctionDef)


def _handed(node: ast.Call, analysis: Analysis) -> Iterable[Fault]:
    """A cursor given to what turns documents into text."""
    if not (analysis.full_names(node.func) & _WANTS_DATA or _is_answer(node.func, analysis)):
        return
    if any(_is_cursor(v, analysis) for v in [*node.args, *(k.value for k in node.keywords)]):
        shown = f"{ast.unparse(node.func)}()"
        yield "unread-cursor", shown, "it wants the documents, not the cursor"


def _asked(node: ast.Call, analysis: Analysis) -> Iterable[Fault]:
    """A query of the wrong driver, of none, or one that only looks like a query."""
    shown = f"{ast.unparse(node.func)}()"
    atoms = analysis.type_of(node.func)
    if not isinstance(node.func, ast.Attribute):
        return
    name, receiver = node.func.attr, analysis.type_of(node.func.value)
    if name in REMOVED and any(isinstance(a, Driver) and a.kind == "collection" for a in atoms):
        yield "unknown-method", shown, "PyMongo 4 has no such method"
    known = any(not isinstance(a, Plain | Unknown | ExternalInstance) for a in receiver)
    looks = name in _QUERIES and not known and _in_async(node, analysis)
    if looks and not is_awaited_there(node, analysis):
        yield "lost-await", shown, "it looks like a query, and nobody awaits it"


def _asks_sync(node: ast.AST, analysis: Analysis) -> bool:
    """Whether a query of the synchronous driver is sent here, by a call or by a loop."""
    match node:
        case ast.Call(func=func):
            return any(
                isinstance(a, DriverMethod)
                and a.kind.startswith(SYNC_PREFIX)
                and (known := API[a.kind.removeprefix(SYNC_PREFIX)].get(a.name)) is not None
                and known.motor
                for a in analysis.type_of(func)
            )
        case ast.For(iter=source) | ast.comprehension(iter=source):
            kinds = {a.kind for a in analysis.type_of(source) if isinstance(a, Driver)}
            return bool(kinds & {SYNC_PREFIX + kind for kind in CURSORS})
        case _:
            return False


def _is_answer(node: ast.expr, analysis: Analysis) -> bool:
    return any(name.endswith("Response") for name in analysis.full_names(node))


def _loop(source: ast.expr, analysis: Analysis) -> Iterable[Fault]:
    """A loop over what looks like a query."""
    match source:
        case ast.Call(func=ast.Attribute(attr="find" | "aggregate", value=receiver)):
            known = any(not isinstance(a, Plain | Unknown) for a in analysis.type_of(receiver))
            if not known and _in_async(source, analysis):
                yield "sync-iteration", ast.unparse(source), "it looks like a query"
        case _:
            return
