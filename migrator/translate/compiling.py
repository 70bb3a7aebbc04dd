"""What Python says of a module that was generated: the last word before anybody runs it.

A tree may be well formed and yet no program: an ``await`` in a plain function, a ``yield from`` in
an async one. A text that is not even well formed has no tree; its lines tell the place.
"""

import ast
import re
from collections.abc import Iterator

from migrator.translate.findings import Finding
from migrator.translate.project_source import ModuleSource

_DEFINITION = re.compile(r"(\s*)(?:async\s+)?(def|class)\s+(\w+)")
_RULE = "unreadable-module"


class Unparsable(Exception):
    """A generated text is not Python; ``finding`` says where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.module}:{finding.line} {finding.why}")
        self.finding = finding


def unparsable(source: ModuleSource, text: str, error: SyntaxError) -> Unparsable:
    """The error for ``text``, which came of ``source``."""
    line = error.lineno or 1
    name = qualname_at(text, line)
    place = (source.name, name, line, name, f"what came of it is not valid Python: {error.msg}")
    return Unparsable(Finding(*place, _RULE, source.file))


def uncompiled(source: ModuleSource) -> Iterator[Finding]:
    """The statements of a module that Python would not run, each with what it says of them."""
    if source.tree is None or _error(source.tree.body) is None:
        return
    for statement in source.tree.body:
        if (error := _error([statement])) is not None:
            line = error.lineno or statement.lineno
            name = qualname_at(source.text, line)
            why = f"it is not valid Python: {error.msg}"
            yield Finding(source.name, name, line, name, why, _RULE, source.file)


def qualname_at(text: str, line: int) -> str:
    """The function or class around a line, found by the indentation of what stands above it."""
    lines = text.split("\n")[:line]
    within, names = _depth(lines[-1]) if lines else 0, list[str]()
    if _DEFINITION.match(lines[-1] if lines else ""):
        within += 1
    for above in reversed(lines):
        found = _DEFINITION.match(above)
        if found and _depth(above) < within:
            within = _depth(above)
            is_inside = bool(names) and found[2] == "def"
            names.append(f"{found[3]}.<locals>" if is_inside else found[3])
    return ".".join(reversed(names)) or "<module>"


def _depth(line: str) -> int:
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def _error(statements: list[ast.stmt]) -> SyntaxError | None:
    try:
        compile(ast.Module(statements, []), "<generated>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    return None
