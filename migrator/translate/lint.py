"""Look at generated code with fresh eyes: what of Flask, of sync drivers, of lost awaits is left?

The generated text is read and inferred again, as if somebody else had written it. Nothing is taken
over from the translation but the names of the package and the driver.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrator.model.app import AppSpec, NameFact
from migrator.translate.analysis import Analysis
from migrator.translate.atoms import DriverMethod, Func
from migrator.translate.binding import UNDEFINED, is_bound
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import API
from migrator.translate.flask_names import NAMES, is_awaited
from migrator.translate.in_thread import blocking_calls
from migrator.translate.inference import infer
from migrator.translate.names import AT_STARTUP, CONNECT, LOAD_CURRENT_USER
from migrator.translate.project_source import ModuleSource, parse_module
from migrator.translate.world import World, build_world

_SYNC_CLASSES = frozenset({"pymongo.MongoClient", "pymongo.mongo_client.MongoClient"})
_AWAITED = frozenset(
    {LOAD_CURRENT_USER, "builtins.anext", "asyncio.sleep"}
    | {
        f"asyncstdlib.{n}"
        for n in ["any", "all", "list", "sorted", "min", "max", "sum", "dict", "set", "tuple"]
    }
)
_READS_SYNC = frozenset(
    f"builtins.{n}"
    for n in [
        "list",
        "set",
        "tuple",
        "frozenset",
        "sorted",
        "dict",
        "sum",
        "min",
        "max",
        "enumerate",
        "zip",
        "map",
        "filter",
        "any",
        "all",
        "next",
        "iter",
        "len",
    ]
)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that is wrong in async code: in which module and function, where, and why."""

    module: str
    qualname: str
    line: int
    construct: str
    why: str


def lint(
    files: Mapping[str, str], package: str, driver: str, facts: Iterable[NameFact] = ()
) -> list[Finding]:
    """Everything that is left in the modules of a package; ``files`` by their paths in it.

    ``facts`` say what module-level names are at run time, where that is known.
    """
    sources = {}
    for path, text in files.items():
        if path.endswith(".py") and not path.startswith("compat/"):
            source = parse_module(_dotted(package, path), f"{package}/{path}", text)
            sources[source.name] = source
    found = [finding for source in sources.values() for finding in _unreadable(source)]
    world = build_world(_spec(package, facts), sources)
    world.aliases = _aliases(package)
    infer(world)
    analysis = Analysis(world, driver)
    for node in world.declared.owners:
        found += _look(node, analysis)
    found += [
        _finding(node, analysis, f"{ast.unparse(node.func)}()", why)
        for node, why in blocking_calls(analysis)
    ]
    return sorted(set(found))


def _dotted(package: str, path: str) -> str:
    name = path.removesuffix(".py").removesuffix("__init__").strip("/").replace("/", ".")
    return f"{package}.{name}" if name else package


def _spec(package: str, facts: Iterable[NameFact]) -> AppSpec:
    main = f"{package}.main"
    return AppSpec(f"{main}:app", "", main, "", ".", "", {}, (), names=tuple(facts))


def _aliases(package: str) -> dict[str, str]:
    """Compat's names mean what Flask's meant; ``connect`` gives a client."""
    found = {f"{package}.compat.{t.module}.{t.name}": name for name, t in NAMES.items()}
    ours = {
        f"{package}.database.connect": CONNECT,
        f"{package}.compat.startup.at_startup": AT_STARTUP,
        f"{package}.compat.login.load_current_user": LOAD_CURRENT_USER,
    }
    return {**found, **ours}


def _unreadable(source: ModuleSource) -> Iterable[Finding]:
    if source.problem:
        yield Finding(source.name, "<module>", source.problem_line, "module", source.problem)


def _look(node: ast.AST, analysis: Analysis) -> Iterable[Finding]:
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from _imports(node, analysis)
        case ast.Call():
            yield from _call(node, analysis)
        case ast.Attribute():
            yield from _read(node, analysis)
        case ast.Name(ctx=ast.Load()) if not is_bound(node, analysis):
            yield _finding(node, analysis, node.id, UNDEFINED)
        case ast.For():
            yield from _loop(node, node.iter, analysis)
        case ast.comprehension(is_async=0):
            yield from _loop(node, node.iter, analysis)
        case ast.Starred():
            yield from _loop(node, node.value, analysis)
        case _:
            return


