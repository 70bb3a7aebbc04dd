"""What a function binds, uses and returns, listed once a function: many expressions ask for it."""

import ast
from dataclasses import dataclass, field

from migrator.translate.analysis import Analysis
from migrator.translate.declarations import FunctionInfo
from migrator.translate.syntax import walk


@dataclass(frozen=True, slots=True)
class Bindings:
    """The names of a function and of those inside it, and its own ``return`` statements."""

    names: dict[str, list[ast.Name]] = field(default_factory=dict)
    returns: list[ast.Return] = field(default_factory=list)


def bindings(function: FunctionInfo, analysis: Analysis) -> Bindings:
    """The bindings of a function, in the order of ``walk``."""
    if (known := analysis.bindings.get(function)) is not None:
        return known
    found = analysis.bindings[function] = Bindings()
    owners = analysis.world.declared.owners
    for node in walk(function.node):
        if isinstance(node, ast.Name):
            found.names.setdefault(node.id, []).append(node)
        elif isinstance(node, ast.Return) and owners.get(node) is function:
            found.returns.append(node)
    return found


def uses(name: str, function: FunctionInfo, analysis: Analysis) -> list[ast.Name]:
    """Where a function, or one inside it, reads a name."""
    found = bindings(function, analysis).names.get(name, ())
    return [node for node in found if isinstance(node.ctx, ast.Load)]


def bound_once(
    name: str, function: FunctionInfo, analysis: Analysis
) -> tuple[ast.expr | None, int]:
    """What a local name is bound to, if only one plain assignment binds it; and its uses."""
    arguments = function.arguments
    if name not in function.locals or arguments is None:
        return None, 0
    if any(argument.arg == name for argument in walk(arguments) if isinstance(argument, ast.arg)):
        return None, 0
    found = bindings(function, analysis).names.get(name, [])
    bound = [node for node in found if not isinstance(node.ctx, ast.Load)]
    count = len(found) - len(bound)
    if len(bound) != 1:
        return None, count
    match analysis.parent(bound[0]):
        case ast.Assign(targets=[only], value=given) if only is bound[0]:
            return given, count
        case _:
            return None, count


def returned(function: FunctionInfo, analysis: Analysis) -> list[ast.expr | None]:
    """The values of a function's own ``return`` statements, and None where it just ends."""
    found = [node.value for node in bindings(function, analysis).returns]
    body = getattr(function.node, "body", None)
    ends = isinstance(body, list) and not _always_leaves(body[-1])
    return [*found, None] if ends else found


def _always_leaves(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=body, orelse=[*_, last]):
            return _always_leaves(body[-1]) and _always_leaves(last)
        case ast.With(body=[*_, last]):
            return _always_leaves(last)
        case ast.Try(body=[*_, last], handlers=handlers, orelse=orelse, finalbody=final):
            ends = [orelse[-1] if orelse else last, *(h.body[-1] for h in handlers)]
            return all(map(_always_leaves, ends)) or bool(final and _always_leaves(final[-1]))
        case _:
            return False
