"""Where the Flask application may be: read from the sources, without running them."""

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.introspect.sources import dotted, parse, sources, top_level

_APPS = ("app", "application")
_FACTORIES = ("create_app", "make_app")
_ENV_LINE = re.compile(r"^\s*(?:export\s+)?FLASK_APP\s*=\s*[\"']?([^\"'#\r\n]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible application; ``rank`` is smaller the likelier it is, ``why`` says what was seen.

    ``factory`` is ``module:name`` when the app comes from calling that function.
    """

    import_string: str
    rank: int
    why: str
    factory: str = ""


def find_candidates(root: Path, environ: Mapping[str, str] | None = None) -> tuple[Candidate, ...]:
    """All candidates under ``root``, the likeliest first."""
    named = _named_in_environment(root, os.environ if environ is None else environ)
    if named:
        return (Candidate(named, 0, "FLASK_APP"),)
    found = [item for path in sources(root) for item in _in_file(root, path)]
    return tuple(sorted(_without_repetition(found), key=lambda c: (c.rank, c.import_string)))


def likeliest(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those of the best rank: one is a choice, several are a question."""
    listed = tuple(candidates)
    best = min((item.rank for item in listed), default=0)
    return tuple(item for item in listed if item.rank == best)


def _named_in_environment(root: Path, environ: Mapping[str, str]) -> str:
    if environ.get("FLASK_APP"):
        return environ["FLASK_APP"]
    for name in (".env", ".flaskenv"):
        file = root / name
        match = _ENV_LINE.search(file.read_text(errors="replace")) if file.is_file() else None
        if match:
            return match[1].strip()
    return ""


def _without_repetition(found: list[Candidate]) -> list[Candidate]:
    """One candidate per application.

    ``app = create_app("x")`` in a wsgi.py says how ``create_app`` is called; the factory without
    arguments is then no candidate of its own.
    """
    defined = {item.factory for item in found if item.why == "factory"}
    calls = [item for item in found if item.why == "call" and item.factory in defined]
    called = {item.factory for item in calls}
    kept: dict[str, Candidate] = {}
    for item in found:
        if item.why == "factory" and item.factory in called:
            continue
        if item.why == "call" and item.factory not in defined:
            continue
        known = kept.get(item.import_string)
        if known is None or item.rank < known.rank:
            kept[item.import_string] = item
    return list(kept.values())


def _in_file(root: Path, path: Path) -> Iterator[Candidate]:
    tree = parse(path)
    if tree is None:
        return
    module, depth = module_name(root, path), len(path.relative_to(root).parts)
    depth -= path.name == "__init__.py"
    imported = _imported(tree, module)
    for statement in top_level(tree):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                yield from _assigned(name, call, module, depth, imported)
            case ast.FunctionDef(name=name) if _makes_an_app(statement):
                rank = depth + (name not in _FACTORIES) + 5 * _needs_arguments(statement)
                yield Candidate(f"{module}:{name}()", rank, "factory", f"{module}:{name}")


def _assigned(
    name: str, call: ast.Call, module: str, depth: int, imported: Mapping[str, str]
) -> Iterator[Candidate]:
    called = dotted(call.func)
    origin = imported.get(called.split(".")[0], "")
    if called.split(".")[-1] == "Flask" and (origin.startswith("flask") or called == "Flask"):
        yield Candidate(f"{module}:{name}", depth + (name not in _APPS), "app")
        return
    factory = imported.get(called, f"{module}:{called}")
    if name in _APPS and called and "." not in called:
        text = _literal_call(call)
        target = f"{factory}{text}" if text else f"{module}:{name}"
        yield Candidate(target, depth, "call", factory)


def _literal_call(call: ast.Call) -> str:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not all(isinstance(value, ast.Constant) for value in values):
        return ""
    return ast.unparse(call).removeprefix(ast.unparse(call.func))


def _imported(tree: ast.Module, module: str) -> dict[str, str]:
    """Local name to ``module:name``, relative imports resolved as far as the file tells."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {item.asname or item.name: item.name for item in node.names}
        if isinstance(node, ast.ImportFrom):
            package = module.split(".")[: -node.level] if node.level else []
            origin = ".".join([*package, *([node.module] if node.module else [])])
            found |= {item.asname or item.name: f"{origin}:{item.name}" for item in node.names}
    return found


def _makes_an_app(function: ast.FunctionDef) -> bool:
    """Whether it returns a name that it has assigned ``Flask(...)`` to."""
    returned = {
        dotted(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value is not None
    }
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=called)):
                if dotted(called).split(".")[-1] == "Flask" and name in returned:
                    return True
    return False


def _needs_arguments(function: ast.FunctionDef) -> bool:
    arguments = function.args
    given = len(arguments.defaults)
    return len(arguments.posonlyargs) + len(arguments.args) > given or any(
        default is None for default in arguments.kw_defaults
    )


def module_name(root: Path, path: Path) -> str:
    """How ``flask --app`` would name the file: dotted within packages, else by its path."""
    stem = path.parent if path.name == "__init__.py" else path.with_suffix("")
    folders = [folder for folder in stem.parents if folder.is_relative_to(root) and folder != root]
    if all((folder / "__init__.py").exists() for folder in folders):
        return ".".join(stem.relative_to(root).parts)
    is_package = (path.parent / "__init__.py").exists()
    return (stem if is_package else path).relative_to(root).as_posix()