def _finding(node: ast.AST, analysis: Analysis, construct: str, why: str) -> Finding:
    owner = analysis.owner(node)
    line = getattr(node, "lineno", getattr(getattr(node, "iter", None), "lineno", owner.line))
    return Finding(owner.module.name, owner.qualname, line, construct, why)


def _imports(node: ast.Import | ast.ImportFrom, analysis: Analysis) -> Iterable[Finding]:
    module = "" if isinstance(node, ast.Import) or node.level else (node.module or "")
    for alias in node.names:
        name = f"{module}.{alias.name}" if module else alias.name
        top = name.partition(".")[0]
        if isinstance(node, ast.ImportFrom) and node.level:
            continue
        if top == "flask" or top.startswith("flask_"):
            yield _finding(node, analysis, name, "a Flask import is left")
        elif name in _SYNC_CLASSES:
            yield _finding(node, analysis, name, "the synchronous client is left")


def _call(node: ast.Call, analysis: Analysis) -> Iterable[Finding]:
    atoms = analysis.type_of(node.func)
    names = analysis.full_names(node.func)
    shown = f"{ast.unparse(node.func)}()"
    if _wants_await(atoms, names, analysis.driver) and not _is_awaited(node, analysis):
        yield _finding(node, analysis, shown, "it has to be awaited")
    for atom in atoms:
        if isinstance(atom, DriverMethod) and not _is_known(atom):
            yield _finding(node, analysis, shown, "the driver has no such method")
    if names & _READS_SYNC:
        for argument in node.args:
            if not names & {"builtins.iter"} and _is_async_source(argument, analysis):
                yield _finding(node, analysis, shown, "it iterates synchronously")


def _is_known(atom: DriverMethod) -> bool:
    return atom.kind == "gridfs" or atom.name in API[atom.kind]


def _wants_await(atoms: Iterable[object], names: set[str], driver: str) -> bool:
    for atom in atoms:
        known = API[atom.kind].get(atom.name) if isinstance(atom, DriverMethod) else None
        if known is not None and known.awaited(driver):
            return True
        if isinstance(atom, Func) and _is_coroutine(atom.function):
            return True
    return bool(names & _AWAITED) or any(map(is_awaited, names))


def _is_coroutine(function: FunctionInfo) -> bool:
    return isinstance(function.node, ast.AsyncFunctionDef) and not function.is_generator


def _is_awaited(node: ast.AST, analysis: Analysis) -> bool:
    """Awaited on the spot, or handed on by a lambda to one who awaits."""
    parent = analysis.parent(node)
    return isinstance(parent, ast.Await | ast.Lambda)


def _read(node: ast.Attribute, analysis: Analysis) -> Iterable[Finding]:
    getters = analysis.world.getters.get(node, set())
    if any(_is_coroutine(g) for g in getters) and not _is_awaited(node, analysis):
        yield _finding(node, analysis, ast.unparse(node), "an async property has to be awaited")


def _loop(node: ast.AST, source: ast.expr, analysis: Analysis) -> Iterable[Finding]:
    if _is_async_source(source, analysis):
        yield _finding(node, analysis, ast.unparse(source), "it is iterated synchronously")


def _is_async_source(node: ast.expr, analysis: Analysis) -> bool:
    iteration = analysis.iteration(node)
    return iteration.cursors or any(_gives_async(g) for g in iteration.generators)


def _gives_async(function: FunctionInfo) -> bool:
    match function.node:
        case ast.AsyncFunctionDef():
            return True
        case ast.GeneratorExp(elt=elt, generators=parts):
            loops = any(part.is_async for part in parts)
            return loops or any(isinstance(n, ast.Await) for n in ast.walk(elt))
        case _:
            return False


__all__ = ["Finding", "World", "lint"]
