"""Whether something that is left half way is read on later: then no list may be made of it.

``enumerate(cursor)`` takes one document after the other; a list takes all of them at once. Nobody
can tell the two apart when the cursor is made for that place alone.
"""

import ast
from collections.abc import Iterator

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Driver, DriverMethod, Func
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import CURSORS

_DEEPEST = 6
_LOOPS = (ast.For, ast.While, ast.AsyncFor, ast.comprehension)
_READING = frozenset(
    {
        "builtins.next", "builtins.list", "builtins.tuple", "builtins.set", "builtins.dict",
        "builtins.sorted", "builtins.sum", "builtins.min", "builtins.max", "builtins.any",
        "builtins.all", "builtins.bool", "builtins.print",
    }
)  # fmt: skip


def check_read_on(node: ast.expr, around: ast.AST, analysis: Analysis) -> None:
    """Refuse to make a list of what somebody may read on: today it stops where it is left."""
    if not analysis.is_lazy(node) or is_fresh(node, analysis):
        return
    iteration = analysis.iteration(node)
    analysis.refuse(
        around, ast.unparse(node),
        "it may be read on later, and here it would be read to its end",
        "make a list of it first",
        needs=() if iteration.cursors else iteration.generators, fits_thread=True,
    )  # fmt: skip


def is_fresh(node: ast.expr, analysis: Analysis, depth: int = 0) -> bool:  # noqa: PLR0911 (one case an expression)
    """Whether nobody else can have, or get, the cursor or generator that ``node`` gives."""
    if depth > _DEEPEST:
        return False
    if not analysis.is_lazy(node):
        return True
    match node:
        case ast.Call():
            return _is_fresh_call(node, analysis, depth + 1)
        case ast.GeneratorExp(generators=parts):
            return all(is_fresh(part.iter, analysis, depth + 1) for part in parts)
        case ast.IfExp(body=one, orelse=other):
            return all(is_fresh(part, analysis, depth + 1) for part in (one, other))
        case ast.BoolOp(values=values):
            return all(is_fresh(part, analysis, depth + 1) for part in values)
        case ast.Subscript(value=value):
            return _is_cursor(value, analysis) and is_fresh(value, analysis, depth + 1)
        case ast.Attribute():
            getters = analysis.world.getters.get(node, ())
            return bool(getters) and all(_gives_fresh(g, analysis, depth + 1) for g in getters)
        case ast.Name():
            return _is_only_use(node, analysis, depth + 1)
        case _:
            return False


def _is_cursor(node: ast.expr, analysis: Analysis) -> bool:
    return any(isinstance(a, Driver) and a.kind in CURSORS for a in analysis.type_of(node))


def _is_fresh_call(node: ast.Call, analysis: Analysis, depth: int) -> bool:
    atoms = analysis.type_of(node.func)
    if analysis.full_names(node.func) == {"builtins.iter"}:
        return all(is_fresh(value, analysis, depth) for value in node.args)
    for atom in atoms:
        if isinstance(atom, DriverMethod):
            chained = atom.kind in CURSORS and isinstance(node.func, ast.Attribute)
            if chained and not is_fresh(node.func.value, analysis, depth):  # type: ignore[attr-defined]
                return False
        elif isinstance(atom, Func):
            given = [*node.args, *(k.value for k in node.keywords)]
            if not all(is_fresh(value, analysis, depth) for value in given):
                return False
            if not _gives_fresh(atom.function, analysis, depth):
                return False
        else:
            return False
    return bool(atoms)


def _gives_fresh(function: FunctionInfo, analysis: Analysis, depth: int) -> bool:
    """Whether every call of a function makes what it gives anew."""
    given = [
        node.iter if isinstance(node, ast.For | ast.comprehension) else node.value
        for node in _own(function, analysis)
        if isinstance(node, ast.Return)
        or (function.is_generator and isinstance(node, ast.For | ast.comprehension))
    ]
    return all(
        value is None or _is_parameter(value, function) or is_fresh(value, analysis, depth)
        for value in given
    )


def _is_parameter(node: ast.expr, function: FunctionInfo) -> bool:
    """Whether it is what the caller gives, which is looked at where it is called."""
    return isinstance(node, ast.Name) and node.id in _parameters(function)


def _parameters(function: FunctionInfo) -> list[str]:
    declared = function.arguments
    found = [*declared.posonlyargs, *declared.args] if declared is not None else []
    return [argument.arg for argument in found]


