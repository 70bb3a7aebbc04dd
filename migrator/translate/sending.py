"""Queries that PyMongo sends when they are called, and Motor when they are read: who can tell?

``aggregate``, ``list_indexes`` and ``watch`` of Motor give a cursor that has asked nothing yet.
Where it is read at once nobody can tell; where it is kept, something else may be written or fail
first, and what nobody reads (``$out``, ``$merge``) would never be sent at all.
"""

import ast
from collections.abc import Iterator

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import DriverMethod
from migrator.translate.call_sites import call_sites
from migrator.translate.declarations import DEFINITIONS
from migrator.translate.driver_api import API
from migrator.translate.laziness import READING, READING_LIBRARIES, READING_METHODS
from migrator.translate.taking_apart import reads

_LATE = frozenset({"command_cursor", "change_stream"})
_TAKING = frozenset({"to_list", "next", "try_next", "close"})
_RENDERING = frozenset({"flask.render_template", "flask.render_template_string"})
_ELEMENT = ("elt", "key", "value")
_LATER: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Assign: ("targets",),
    ast.For: ("target",),
    ast.comprehension: ("target",),
    ast.ListComp: _ELEMENT,
    ast.SetComp: _ELEMENT,
    ast.DictComp: _ELEMENT,
    ast.GeneratorExp: _ELEMENT,
}
"""Fields that are worked out behind those that stand below them in the syntax tree."""
_ACTING = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.Attribute, ast.Subscript)
Seen = frozenset[ast.AST]


def is_late(atom: DriverMethod) -> bool:
    """Whether Motor sends this operation only when its cursor is read."""
    known = API[atom.kind].get(atom.name)
    return known is not None and known.native and not known.motor and known.result in _LATE


def is_read_at_once(node: ast.AST, analysis: Analysis, seen: Seen = frozenset()) -> bool:  # noqa: PLR0911 (one case a place)
    """Whether the cursor that ``node`` gives is read before anything else can happen."""
    parent = analysis.parent(node)
    if parent is None or node in seen:
        return False
    seen |= {node}
    if isinstance(parent, ast.Attribute | ast.Call | ast.keyword | ast.IfExp | ast.BoolOp):
        return _is_handed_on(node, parent, analysis, seen)
    match parent:
        case ast.For() | ast.Starred() | ast.YieldFrom() | ast.AugAssign():
            return True
        case ast.Compare(ops=[ast.In() | ast.NotIn()]):
            return True
        case ast.comprehension():
            return parent.iter is node and _is_looped(parent, analysis, seen)
        case ast.withitem():
            return any(getattr(a, "kind", "") == "change_stream" for a in analysis.type_of(node))
        case ast.Assign():
            return _is_assigned_and_read(parent, analysis, seen)
        case ast.Return():
            return _is_given_and_read(parent, analysis, seen)
        case _:
            return False


def _is_handed_on(node: ast.AST, parent: ast.AST, analysis: Analysis, seen: Seen) -> bool:
    """The same where an expression around ``node`` takes it."""
    match parent:
        case ast.Attribute(attr=name):
            call = analysis.parent(parent)
            if not isinstance(call, ast.Call) or call.func is not parent:
                return False
            return name in _TAKING or is_read_at_once(call, analysis, seen)
        case ast.IfExp(test=test):
            return test is not node and is_read_at_once(parent, analysis, seen)
        case ast.BoolOp():
            return is_read_at_once(parent, analysis, seen)
        case ast.keyword():
            return _is_taken(node, analysis.parent(parent), analysis, seen)
        case _:
            return _is_taken(node, parent, analysis, seen)


def _is_looped(part: ast.comprehension, analysis: Analysis, seen: Seen) -> bool:
    around = analysis.parent(part)
    if isinstance(around, ast.GeneratorExp) and around.generators[0] is part:
        return is_read_at_once(around, analysis, seen)
    return True


