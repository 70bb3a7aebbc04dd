"""A ``try`` around a query at import is moved as a whole into a function that runs at startup."""

import ast

from migrator.translate.analysis import Need
from migrator.translate.declarations import DEFINITIONS
from migrator.translate.edits import Edits
from migrator.translate.world import World

_STAYS = (ast.Return, ast.Import, ast.ImportFrom, ast.ClassDef, ast.Global, ast.Nonlocal)
_NAMES = ("on_startup", "when_the_server_starts", "at_the_start", "before_serving", "at_first")
_LOOPS = (ast.For, ast.While, ast.AsyncFor)


def guarded(need: Need, world: World) -> ast.Try | None:
    """The outermost ``try`` with handlers between a need and the function it belongs to."""
    found = None
    node = world.declared.parents.get(need.node)
    while node is not None and node is not need.owner.node:
        if isinstance(node, ast.Try) and node.handlers:
            found = node
        node = world.declared.parents.get(node)
    return found


def can_be_lifted(node: ast.Try, world: World) -> bool:
    """Whether nothing outside depends on when the block runs: it binds no names."""
    if _in_loop(node, world):
        return False
    for part in ast.walk(node):
        if isinstance(part, (*_STAYS, *DEFINITIONS, ast.Lambda)):
            return False
        if not isinstance(getattr(part, "ctx", ast.Load()), ast.Load):
            return False
        if isinstance(part, ast.Constant | ast.JoinedStr) and part.end_lineno != part.lineno:
            return False
    return True


def _in_loop(node: ast.AST, world: World) -> bool:
    parent = world.declared.parents.get(node)
    while parent is not None and not isinstance(parent, (*DEFINITIONS, ast.Module)):
        if isinstance(parent, _LOOPS):
            return True
        parent = world.declared.parents.get(parent)
    return False


def lift(node: ast.Try, name: str, edits: Edits) -> None:
    """Write ``async def name():`` around the block, and have it run at startup."""
    start, end = edits.start(node), edits.end(node)
    indent = " " * node.col_offset
    edits.before(start, f"async def {name}():\n{indent}    ")
    line = edits.text.find("\n", start, end)
    while line != -1:
        if edits.text[line + 1 : line + 2] != "\n":
            edits.before(line + 1, "    ")
        line = edits.text.find("\n", line + 1, end)
    edits.after(end, f"\n\n{indent}at_startup({name})")


def can_be_split(need: Need, block: ast.Try, world: World) -> bool:
    """Whether a query alone may leave a ``try`` that also makes the client and binds names.

    It stands directly in the block, its value unused, and the handlers only say or raise something:
    they are written around it once more. ``Connected`` is then said before it is known.
    """
    statement = world.declared.parents.get(need.node)
    if not isinstance(statement, ast.Expr) or statement not in block.body:
        return False
    if need.awaited is not need.node or block.orelse or block.finalbody or _in_loop(block, world):
        return False
    spoken = [part for handler in block.handlers for part in handler.body]
    return all(isinstance(part, ast.Expr | ast.Pass | ast.Raise) for part in spoken)


def split(need: Need, block: ast.Try, name: str, edits: Edits) -> None:
    """Move the query of ``need`` behind the block, into a function that runs at startup."""
    query = edits.source(need.node)
    start, end = edits.start(need.node), edits.end(need.node)
    edits.replace(edits.text.rfind("\n", 0, start) + 1, edits.text.find("\n", end) + 1, "")
    indent = " " * block.col_offset
    handlers = edits.text[edits.start(block.handlers[0]) : edits.end(block.handlers[-1])]
    lines = [f"async def {name}():", "    try:", f"        await {query}", f"    {handlers}"]
    moved = f"\n{indent}".join([*lines[:3], lines[3].replace("\n", "\n    ")])
    edits.after(edits.end(block), f"\n\n{indent}{moved}\n\n{indent}at_startup({name})")


def free_name(module: ast.Module, taken: set[str]) -> str:
    """A name for the function that the module does not use yet."""
    used = taken | {n.id for n in ast.walk(module) if isinstance(n, ast.Name)}
    used |= {n.name for n in ast.walk(module) if isinstance(n, (*DEFINITIONS, ast.ClassDef))}
    return next(name for name in _NAMES if name not in used)
