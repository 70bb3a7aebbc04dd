"""A ``try``, or an ``if`` that asks, is moved as a whole into a function that runs at startup."""

import ast

from migrator.translate.analysis import Need
from migrator.translate.atoms import DriverMethod
from migrator.translate.declarations import DEFINITIONS
from migrator.translate.driver_api import API
from migrator.translate.edits import Edits
from migrator.translate.world import World

_STAYS = (ast.Return, ast.Import, ast.ImportFrom, ast.ClassDef, ast.Global, ast.Nonlocal)
_NAMES = ("on_startup", "when_the_server_starts", "at_the_start", "before_serving", "at_first")
Block = ast.Try | ast.If
_LOOPS = (ast.For, ast.While, ast.AsyncFor)


def guarded(need: Need, world: World) -> Block | None:
    """The outermost ``try`` with handlers, or ``if`` whose test asks, around a need."""
    found: Block | None = None
    node = world.declared.parents.get(need.node)
    while node is not None and node is not need.owner.node:
        if isinstance(node, ast.Try) and node.handlers:
            found = node
        if isinstance(node, ast.If) and _asks(node.test, world) and not _is_elif(node, world):
            found = node
        node = world.declared.parents.get(node)
    return found


def _asks(test: ast.expr, world: World) -> bool:
    """Whether a condition holds an operation that is awaited."""
    return any(
        isinstance(atom, DriverMethod) and atom.name in API[atom.kind]
        for call in ast.walk(test)
        if isinstance(call, ast.Call)
        for atom in world.types.get(call.func, ())
    )


def _is_elif(node: ast.If, world: World) -> bool:
    parent = world.declared.parents.get(node)
    return isinstance(parent, ast.If) and parent.orelse == [node]


def can_be_lifted(node: Block, world: World) -> bool:
    """Whether nothing outside depends on when the block runs: it binds no names that are used."""
    if _in_loop(node, world) or _are_mentioned(_bound_names(node), node, world):
        return False
    for part in ast.walk(node):
        if isinstance(part, (*_STAYS, *DEFINITIONS, ast.Lambda)):
            return False
        if isinstance(part, ast.Attribute | ast.Subscript) and not isinstance(part.ctx, ast.Load):
            return False
        if isinstance(part, ast.Constant | ast.JoinedStr) and part.end_lineno != part.lineno:
            return False
    return True


def _bound_names(block: Block) -> set[str]:
    stored = (n for n in ast.walk(block) if isinstance(n, ast.Name))
    return {n.id for n in stored if not isinstance(n.ctx, ast.Load)}


def _are_mentioned(names: set[str], block: Block, world: World) -> bool:
    """Whether something outside the block mentions one of the names, in any module."""
    if not names:
        return False
    inside = set(ast.walk(block))
    trees = [module.tree for module in world.modules.values() if module.tree is not None]
    return any(
        node not in inside and names & _mentioned(node) for tree in trees for node in ast.walk(tree)
    )


def _mentioned(node: ast.AST) -> set[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return {name}
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return set(names)
    return set()


def _in_loop(node: ast.AST, world: World) -> bool:
    parent = world.declared.parents.get(node)
    while parent is not None and not isinstance(parent, (*DEFINITIONS, ast.Module)):
        if isinstance(parent, _LOOPS):
            return True
        parent = world.declared.parents.get(parent)
    return False


def lift(node: Block, name: str, edits: Edits) -> None:
    """Write ``async def name():`` around the block, and have it run at startup."""
    start, end = edits.start(node), edits.end(node)
    indent = edits.indentation(edits.start(node))
    edits.before(start, f"async def {name}():\n{indent}{edits.step}")
    line = edits.text.find("\n", start, end)
    while line != -1:
        if edits.text[line + 1 : line + 2] != "\n":
            edits.before(line + 1, edits.step)
        line = edits.text.find("\n", line + 1, end)
    edits.after(end, f"\n\n{indent}at_startup({name})")


def can_be_split(need: Need, block: Block, world: World) -> bool:
    """Whether a query alone may leave a ``try`` that also makes the client and binds names.

    It stands directly in the block, its value unused, and the handlers only say or raise something:
    they are written around it once more. ``Connected`` is then said before it is known.
    """
    statement = world.declared.parents.get(need.node)
    if not isinstance(block, ast.Try) or statement not in block.body:
        return False
    if not isinstance(statement, ast.Expr):
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
    indent = edits.indentation(edits.start(block))
    handlers = edits.text[edits.start(block.handlers[0]) : edits.end(block.handlers[-1])]
    step = edits.step
    lines = [f"async def {name}():", f"{step}try:", f"{step}{step}await {query}"]
    moved = f"\n{indent}".join([*lines, step + handlers.replace("\n", f"\n{step}")])
    edits.after(edits.end(block), f"\n\n{indent}{moved}\n\n{indent}at_startup({name})")


def free_name(module: ast.Module, taken: set[str]) -> str:
    """A name for the function that the module does not use yet."""
    used = taken | {n.id for n in ast.walk(module) if isinstance(n, ast.Name)}
    used |= {n.name for n in ast.walk(module) if isinstance(n, (*DEFINITIONS, ast.ClassDef))}
    return next(name for name in _NAMES if name not in used)
