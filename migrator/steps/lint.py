"""Look through a tree of async code for what is left of Flask and of sync drivers."""

import os
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.errors import UsageError
from migrator.steps.import_roots import divided, import_roots
from migrator.translate.collector import collector_at_rest
from migrator.translate.findings import Finding
from migrator.translate.lint import GENERATED, lint_tree

_LIBRARIES = frozenset({"site-packages", "dist-packages", "node_modules"})


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found, and in how many modules it was looked for."""

    findings: tuple[Finding, ...]
    modules: int


def lint(tree: Path) -> Linted:
    """Look through a folder or a single module; the files of the findings are paths as given.

    Raises:
        UsageError: there is no such folder, or no Python in it.
    """
    if not tree.exists():
        raise UsageError(
            f"there is no {tree}", "run `migrator scaffold` first, or name a folder of FastAPI code"
        )
    is_package = tree.is_dir() and (tree / "__init__.py").is_file()
    base = tree.parent if is_package or tree.is_file() else tree
    package = tree.resolve().name if is_package else ""
    texts: dict[str, str] = {}
    unread: list[Finding] = []
    for path in [tree] if tree.is_file() else _modules(tree):
        name = path.name if tree.is_file() else path.relative_to(tree).as_posix()
        try:
            with tokenize.open(path) as file:
                texts[name] = file.read()
        except (OSError, SyntaxError, UnicodeDecodeError, LookupError) as error:
            why = f"the file cannot be read: {error}"
            unread.append(Finding(name, "<module>", 1, "module", why, "unreadable-module", name))
    if not texts and not unread:
        raise UsageError(f"there is no Python in {tree}", "name the folder of the FastAPI code")
    found = [replace(f, file=str(tree / f.file)) for f in unread]
    roots = [] if package or GENERATED in texts else import_roots(texts)
    for root, inside in divided(texts, roots).items():
        with collector_at_rest():
            items = lint_tree(inside, package)
        for item in items:
            name = item.file.removeprefix(f"{package}/") if package else item.file
            found.append(replace(item, file=str((tree if is_package else base) / root / name)))
    ordered = sorted(found, key=lambda f: (f.file, f.line, f.rule))
    looked_at = [name for name in texts if GENERATED not in texts or not name.startswith("compat/")]
    return Linted(tuple(ordered), len(looked_at) + len(unread))


def _modules(tree: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(tree):
        folders[:] = sorted(name for name in folders if _is_searched(Path(folder, name)))
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(".py"))


def _is_searched(folder: Path) -> bool:
    hidden = folder.name.startswith((".", "__"))
    return not (hidden or folder.name in _LIBRARIES or (folder / "pyvenv.cfg").exists())
