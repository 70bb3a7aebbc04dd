"""Applications that are made where nobody else gets at them: the last resort for a hint."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from migrator.introspect.sources import dotted, trees

_WORTH_READING = re.compile(rb"\bFlask\(")


def unseen_app(root: Path) -> tuple[str, str] | None:
    """What makes an application and gives it to nobody, and what to do: words for a person."""
    for path, tree in trees(root, _WORTH_READING):
        for around, name, call in _made(tree, ()):
            where = f"{path.relative_to(root).as_posix()}:{call.lineno}"
            return _said(around, name, where)
    return None


def _said(around: tuple[ast.stmt, ...], name: str, where: str) -> tuple[str, str] | None:
    module = where.partition(":")[0].removesuffix(".py").replace("/", ".")
    names = ".".join(n.name for n in around if isinstance(n, ast.FunctionDef | ast.ClassDef))
    match around:
        case (ast.ClassDef(name=cls), *_) if name.startswith("self."):
            hint = f"write `app = {cls}(...).{name[5:]}` into a module, then name that module's app"
            return f"{cls} keeps the one it makes in {name} ({where})", hint
        case (ast.FunctionDef(), *_):
            ending = f"end it with `return {name or 'app'}`"
            hint = f"{ending}, then `migrator init --app '{module}:{names}()'`"
            return f"{names}() makes one and returns it to nobody ({where})", hint
        case (ast.If(), *_):
            hint = "make it above `if __name__ == ...`: a server imports the module"
            return f"one is made only where the module is run as a script ({where})", hint
        case _:
            return None


def _made(
    node: ast.AST, around: tuple[ast.stmt, ...]
) -> Iterator[tuple[tuple[ast.stmt, ...], str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Assign(targets=[target, *_], value=ast.Call(func=called) as call):
                if dotted(called).split(".")[-1] == "Flask":
                    yield around, dotted(target), call
            case ast.FunctionDef() | ast.ClassDef():
                yield from _made(child, (*around, child))
            case ast.If() if not around:
                yield from _made(child, (child,))
            case _:
                yield from _made(child, around)