def _is_taken(node: ast.AST, call: ast.AST | None, analysis: Analysis, seen: Seen) -> bool:
    """Whether the call it is given to reads it, on the spot."""
    if not isinstance(call, ast.Call):
        return False
    names = analysis.full_names(call.func)
    if names == {"builtins.iter"}:
        return is_read_at_once(call, analysis, seen)
    if names & _RENDERING:
        return not _calls_behind(node, call)
    if isinstance(call.func, ast.Attribute) and call.func.attr in READING_METHODS:
        return True
    return bool(names & (READING | READING_LIBRARIES))


def _calls_behind(node: ast.AST, call: ast.Call) -> bool:
    """Whether something is called between this argument and the call itself."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    behind = given[given.index(node) + 1 :] if node in given else given
    return any(isinstance(n, ast.Call) for value in behind for n in ast.walk(value))


def _is_assigned_and_read(node: ast.Assign, analysis: Analysis, seen: Seen) -> bool:
    """Whether it is taken apart, or read by the next statement before that does anything."""
    if len(node.targets) > 1:
        return False
    target = node.targets[0]
    if not isinstance(target, ast.Name):
        return reads(target)
    found = _read_next(node, target.id, analysis)
    return any(is_read_at_once(name, analysis, seen) for name in found)


def _read_next(node: ast.stmt, name: str, analysis: Analysis) -> Iterator[ast.Name]:
    """Where the statements behind ``node`` read a name before they do anything else."""
    for statement in _behind(node, analysis):
        named = [n for n in ast.walk(statement) if isinstance(n, ast.Name) and n.id == name]
        if named:
            first = min(named, key=lambda n: (n.lineno, n.col_offset))
            if isinstance(first.ctx, ast.Load) and _comes_first(first, statement, analysis):
                yield first
            return
        if not isinstance(statement, ast.Assign | ast.Pass) or _does_something(statement):
            return


def _behind(node: ast.stmt, analysis: Analysis) -> list[ast.stmt]:
    around = analysis.parent(node)
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(around, block, None)
        if isinstance(statements, list) and node in statements:
            return statements[statements.index(node) + 1 :]
    return []


def _comes_first(node: ast.AST, statement: ast.stmt, analysis: Analysis) -> bool:
    """Whether a statement works out ``node`` before anything that may act."""
    if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr | ast.For):
        return False
    while node is not statement:
        parent = analysis.parent(node)
        if parent is None or isinstance(parent, ast.Lambda):
            return False
        if any(map(_does_something, _in_front_of(node, parent))):
            return False
        node = parent
    return True


def _in_front_of(node: ast.AST, parent: ast.AST) -> Iterator[object]:
    """What ``parent`` works out before ``node``, a part of it."""
    later = _LATER.get(parent.__class__, ())
    for name, value in ast.iter_fields(parent):
        parts = value if isinstance(value, list) else [value]
        if node in parts:
            yield from parts[: parts.index(node)]
            return
        if name not in later:
            yield from parts


def _does_something(node: object) -> bool:
    return isinstance(node, ast.AST) and any(isinstance(n, _ACTING) for n in ast.walk(node))


def _is_given_and_read(node: ast.Return, analysis: Analysis, seen: Seen) -> bool:
    """Whether everybody who calls the function reads what it gives at once."""
    function = analysis.owner(node)
    if function.is_property or function.is_generator or _ends_something(node, analysis):
        return False
    if analysis.world.decorated_by.get(function) or not isinstance(function.node, DEFINITIONS):
        return False
    calls = call_sites(analysis).only_calls(function)
    return bool(calls) and all(is_read_at_once(call, analysis, seen) for call in calls)


def _ends_something(node: ast.AST, analysis: Analysis) -> bool:
    """Whether leaving by this ``return`` closes a session or runs a ``finally``."""
    parent = analysis.parent(node)
    while parent is not None and not isinstance(parent, DEFINITIONS):
        if isinstance(parent, ast.With | ast.Try):
            return True
        parent = analysis.parent(parent)
    return False
