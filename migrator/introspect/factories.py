"""Functions that give a Flask application: one they make, or one of their module."""

import ast

from migrator.introspect.sources import dotted, top_level


def makes_an_app(function: ast.FunctionDef) -> bool:
    """Whether it returns a name that it has assigned ``Flask(...)`` to."""
    return not returned(function).isdisjoint(flask_names(function))


def returned(function: ast.FunctionDef) -> set[str]:
    """The names that it returns."""
    return {
        dotted(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value is not None
    }


def flask_names(within: ast.Module | ast.FunctionDef) -> set[str]:
    """The names that ``Flask(...)`` is assigned to: by the statements of a module, or anywhere."""
    nodes = top_level(within) if isinstance(within, ast.Module) else ast.walk(within)
    found: set[str] = set()
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=called)):
                if dotted(called).split(".")[-1] == "Flask":
                    found.add(name)
    return found


def needed_arguments(function: ast.FunctionDef) -> tuple[str, ...]:
    """The parameters without a default, keyword-only ones as ``name=``."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    needed = [item.arg for item in positional[: len(positional) - len(arguments.defaults)]]
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return (*needed, *(f"{item.arg}=" for item, default in pairs if default is None))
