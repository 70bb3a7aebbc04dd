"""Guards right below the route decorators become dependencies: ``Depends(login_required)``.

A dependency runs where the decorator ran, after the hooks and in front of the view, and OpenAPI
shows it. A guard below another decorator stays one, as does that of a view the project also calls.
"""

import ast
import re
from collections import defaultdict

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Func
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.edits import Edits
from migrator.translate.extension_names import JWT_REQUIRED
from migrator.translate.flask_names import NAMES
from migrator.translate.names import LOGIN_REQUIRED, alias_of
from migrator.translate.project_source import ModuleSource
from migrator.translate.routes import route_decorators, rule_of
from migrator.translate.syntax import walk
from migrator.translate.world import World

Mentions = defaultdict[str, set[FunctionInfo]]

_REST_OF_LINE = re.compile(r"[ \t]*\n")


def mentions(world: World) -> Mentions:
    """Which functions each name may stand for where the code uses it, after their decorators."""
    found: Mentions = defaultdict(set)
    for node, atoms in world.types.items():
        functions = [atom.function for atom in atoms if isinstance(atom, Func)]
        if not functions:
            continue
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
                found[name].update(functions)
            case _:
                pass
    for statement in world.declared.of_kind(ast.ImportFrom):
        for alias in statement.names:
            if alias.asname is not None:
                found[alias.name].update(world.declared.called(alias.name))
    return found


def _is_used(function: FunctionInfo, names: Mentions, world: World) -> bool:
    """Whether the project calls or hands over the view under its name."""
    bound = {function, *world.decorated_by[function]}
    return bool(names[function.name] & bound)


def guards_of(function: FunctionInfo, analysis: Analysis, names: Mentions) -> list[ast.expr]:
    """The guards between the route decorators of a view and its other decorators."""
    routes = route_decorators(function, analysis)
    if not routes or not isinstance(function.node, DEFINITIONS):
        return []
    if _is_used(function, names, analysis.world):
        return []
    decorators = function.node.decorator_list
    if decorators[: len(routes)] != routes or _binds_depends(function.module):
        return []
    if any(rule_of(route) is None or _has_dependencies(route) for route in routes):
        return []
    found: list[ast.expr] = []
    for decorator in decorators[len(routes) :]:
        if not _is_guard(decorator, analysis):
            break
        found.append(decorator)
    return found


def _is_guard(decorator: ast.expr, analysis: Analysis) -> bool:
    match decorator:
        case ast.Name() | ast.Attribute():
            return bool(analysis.full_names(decorator) & LOGIN_REQUIRED)
        case ast.Call(func=func, args=[], keywords=keywords):
            constant = all(k.arg and isinstance(k.value, ast.Constant) for k in keywords)
            return constant and bool(analysis.full_names(func) & {JWT_REQUIRED})
        case _:
            return False


def _has_dependencies(route: ast.Call) -> bool:
    return any(keyword.arg in {None, "dependencies"} for keyword in route.keywords)


def _binds_depends(source: ModuleSource) -> bool:
    if "Depends" not in source.text or source.tree is None:
        return False
    return any(isinstance(n, ast.Name) and n.id == "Depends" for n in walk(source.tree))


def as_dependencies(guards: list[ast.expr], analysis: Analysis, edits: Edits) -> str:
    """The keyword that a route decorator gets for these guards; their own lines are removed."""
    if not guards:
        return ""
    for guard in guards:
        analysis.ask(guard, "from fastapi import Depends")
        start, end = edits.text.rindex("@", 0, edits.start(guard)), edits.end(guard)
        rest = _REST_OF_LINE.match(edits.text, end)
        line = edits.text.rindex("\n", 0, start) + 1
        edits.replace(line if rest else start, rest.end() if rest else end, "")
    return f"dependencies=[{', '.join(f'Depends({_said(g, analysis, edits)})' for g in guards)}]"


def _said(guard: ast.expr, analysis: Analysis, edits: Edits) -> str:
    """The guard as the new module names it: ``flask_login.login_required`` by its last part."""
    named = guard.func if isinstance(guard, ast.Call) else guard
    if isinstance(named, ast.Name):
        return edits.source(guard)
    known = {alias_of(name) for name in analysis.full_names(named)} & NAMES.keys()
    return NAMES[min(known)].name + edits.text[edits.end(named) : edits.end(guard)]
