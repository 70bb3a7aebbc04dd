"""Turn what must be iterated asynchronously into a list where the code around wants one."""

import ast
from collections.abc import Iterator

from migrator.translate.analysis import Analysis, Change, Colours
from migrator.translate.atoms import Nothing
from migrator.translate.edits import Edits, is_bracketed


def materialise(node: ast.expr, analysis: Analysis, call: ast.Call | None = None) -> Change:
    """The change that makes a list of ``node``; ``call`` when it is an argument of that call."""

    def change(edits: Edits, is_async: Colours) -> None:
        mode = analysis.iteration(node).mode(is_async)
        if mode == "sync":
            return
        if isinstance(node, ast.GeneratorExp):
            bracket(node, call, edits, "[", "]")
            return
        if mode == "cursor":
            edits.await_(node)
            edits.method(node, ".to_list(None)")
        elif mode == "async":
            edits.wrap(node, "[item async for item in ", "]")
        else:
            edits.wrap(node, f"await {asyncstdlib(node, analysis)}.list(", ")")

    return change


def unless_other(
    node: ast.expr, analysis: Analysis, call: ast.AST, construct: str
) -> Change | None:
    """The change for code that takes cursors and other things alike: those stay what they are.

    ``dumps(data)`` writes a dictionary as one, and ``None`` as ``null``. Where the value has no
    name to ask twice for, the function is refused: None.
    """
    others = analysis.iteration(node).others or Nothing() in analysis.type_of(node)
    if isinstance(node, ast.GeneratorExp) or not others:
        return materialise(node, analysis, call if isinstance(call, ast.Call) else None)
    if not isinstance(node, ast.Name):
        analysis.refuse(
            call, construct, "it is given a cursor or something else, and only a cursor is read",
            "give the value a name first", fits_thread=True,
        )  # fmt: skip
        return None
    name = node.id

    def change(edits: Edits, is_async: Colours) -> None:
        if analysis.iteration(node).mode(is_async) != "sync":
            is_lazy = f"hasattr({name}, {edits.quoted('__aiter__')})"
            opening, closing = ("", "") if isinstance(call, ast.Call) else ("(", ")")
            edits.wrap(
                node, f"{opening}[item async for item in ", f"] if {is_lazy} else {name}{closing}"
            )

    return change


def bracket(
    node: ast.GeneratorExp, call: ast.Call | None, edits: Edits, opening: str, closing: str
) -> None:
    """Make a comprehension of a generator expression."""
    start, end = edits.start(node), edits.end(node)
    if call is not None and edits.end(call) == end:
        edits.before(start + 1, opening)
        edits.after(end - 1, closing)
        return
    edits.replace(start, start + 1, opening)
    edits.replace(end - 1, end, closing)


def asyncstdlib(node: ast.AST, analysis: Analysis) -> str:
    """The name under which ``asyncstdlib`` is imported in the module of ``node``."""
    tree = analysis.owner(node).module.tree
    used = {name for n in ast.walk(tree) for name in _names(n)} if tree else set()
    alias = "asyncstdlib" if "a" in used else "a"
    analysis.ask(node, "import asyncstdlib" + (" as a" if alias == "a" else ""))
    return alias


def _names(node: ast.AST) -> Iterator[str | None]:
    """The names that a node binds or reads."""
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.ExceptHandler(name=name):
            yield name
        case ast.alias(name=name, asname=alias):
            yield alias or name
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case _:
            return


def unwrap_call(call: ast.Call, argument: ast.expr, edits: Edits) -> None:
    """Drop ``name(`` and ``)`` around the only argument; keep parentheses where lines need them."""
    head = edits.text[edits.start(call) : edits.start(argument)]
    tail = edits.text[edits.closing(argument) : edits.end(call)]
    one_line = "\n" not in edits.source(argument)
    if "#" in head + tail or not (one_line or is_bracketed(call, edits.parents)):
        edits.replace(edits.start(call), edits.end(call.func), "")
        return
    inside = head[head.index("(") + 1 :]
    dropped = len(head) - len(inside.lstrip())
    edits.replace(edits.start(call), edits.start(call) + dropped, "")
    edits.replace(edits.closing(argument), edits.end(call), "")
