"""Constants, keywords and names of types in calls."""

import ast
from typing import Any

_TYPES = {"int": "integer", "float": "number", "str": "string"}


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def constant(node: ast.expr | None) -> Any:
    """A literal text, number or truth value; None for anything else."""
    match node:
        case ast.Constant(value=str() | int() | float() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case _:
            return None


def whole_number(node: ast.expr | None) -> int | None:
    """A literal whole number."""
    value = constant(node)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def type_name(node: ast.expr | None) -> str:
    """The OpenAPI type of ``int``, ``float`` or ``str``; empty for other converters."""
    return _TYPES.get(node.id, "") if isinstance(node, ast.Name) else ""