def _own(function: FunctionInfo, analysis: Analysis) -> Iterator[ast.AST]:
    owners = analysis.world.declared.owners
    return (n for n in ast.walk(function.node) if owners.get(n) is function)


def _is_only_use(node: ast.Name, analysis: Analysis, depth: int) -> bool:
    """Whether a local name is bound to something fresh and not read again behind this place."""
    owner = _scope(analysis.owner(node))
    if owner.kind == "module" or node.id not in owner.locals:
        return False
    if node.id in owner.globals | owner.nonlocals:
        return False
    bindings: list[ast.Name] = []
    loads: list[ast.Name] = []
    for other in ast.walk(owner.node):
        if isinstance(other, ast.Name) and other.id == node.id and other is not node:
            (loads if isinstance(other.ctx, ast.Load) else bindings).append(other)
    if not all(_is_harmless(load, node, owner, analysis) for load in loads):
        return False
    if not all(_binds_fresh(name, analysis, depth) for name in bindings):
        return False
    if _is_repeated(node, bindings, owner, analysis):
        return False
    return node.id not in _parameters(owner) or _is_given_fresh(node.id, owner, analysis, depth)


def _scope(function: FunctionInfo) -> FunctionInfo:
    while function.kind == "genexp" and function.parent is not None:
        function = function.parent
    return function


def _is_harmless(load: ast.Name, node: ast.Name, owner: FunctionInfo, analysis: Analysis) -> bool:
    """Whether a use stands in front of ``node`` and keeps nothing: a read, another option."""
    if (load.lineno, load.col_offset) > (node.lineno, node.col_offset):
        return False
    if _scope(analysis.owner(load)) is not owner:
        return False
    used: ast.AST = load
    parent = analysis.parent(used)
    while isinstance(parent, ast.Attribute | ast.Call) and parent is not None:
        if isinstance(parent, ast.Call) and parent.func is not used:
            return bool(analysis.full_names(parent.func) & _READING)
        used, parent = parent, analysis.parent(parent)
    if isinstance(used, ast.expr) and not analysis.is_lazy(used):
        return True
    if isinstance(parent, ast.Assign):
        return [ast.unparse(target) for target in parent.targets] == [node.id]
    return isinstance(parent, (ast.Expr, ast.If, ast.UnaryOp, ast.Compare, ast.IfExp, *_LOOPS))


def _binds_fresh(name: ast.Name, analysis: Analysis, depth: int) -> bool:
    parent = analysis.parent(name)
    if not isinstance(parent, ast.Assign | ast.AnnAssign) or parent.value is None:
        return False
    value = parent.value
    start = value
    while isinstance(start, ast.Call | ast.Attribute):
        start = start.func if isinstance(start, ast.Call) else start.value
    chained = isinstance(start, ast.Name) and start.id == name.id
    return chained or is_fresh(value, analysis, depth)


def _is_repeated(
    node: ast.Name, bindings: list[ast.Name], owner: FunctionInfo, analysis: Analysis
) -> bool:
    """Whether a loop comes back to ``node`` without binding the name anew."""
    child: ast.AST = node
    parent = analysis.parent(node)
    while parent is not None and child is not owner.node:
        repeats = isinstance(parent, ast.While) or (
            isinstance(parent, ast.For | ast.AsyncFor) and parent.iter is not child
        )
        if isinstance(parent, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            repeats = parent.generators[0] is not child
        if repeats:
            inside = set(ast.walk(parent))
            return not (bindings and all(name in inside for name in bindings))
        child, parent = parent, analysis.parent(parent)
    return False


def _is_given_fresh(name: str, function: FunctionInfo, analysis: Analysis, depth: int) -> bool:
    """Whether all callers give something fresh for a parameter."""
    world = analysis.world
    if any(isinstance(key[0], Func) and key[0].function is function for key in world.escapes):
        return False
    place = _parameters(function).index(name)
    for call in world.declared.of_kind(ast.Call):
        for atom in analysis.functions(call.func):
            if atom.function is not function:
                continue
            index = place - (1 if atom.bound else 0)
            named = [k.value for k in call.keywords if k.arg == name]
            given = named or call.args[index : index + 1]
            starred = any(isinstance(a, ast.Starred) for a in call.args)
            if starred or any(k.arg is None for k in call.keywords):
                return False
            if not all(is_fresh(value, analysis, depth) for value in given):
                return False
    return True
