"""Look at async code with fresh eyes: what of Flask, of sync drivers, of lost awaits is left?

Generated code is read and inferred again, as if somebody else had written it: nothing is taken over
from the translation but the names of the package and the driver. Code that people wrote is read in
the same way; there the synchronous driver may stand where no event loop waits for it.
"""

import ast
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from migrator.model.app import AppSpec, NameFact
from migrator.translate.analysis import Analysis
from migrator.translate.async_names import of_compat, of_drivers
from migrator.translate.atoms import DriverMethod
from migrator.translate.awaiting import (
    asks_server,
    is_awaited_there,
    is_coroutine,
    wants_await,
)
from migrator.translate.binding import UNDEFINED, is_bound
from migrator.translate.blocking_ways import blocking_calls
from migrator.translate.compiling import uncompiled
from migrator.translate.declarations import FunctionInfo
from migrator.translate.driver_api import API
from migrator.translate.findings import Finding, finding
from migrator.translate.gridfs import blocks_in_gridfs
from migrator.translate.inference import infer
from migrator.translate.laziness import READING, READING_LIBRARIES, READING_METHODS
from migrator.translate.lint_by_hand import look_by_hand, sync_queries
from migrator.translate.nesting import room_for_nesting
from migrator.translate.project_source import ModuleSource, parse_module
from migrator.translate.startup import request_roots
from migrator.translate.taking_apart import iterated
from migrator.translate.world import build_world

_SYNC_CLASSES = frozenset({"pymongo.MongoClient", "pymongo.mongo_client.MongoClient"})
_READS_SYNC = READING | READING_LIBRARIES | {"builtins.len"}
_LEFT = (ast.ImportFrom, ast.Name, ast.Call)
_LOOKED_AT = (
    ast.Import, ast.ImportFrom, ast.Call, ast.Attribute, ast.For, ast.comprehension, ast.Starred,
    ast.Assign, ast.AugAssign, ast.Compare, ast.YieldFrom,
)  # fmt: skip
"""The nodes that are asked for findings: less than half of all."""
GENERATED = "compat/application.py"


@room_for_nesting()
def lint(
    files: Mapping[str, str],
    package: str,
    driver: str,
    facts: Iterable[NameFact] = (),
    trees: Mapping[str, ast.Module] = MappingProxyType({}),
) -> list[Finding]:
    """Everything that is left in the modules of a generated package.

    ``files`` are the texts by their paths in it, ``trees`` those of them that are parsed already;
    ``facts`` say what module-level names are at run time, where that is known.
    """
    sources = _sources(files, package, trees)
    analysis = _analysed(sources, package, driver, facts, of_compat(package))
    nodes = analysis.world.declared.of_kind(*_LEFT)
    found = [f for node in nodes for f in _left(node, analysis)]
    found += sync_queries(analysis, set(request_roots(analysis.world)) - analysis.world.threaded)
    return _all(found, sources, analysis)


def lint_tree(files: Mapping[str, str], package: str) -> list[Finding]:
    """The same for any tree; the driver is the one that it imports.

    A tree with ``compat`` in it is held to be generated.
    """
    driver = "pymongo-async" if any("AsyncMongoClient" in t for t in files.values()) else "motor"
    if GENERATED in files:
        return lint(files, package, driver)
    sources = _sources(files, package, {})
    analysis = _analysed(sources, package, driver, (), of_drivers())
    found = look_by_hand(analysis)
    return _all(found, sources, analysis)


@room_for_nesting()
def _all(
    found: Iterable[Finding], sources: Mapping[str, ModuleSource], analysis: Analysis
) -> list[Finding]:
    """These findings, and those that hold for generated and other code alike."""
    both = [f for source in sources.values() for f in (*_unreadable(source), *uncompiled(source))]
    nodes = analysis.world.declared.of_kind(*_LOOKED_AT)
    both += [f for node in nodes for f in _look(node, analysis)]
    both += [
        finding(node, analysis, "blocking-call", f"{ast.unparse(node.func)}()", why)
        for node, why in blocking_calls(analysis)
    ]
    return sorted({*found, *both})


def _sources(
    files: Mapping[str, str], package: str, trees: Mapping[str, ast.Module]
) -> dict[str, ModuleSource]:
    named = (
        _source(_dotted(package, path), f"{package}/{path}".lstrip("/"), text, trees.get(path))
        for path, text in files.items()
        if path.endswith(".py") and not path.startswith("compat/")
    )
    return {source.name: source for source in named}


def _source(name: str, file: str, text: str, tree: ast.Module | None) -> ModuleSource:
    return parse_module(name, file, text) if tree is None else ModuleSource(name, file, text, tree)


def _dotted(package: str, path: str) -> str:
    name = path.removesuffix(".py").removesuffix("__init__").strip("/").replace("/", ".")
    return f"{package}.{name}".strip(".")


