"""The parts of a signature: parameters, annotations, defaults."""

import ast


def all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    """Every parameter, ``*args`` and ``**kwargs`` included."""
    extra = [item for item in (arguments.vararg, arguments.kwarg) if item]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


def annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """The annotations of the parameters and of the return value."""
    found = [a.annotation for a in all_arguments(node.args)]
    return [a for a in [*found, node.returns] if a is not None]


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    """The default values of the parameters."""
    return [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
