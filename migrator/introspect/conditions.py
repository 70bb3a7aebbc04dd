"""What a branch that was never taken would have needed, in the words of its source."""

import ast
from collections.abc import Callable, Iterator

Explain = Callable[[str, int, int], str]
"""File, the line that decides and the line that would have come next -> why it never did."""

_LONGEST = 80


def conditions(source: str) -> Callable[[int, int], str]:
    """Says of a branch of ``source``, by its two lines, why it was never taken; empty if unknown.

    The lines are those of coverage.py: where the deciding statement begins, and where the next one
    does, negative where the function ends.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return lambda _line, _to: ""
    known: dict[int, list[tuple[int, str, str]]] = {}
    for line, first, yes, no in (found for node in ast.walk(tree) for found in _told(node)):
        known.setdefault(line, []).append((first, yes, no))

    def explain(line: int, to: int) -> str:
        found = known.get(line, ())
        if inside := next((yes for first, yes, _ in found if first == to), ""):
            return inside
        return found[0][2] if len(found) == 1 else ""

    return explain


def _told(node: ast.AST) -> Iterator[tuple[int, int, str, str]]:
    """The deciding line, the first line inside, why it was not entered, why it was not passed."""
    match node:
        case ast.If(test=test, body=[first, *_]) | ast.While(test=test, body=[first, *_]):
            word = "while" if isinstance(node, ast.While) else "if"
            text = f"`{word} {_short(test)}`"
            yield node.lineno, _line(first), f"{text} was never true", f"{text} was never false"
        case (
            ast.For(target=target, iter=items, body=[first, *_])
            | ast.AsyncFor(target=target, iter=items, body=[first, *_])
        ):
            text = f"`for {_short(target)} in {_short(items)}`"
            yield node.lineno, _line(first), f"{text} had no item", f"{text} never came to its end"
        case ast.ExceptHandler(type=ast.expr() as kind, body=[first, *_]):
            text = f"`{_short(kind)}`"
            other = f"nothing but {text} was raised"
            yield node.lineno, _line(first), f"{text} was never raised", other
        case ast.Match(cases=cases):
            for case in cases:
                text = f"`case {_short(case.pattern)}`"
                inside = _line(case.body[0])
                yield case.pattern.lineno, inside, f"{text} never fitted", f"{text} always fitted"


def raised(source: str) -> Callable[[int], str]:
    """Says of a line of ``source`` that begins an ``except`` what was never raised."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return lambda _line: ""
    known = {
        node.lineno: f"`{_short(node.type)}` was never raised"
        if node.type
        else "nothing was raised"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
    }
    return lambda line: known.get(line, "")


def _line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(item.lineno for item in decorators)])


def _short(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