def _analysed(
    sources: dict[str, ModuleSource],
    package: str,
    driver: str,
    facts: Iterable[NameFact],
    aliases: dict[str, str],
) -> Analysis:
    main = f"{package}.main"
    spec = AppSpec(f"{main}:app", "", main, "", ".", "", {}, (), names=tuple(facts))
    world = build_world(spec, sources)
    world.aliases = aliases
    infer(world)
    return Analysis(world, driver)


def _unreadable(source: ModuleSource) -> Iterable[Finding]:
    if source.problem:
        place = (source.name, "<module>", source.problem_line, "module")
        yield Finding(*place, source.problem, "unreadable-module", source.file)


def _left(node: ast.AST, analysis: Analysis) -> Iterable[Finding]:
    """What only generated code may not have."""
    match node:
        case ast.ImportFrom(module=module, names=names, level=0):
            for name in (f"{module}.{alias.name}" for alias in names):
                if name in _SYNC_CLASSES and not _is_database(node, analysis):
                    why = "the synchronous client is left"
                    yield finding(node, analysis, "sync-client", name, why)
        case ast.Name(ctx=ast.Load()) if not is_bound(node, analysis):
            yield finding(node, analysis, "undefined-name", node.id, UNDEFINED)
        case ast.Call():
            for atom in analysis.type_of(node.func):
                if isinstance(atom, DriverMethod) and not _is_known(atom):
                    shown = f"{ast.unparse(node.func)}()"
                    why = "the driver has no such method"
                    yield finding(node, analysis, "unknown-method", shown, why)
        case _:
            return


def _is_database(node: ast.AST, analysis: Analysis) -> bool:
    """Whether it stands in ``database.py``, which may make the client that threads use."""
    return analysis.owner(node).module.name.partition(".")[2] == "database"


def _is_known(atom: DriverMethod) -> bool:
    return atom.name in API[atom.kind]


def _look(node: ast.AST, analysis: Analysis) -> Iterable[Finding]:
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from _imports(node, analysis)
        case ast.Call():
            yield from _call(node, analysis)
        case ast.Attribute():
            yield from _read(node, analysis)
        case _:
            for source in iterated(node):
                yield from _loop(node, source, analysis)


def _imports(node: ast.Import | ast.ImportFrom, analysis: Analysis) -> Iterable[Finding]:
    if isinstance(node, ast.ImportFrom) and node.level:
        return
    module = "" if isinstance(node, ast.Import) else (node.module or "")
    for alias in node.names:
        name = f"{module}.{alias.name}" if module else alias.name
        top = name.partition(".")[0]
        if top in {"flask", "quart"} or top.startswith("flask_"):
            yield finding(node, analysis, "flask-import", name, "a Flask import is left")


def _call(node: ast.Call, analysis: Analysis) -> Iterable[Finding]:
    names = analysis.full_names(node.func)
    if wants_await(node, analysis) and not is_awaited_there(node, analysis):
        shown = f"{ast.unparse(node.func)}()"
        yield finding(node, analysis, "lost-await", shown, "it has to be awaited")
    if blocks_in_gridfs(node, analysis):
        why = "GridFS reads and writes while every other request waits"
        yield finding(node, analysis, "blocking-call", f"{ast.unparse(node.func)}()", why)
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    reads = names & _READS_SYNC or method in READING_METHODS
    if reads and any(_is_async_source(argument, analysis) for argument in node.args):
        shown = f"{ast.unparse(node.func)}()"
        yield finding(node, analysis, "sync-iteration", shown, "it iterates synchronously")


def _read(node: ast.Attribute, analysis: Analysis) -> Iterable[Finding]:
    getters = analysis.world.getters.get(node, set())
    wants = asks_server(node, analysis) or any(is_coroutine(g, analysis) for g in getters)
    if wants and not is_awaited_there(node, analysis):
        why = "an async property has to be awaited"
        yield finding(node, analysis, "lost-await", ast.unparse(node), why)


def _loop(node: ast.AST, source: ast.expr, analysis: Analysis) -> Iterable[Finding]:
    if _is_async_source(source, analysis):
        shown, why = ast.unparse(source), "it is iterated synchronously"
        yield finding(node, analysis, "sync-iteration", shown, why)


def _is_async_source(node: ast.expr, analysis: Analysis) -> bool:
    """Whether it has to be iterated asynchronously; what was asked for that has been taken out."""
    match node:
        case ast.IfExp(
            test=ast.Call(func=ast.Name(id="hasattr"), args=[_, ast.Constant(value="__aiter__")]),
            body=body,
        ):
            node = body
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


__all__ = ["GENERATED", "Finding", "lint", "lint_tree"]
