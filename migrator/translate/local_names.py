"""Which statements and expressions give a name to the scope they stand in."""

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.translate.declarations import ClassInfo, FunctionInfo

BINDING = frozenset(
    {
        ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Name, ast.ExceptHandler,
        ast.MatchAs, ast.MatchStar, ast.Import, ast.ImportFrom,
    }
)  # fmt: skip
"""The kinds of nodes that do, asked first: there are few of them."""


def note_binding(node: ast.AST, scope: "FunctionInfo", cls: "ClassInfo | None") -> None:
    """Write down in the scope what ``node`` binds, or that it yields."""
    match node:
        case ast.Global(names=names):
            scope.globals.update(names)
        case ast.Nonlocal(names=names):
            scope.nonlocals.update(names)
        case ast.Yield() | ast.YieldFrom():
            scope.is_generator = True
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if cls is None:
            scope.locals.add(name)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            scope.locals.add(name)
        case ast.MatchStar(name=str(name)):
            scope.locals.add(name)
        case ast.Import(names=names) | ast.ImportFrom(names=names) if cls is None:
            scope.locals |= {(a.asname or a.name).split(".")[0] for a in names}
        case _:
            return
