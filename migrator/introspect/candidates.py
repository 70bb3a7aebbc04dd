"""Where the Flask application may be: read from the sources, without running them."""

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.introspect.factories import (
    flask_names,
    makes_an_app,
    needed_arguments,
    returned,
)
from migrator.introspect.sources import dotted, top_level, trees
from migrator.introspect.usual_names import APPS, FACTORIES, usual_names

_UNCALLABLE = 5  # a factory that cannot be called yet comes after all that can
_WORTH_READING = re.compile(rb"Flask\(|^\s*(app|application)\s*=", re.MULTILINE)
_ENV_LINE = re.compile(r"^\s*(?:export\s+)?FLASK_APP\s*=\s*[\"']?([^\"'#\r\n]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible application; ``rank`` is smaller the likelier it is, ``why`` says what was seen.

    ``factory`` is ``module:name`` when the app comes from calling that function; ``needs`` are the
    arguments that nobody has given yet. ``finishes`` is the app that the factory does not make but
    completes, ``entry`` where the result of a call is kept, ``entry_adds`` whether that module does
    anything more with it.
    """

    import_string: str
    rank: int
    why: str
    factory: str = ""
    needs: tuple[str, ...] = ()
    finishes: str = ""
    entry: str = ""
    entry_adds: bool = False


def find_candidates(root: Path, environ: Mapping[str, str] | None = None) -> tuple[Candidate, ...]:
    """All candidates under ``root``, the likeliest first."""
    listed = candidates_in_sources(root) or _by_name(root)
    named = _named_in_environment(root, os.environ if environ is None else environ)
    return (_completed(named, listed),) if named else listed


def candidates_in_sources(root: Path) -> tuple[Candidate, ...]:
    """Those that the Python files show, whatever FLASK_APP says."""
    found = [
        item for path, tree in trees(root, _WORTH_READING) for item in _in_file(root, path, tree)
    ]
    return _ordered(_without_repetition(found))


def _by_name(root: Path) -> tuple[Candidate, ...]:
    """An app where one is kept comes before a factory, and one near the top before others."""
    found: set[Candidate] = set()
    for path, name in usual_names(root):
        rank = len(path.relative_to(root).parts) + _UNCALLABLE * name.endswith(")")
        found.add(Candidate(f"{module_name(root, path)}:{name}", rank, "name"))
    return _ordered(found)


def _ordered(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found, key=lambda c: (c.rank, c.import_string)))


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


def _completed(named: str, listed: tuple[Candidate, ...]) -> Candidate:
    """``app.py`` or ``shop`` of FLASK_APP as the import string that its source shows."""
    if ":" not in named:
        module = named if "/" in named else named.removesuffix(".py")
        inside = [item for item in listed if item.import_string.partition(":")[0] == module]
        named = inside[0].import_string if inside else module
    return Candidate(named, 0, "FLASK_APP")


def _without_repetition(found: list[Candidate]) -> list[Candidate]:
    """One candidate per application.

    ``app = create_app("x")`` in a wsgi.py says how ``create_app`` is called; the factory without
    arguments is then no candidate of its own. Where the function completes an app that stands
    beside it, that app alone is half of one; where the wsgi.py adds to what it was given, only its
    own name has all of it.
    """
    defined = {item.factory: item for item in found if item.why == "factory"}
    calls = [item for item in found if item.why == "call" and item.factory in defined]
    called = {item.factory for item in calls}
    halves = {defined[factory].finishes for factory in called}
    kept: dict[str, Candidate] = {}
    for item in found:
        is_left_out = item.import_string in halves or (
            item.why == "factory" and (item.factory in called or bool(item.finishes))
        )
        if is_left_out or (item.why == "call" and item.factory not in defined):
            continue
        is_whole_there = item.why == "call" and (item.entry_adds or defined[item.factory].finishes)
        one = replace(item, import_string=item.entry) if is_whole_there else item
        known = kept.get(one.import_string)
        if known is None or one.rank < known.rank:
            kept[one.import_string] = one
    return list(kept.values())


def _in_file(root: Path, path: Path, tree: ast.Module) -> Iterator[Candidate]:
    module, depth = module_name(root, path), len(path.relative_to(root).parts)
    depth -= path.name == "__init__.py"
    imported = _imported(tree, module)
    apps = flask_names(tree)
    for statement in top_level(tree):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                found = _assigned(name, call, module, depth, imported)
                yield from (replace(it, entry_adds=_is_used(name, tree)) for it in found)
            case ast.FunctionDef(name=name) if makes_an_app(statement):
                needs = needed_arguments(statement)
                rank = depth + (name not in FACTORIES) + _UNCALLABLE * bool(needs)
                text = f"{module}:{name}({', '.join(needs)})"
                yield Candidate(text, rank, "factory", f"{module}:{name}", needs)
            case ast.FunctionDef(name=name) if half := returned(statement) & apps:
                finished = f"{module}:{min(half)}"
                yield Candidate(
                    f"{module}:{name}()", depth, "factory", f"{module}:{name}", (), finished
                )


def _assigned(
    name: str, call: ast.Call, module: str, depth: int, imported: Mapping[str, str]
) -> Iterator[Candidate]:
    called = dotted(call.func)
    origin = imported.get(called.split(".")[0], "")
    if called.split(".")[-1] == "Flask" and (origin.startswith("flask") or called == "Flask"):
        yield Candidate(f"{module}:{name}", depth + (name not in APPS), "app")
        return
    factory = imported.get(called, f"{module}:{called}")
    if name in APPS and called and "." not in called:
        text = _literal_call(call)
        target = f"{factory}{text}" if text else f"{module}:{name}"
        yield Candidate(target, depth, "call", factory, entry=f"{module}:{name}")


def _is_used(name: str, tree: ast.Module) -> bool:
    """Whether statements of a module use a name, but for those of the ``__main__`` block."""
    simple = (s for s in top_level(tree) if not isinstance(s, ast.If | ast.Try | ast.With))
    nodes = (node for statement in simple for node in ast.walk(statement))
    names = (node for node in nodes if isinstance(node, ast.Name))
    return any(node.id == name and isinstance(node.ctx, ast.Load) for node in names)


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


def module_name(root: Path, path: Path) -> str:
    """How ``flask --app`` would name the file: dotted within packages, else by its path."""
    stem = path.parent if path.name == "__init__.py" else path.with_suffix("")
    folders = [folder for folder in stem.parents if folder.is_relative_to(root) and folder != root]
    if all((folder / "__init__.py").exists() for folder in folders):
        return ".".join(stem.relative_to(root).parts)
    is_package = (path.parent / "__init__.py").exists()
    return (stem if is_package else path).relative_to(root).as_posix()


def split_source(root: Path, import_string: str) -> tuple[str, str]:
    """``src/shop/web.py:app`` as the folder that goes on ``sys.path`` and what is imported there.

    The folder is empty when it is ``root`` itself.
    """
    path, _, expression = import_string.partition(":")
    if "/" not in path:
        return "", import_string
    stem = Path(path.removesuffix(".py"))
    folder = stem.parent
    while folder != Path() and (root / folder / "__init__.py").exists():
        folder = folder.parent
    name = ".".join(stem.relative_to(folder).parts)
    return folder.as_posix().removeprefix("."), f"{name}:{expression}"
