"""Reads that stand under names in one expression: ``{"total": db.x.count_documents({})}``."""

import ast
import builtins
from collections.abc import Collection, Iterator
from keyword import iskeyword

from migrator.translate.analysis import Analysis
from migrator.translate.declarations import FunctionInfo

Item = tuple[str, ast.expr]


def keyed_reads(
    function: FunctionInfo, group: Collection[ast.Call], analysis: Analysis
) -> list[tuple[str, ast.Call]]:
    """The first reads of an expression with the names that they stand under.

    Only where nothing that may fail or act is worked out in front of the last one, and where the
    names are free in the function.
    """
    statement = _statement(next(iter(group)), analysis)
    taken = {n.id for n in ast.walk(function.node) if isinstance(n, ast.Name)}
    taken |= {n.arg for n in ast.walk(function.node) if isinstance(n, ast.arg)}
    found: list[tuple[str, ast.Call]] = []
    for name, value in items(statement):
        if isinstance(value, ast.Call) and value in group:
            if not _is_free(name, taken):
                break
            taken.add(name)
            found.append((name, value))
        elif not isinstance(value, ast.Constant | ast.Name):
            break
    return found


def items(statement: ast.AST | None) -> Iterator[Item]:
    """What a statement works out under names, in order, and under no name what it takes first."""
    if not isinstance(statement, ast.Assign | ast.Return) or statement.value is None:
        return
    value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
    match value:
        case ast.Call(func=ast.Name(), args=args, keywords=keywords):
            match args, keywords:
                case [[ast.Dict() as inner], []]:
                    value = inner
                case _:
                    yield from (("", arg) for arg in args)
                    yield from (_item(keyword.arg, keyword.value) for keyword in keywords)
        case _:
            pass
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            yield _item(getattr(key, "value", None), item)


def _item(name: object, value: ast.expr) -> Item:
    """What has no plain name may do anything: ``**others``, a key that is worked out."""
    return (name, value) if isinstance(name, str) else ("", ast.Starred(value))


def _statement(node: ast.AST, analysis: Analysis) -> ast.AST | None:
    found: ast.AST | None = node
    while found is not None and not isinstance(found, ast.stmt):
        found = analysis.parent(found)
    return found


def _is_free(name: str, taken: set[str]) -> bool:
    is_name = name.isidentifier() and not iskeyword(name) and not name.startswith("__")
    return is_name and name not in taken and not hasattr(builtins, name)
