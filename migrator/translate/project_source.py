"""Read the modules of the legacy project: text, syntax tree, and what is wrong with them."""

import ast
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from migrator.model.app import AppSpec
from migrator.model.statements import statements

_UTF_8 = frozenset({"utf-8", "utf-8-sig"})
_COOKIE = re.compile(r"\A((?:.*\n)?[ \t\f]*#.*?coding[:=][ \t]*)[-\w.]+")
"""What declares an encoding, in the first or second line (PEP 263): what is written is UTF-8."""
_SKIPPED_FOLDERS = frozenset({"venv", "env", "site-packages", "node_modules", "__pycache__"})


@dataclass(eq=False, slots=True)
class ModuleSource:
    """One module: dotted name, posix path from the project root, text and tree.

    ``problem`` says why there is no tree: a syntax error, an encoding that cannot be read.
    """

    name: str
    file: str
    text: str = ""
    tree: ast.Module | None = None
    problem: str = ""
    problem_line: int = 1
    newline: str = "\n"

    @property
    def is_package(self) -> bool:
        """Whether this is the ``__init__`` of a package."""
        return self.file.endswith("__init__.py")

    @property
    def package(self) -> str:
        """The package that relative imports of this module start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


def read_module(root: Path, name: str, file: str) -> ModuleSource:
    """Read and parse one file; trouble is written down, never raised."""
    try:
        with tokenize.open(root / file) as handle:
            text, encoding = handle.read(), handle.encoding
            ends = handle.newlines if isinstance(handle.newlines, str) else "\n"
    except (OSError, SyntaxError, UnicodeDecodeError, LookupError) as error:
        why = f"the file cannot be read: {error}".replace(str(root / file), file)
        return ModuleSource(name, file, problem=why)
    if encoding not in _UTF_8:
        text = _COOKIE.sub(r"\1utf-8", text, count=1)
    source = parse_module(name, file, text)
    source.newline = ends if ends == "\r\n" else "\n"
    return source


def parse_module(name: str, file: str, text: str) -> ModuleSource:
    """A module from its text; a syntax error is its ``problem``."""
    source = ModuleSource(name, file, text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source.tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        source.problem = f"the file is not valid Python 3: {error}"
        source.problem_line = getattr(error, "lineno", 1) or 1
    return source


def read_project(spec: AppSpec, root: Path) -> dict[str, ModuleSource]:
    """Every module the running app had imported, and those its code imports late."""
    found: dict[str, ModuleSource] = {}
    waiting = [(m.name, m.file) for m in spec.modules] or [_locate(root, spec.module)]
    while waiting:
        name, file = waiting.pop()
        if not file or name in found or name == "__main__":
            continue
        found[name] = read_module(root, name, file)
        names = [*_parents(name), *_imported_names(found[name])]
        waiting += [_locate(root, other) for other in names if other not in found]
    return dict(sorted(found.items()))


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _locate(root: Path, name: str) -> tuple[str, str]:
    """The file of a dotted name inside ``root``; an empty one when it is not of the project."""
    parts = name.split(".")
    if not all(parts) or _SKIPPED_FOLDERS & set(parts):
        return name, ""
    for candidate in (Path(*parts, "__init__.py"), Path(*parts).with_suffix(".py")):
        if (root / candidate).is_file():
            return name, candidate.as_posix()
    return name, ""


def _imported_names(source: ModuleSource) -> Iterable[str]:
    if source.tree is None:
        return
    for node in statements(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute_name(source, node)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names if alias.name != "*")


def absolute_name(source: ModuleSource, node: ast.ImportFrom) -> str:
    """The dotted name that ``from ... import`` reads from, relative dots resolved."""
    if not node.level:
        return node.module or ""
    parts = source.package.split(".") if source.package else []
    kept = parts[: len(parts) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])
