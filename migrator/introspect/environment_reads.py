"""Reads of environment variables in an expression or a module."""

import ast
import re
from collections.abc import Iterator

from migrator.introspect.sources import dotted

# How os.environ, python-decouple and environs are asked.
_READERS = ("environ.get", "getenv", "environ.setdefault", "config", "env", "env.str")
# What teams call their own: require_env("MONGO_URI").
_OWN_READER = re.compile(r"(^|_)env(iron(ment)?)?(_|$)")
_TYPED = frozenset(("env.bool", "env.int", "env.float", "env.list", "env.url"))


def reads(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every variable that is read, with its default where that is a literal text."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *rest]):
                if _is_reader(dotted(function), name):
                    keywords = [item.value for item in node.keywords if item.arg == "default"]
                    yield name, _text([*rest, *keywords])
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
                if dotted(value).split(".")[-1] == "environ":
                    yield name, ""


def _is_reader(called: str, name: str) -> bool:
    if name.isupper() and _OWN_READER.search(called.rpartition(".")[2]):
        return True
    return called in _TYPED or any(called == end or called.endswith(f".{end}") for end in _READERS)


def _text(values: list[ast.expr]) -> str:
    match values:
        case [ast.Constant(value=str(text)), *_]:
            return text
        case [ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]), *_]:
            return text
    return ""
