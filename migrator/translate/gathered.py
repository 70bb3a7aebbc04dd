"""Write ``a, b = await asyncio.gather(...)`` where two statements awaited one after the other."""

import ast
from collections.abc import Iterable, Iterator

from migrator.translate.analysis import Gather
from migrator.translate.edits import Edits
from migrator.translate.keyed_reads import items

_SUSPENDING = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


def gather_reads(text: str, gathers: Iterable[Gather]) -> tuple[str, list[Gather]]:
    """The text of a generated module with these reads gathered, and those that stood there."""
    wanted = tuple(gathers)
    if not wanted:
        return text, []
    edits = Edits(text, {})
    done = [
        gather
        for qualname, block in _blocks(ast.parse(text), "")
        for gather in wanted
        if gather.qualname == qualname and _gathered(block, gather.names, edits)
    ]
    return edits.render(), done


def _gathered(block: list[ast.stmt], names: tuple[str, ...], edits: Edits) -> bool:
    if found := _statements(block, names):
        _replace(found, names, edits)
        return True
    return any(_lift(statement, names, edits) for statement in block)


def _blocks(node: ast.AST, around: str) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Every block of statements with the qualified name of the function it is in."""
    for _, value in ast.iter_fields(node):
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield around, value
    for child in ast.iter_child_nodes(node):
        inside = around
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            is_class = isinstance(node, ast.ClassDef | ast.Module)
            inside = (
                f"{around}{'.' if is_class else '.<locals>.'}{child.name}" if around else child.name
            )
        yield from _blocks(child, inside)


def _statements(block: list[ast.stmt], names: tuple[str, ...]) -> list[ast.Assign]:
    """The statements that follow each other, bind these names and await one call each."""
    for first in range(len(block) - len(names) + 1):
        run = block[first : first + len(names)]
        found = [s for s, name in zip(run, names, strict=True) if _awaits(s, name)]
        if len(found) == len(names):
            return [s for s in found if isinstance(s, ast.Assign)]
    return []


def _awaits(statement: ast.stmt, name: str) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Await(value=ast.Call() as call)):
            return bound == name and not _suspends(call)
        case _:
            return False


def _replace(statements: list[ast.Assign], names: tuple[str, ...], edits: Edits) -> None:
    text, first, last = edits.text, statements[0], statements[-1]
    start, end = edits.start(first), edits.end(last)
    calls, comments = [], []
    for statement, following in zip(statements, (*statements[1:], None), strict=True):
        value = statement.value
        call = value.value if isinstance(value, ast.Await) else value
        calls.append(text[edits.start(call) : edits.end(call)])
        stop = edits.start(following) if following else _line_end(text, end)
        comments.append(text[edits.end(statement) : stop])
    head = f"{', '.join(names)} = await asyncio.gather("
    if not any(comment.strip() for comment in comments):
        edits.replace(start, end, f"{head}{', '.join(calls)})")
        return
    lines = [head]
    for source, comment in zip(calls, comments, strict=True):
        behind, *above = comment.split("\n")
        lines.append(f"{source},{behind}")
        lines += [line.strip() for line in above if line.strip()]
    indent = "\n" + edits.indentation(start)
    whole = f"{indent}{edits.step}".join(lines) + f"{indent})"
    edits.replace(start, _line_end(text, end), whole)


def _lift(statement: ast.stmt, names: tuple[str, ...], edits: Edits) -> bool:
    """Gather the reads that stand under these names, in front of the statement they are in."""
    values = {name: value for name, value in items(statement) if name in names}
    calls = [value.value for value in values.values() if isinstance(value, ast.Await)]
    if tuple(values) != names or len(calls) != len(names) or any(map(_suspends, calls)):
        return False
    if not edits.begins_line(statement):
        return False
    sources = [edits.text[edits.start(call) : edits.end(call)] for call in calls]
    for name, value in values.items():
        edits.replace(edits.start(value), edits.end(value), name)
    line = f"{', '.join(names)} = await asyncio.gather({', '.join(sources)})"
    start = edits.start(statement)
    edits.before(start, f"{line}\n{edits.indentation(start)}")
    return True


def _suspends(call: ast.expr) -> bool:
    return any(isinstance(node, _SUSPENDING) for node in ast.walk(call))


def _line_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found
