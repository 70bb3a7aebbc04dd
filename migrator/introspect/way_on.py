"""What lies beside an application that does not start, and what it seems to miss."""

import ast
import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from migrator.introspect.sources import dotted, python_files, trees

_WORTH_READING = re.compile(rb"environ|getenv")
_EXAMPLES = (".env.example", ".env.sample", ".env.template", "env.example", "example.env")
_SHOWN = 6


def way_on(root: Path, missing: str, known: Collection[str]) -> str:
    """A hint for an import that failed, where the project's files show one; else empty.

    ``missing`` is the module that was not found, ``known`` the variables that are set.
    """
    if missing:
        return _sample_of(root, missing) or _lost_part(root, missing) or _elsewhere(root, missing)
    example = next((name for name in _EXAMPLES if (root / name).is_file()), "")
    if example and not (root / ".env").exists():
        return f"there is {example} and no .env: copy it to .env and fill it in"
    unset = sorted(set(_read_without_default(root)) - set(known))
    if not unset:
        return ""
    more = f" and {len(unset) - _SHOWN} more" if len(unset) > _SHOWN else ""
    return (
        f"the sources read {', '.join(unset[:_SHOWN])}{more} from the environment, where they are "
        "not set: if one is missing here, set it there or write it into .env"
    )


def set_variables(*folders: Path) -> frozenset[str]:
    """The names that are set in the environment or in the ``.env`` of one of the folders."""
    lines: list[str] = []
    for folder in folders:
        with suppress(OSError):
            lines += (folder / ".env").read_text(errors="replace").splitlines()
    return frozenset(os.environ) | {
        line.partition("=")[0].removeprefix("export ").strip() for line in lines
    }


def _sample_of(root: Path, module: str) -> str:
    name = module.partition(".")[0]
    samples = sorted(
        path.name
        for path in root.glob(f"{name}*.py*")
        if re.search(r"example|sample|template|default", path.name)
    )
    return f"there is {samples[0]}: copy it to {name}.py and fill it in" if samples else ""


def _lost_part(root: Path, module: str) -> str:
    """Of a module of the project itself, which nobody can install."""
    package, _, _ = module.rpartition(".")
    if not package or not root.joinpath(*package.split(".")).is_dir():
        return ""
    file = f"{module.replace('.', '/')}.py"
    return f"{file} is not there; files with settings are often kept out of git: write or copy it"


def _elsewhere(root: Path, module: str) -> str:
    """Of a module that stands in another folder, from which the app is started."""
    file = f"{module.partition('.')[0]}.py"
    found = [path.parent for path in python_files(root) if path.name == file]
    if len(found) != 1 or found[0] == root:
        return ""
    folder = found[0].relative_to(root).as_posix()
    return (
        f"{file} is in {folder}/: if the app is started there, run migrator with --project {folder}"
    )


def _read_without_default(root: Path) -> Iterator[str]:
    for _, tree in trees(root, _WORTH_READING):
        mappings = ("environ", *_other_names(tree))
        calls = ("getenv", *(f"{name}.get" for name in mappings))
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=function, args=[ast.Constant(value=str(name))], keywords=[]):
                    if dotted(function).endswith(calls):
                        yield name
                case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
                    if dotted(value).endswith(mappings) and isinstance(node.ctx, ast.Load):
                        yield name


def _other_names(tree: ast.Module) -> Iterator[str]:
    """``ENV`` of ``from os import environ as ENV``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from (n.asname for n in node.names if n.asname and n.name == "environ")
