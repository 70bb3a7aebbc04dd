"""Write one module of the generated app from the original's text and the decisions taken."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.model.translation import Reason
from migrator.translate.added_imports import with_imports
from migrator.translate.analysis import Analysis, Need
from migrator.translate.asking_early import ask_early, is_asked_early
from migrator.translate.checks import waits_for_startup
from migrator.translate.colour import Palette
from migrator.translate.compiling import unparsable
from migrator.translate.declarations import DEFINITIONS, Declarations, FunctionInfo
from migrator.translate.deferring import defer
from migrator.translate.edits import Edits
from migrator.translate.gathered import gather_reads
from migrator.translate.guards import Mentions, as_dependencies, guards_of
from migrator.translate.imports import ImportRewriter, Layout
from migrator.translate.project_source import ModuleSource
from migrator.translate.removing import Defined, Removing
from migrator.translate.routes import (
    annotate_parameters,
    rewrite_decorator,
    route_decorators,
)
from migrator.translate.surface import rename
from migrator.translate.thread_edits import decorate_threaded, meet_in_thread
from migrator.translate.unused_imports import drop_unused


@dataclass(slots=True)
class Written:
    """The new text of a module, its tree where it was parsed, and what it needs beside it."""

    text: str
    compat: set[str] = field(default_factory=set)
    tree: ast.Module | None = None
    gathered: tuple[Reason, ...] = ()


@dataclass(slots=True)
class ModuleWriter:
    """Everything that is known when a module is written."""

    analysis: Analysis
    palette: Palette
    layout: Layout
    dropped: dict[FunctionInfo, Reason]
    needs: dict[str, list[Need]]
    nodes: dict[str, list[ast.AST]]
    functions: dict[str, list[Defined]]
    mentions: Mentions
    lifted: dict[ast.AST, str] = field(default_factory=dict)

    def write(self, source: ModuleSource) -> Written:
        """The generated module.

        Raises:
            Unparsable: what came of a function is not Python.
        """
        if (tree := source.tree) is None:
            return Written(source.text)
        edits = Edits(source.text, self.analysis.world.declared.parents)
        functions = self.functions.get(source.name, ())
        gone = Removing(self.analysis, self.dropped).drop(source, functions, edits)
        for mention in self.analysis.left.nones:
            if self.analysis.owner(mention).module is source:
                edits.replace_node(mention, "None")
        self._meet_needs(source, edits, gone)
        dropped, left = set(self.dropped), self.analysis.left
        imports = ImportRewriter(source, self.analysis.world, self.layout, dropped, left)
        for node in self.nodes.get(source.name, ()):
            if any(start <= edits.start(node) < end for start, end in gone if _placed(node)):
                continue
            self._change(node, edits, imports)
        try:
            return self._finished(edits.render(), source, tree, imports)
        except SyntaxError as error:
            raise unparsable(source, edits.render(), error) from error

    def _finished(
        self, text: str, source: ModuleSource, original: ast.Module, imports: ImportRewriter
    ) -> Written:
        text, gathered = gather_reads(text, self.analysis.gathers.get(source.name, ()))
        if gathered:
            self.analysis.asked.setdefault(source.name, set()).add("import asyncio")
        text = self._add_imports(text, source, imports)
        text, tree = drop_unused(text, original)
        told = tuple(gather.told for gather in gathered)
        return Written(text, imports.compat, tree, told)

    def _meet_needs(self, source: ModuleSource, edits: Edits, gone: list[tuple[int, int]]) -> None:
        active = [n for n in self.needs.get(source.name, ()) if n.holds(self.palette.is_async)]
        active.sort(key=lambda need: _order(need, edits))
        for need in active:
            position = _order(need, edits)[0]
            if any(start <= position < end for start, end in gone):
                continue
            self._meet(need, edits)
        for node, function in self.functions.get(source.name, ()):
            start = edits.start(node)
            if any(a <= start < b for a, b in gone):
                continue
            if function in self.analysis.threaded.entries:
                decorate_threaded(function, node, self.analysis, edits)
                self._annotations(function, edits)
            elif self.palette.is_async(function):
                if isinstance(node, ast.FunctionDef):
                    edits.before(start, "async ")
                self._annotations(function, edits)

    def _annotations(self, function: FunctionInfo, edits: Edits) -> None:
        guards = guards_of(function, self.analysis, self.mentions)
        extra = as_dependencies(guards, self.analysis, edits)
        for decorator in route_decorators(function, self.analysis):
            rewrite_decorator(decorator, edits, extra)
        annotate_parameters(function, self.analysis, edits)

    def _meet(self, need: Need, edits: Edits) -> None:
        owner = need.owner
        if owner in self.analysis.threaded.bodies:
            meet_in_thread(need, self.analysis, edits, self.palette.is_async)
            return
        if owner.kind == "lambda" and need.node is getattr(owner.node, "body", None):
            edits.unawaited.add(need.node)
        if not self.palette.is_async(owner) and owner.kind != "lambda":
            if waits_for_startup(need, self.analysis):
                defer(need, self.analysis, edits, self.lifted)
            elif is_asked_early(need, self.analysis):
                ask_early(need, self.analysis, edits)
            else:
                return
        if need.awaited is not None:
            edits.await_(need.awaited)
        if need.change is not None:
            need.change(edits, self.palette.is_async)

    def _change(self, node: ast.AST, edits: Edits, imports: ImportRewriter) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.rewrite(node, edits)
        else:
            rename(node, self.analysis, edits, self.layout)

    def _add_imports(self, text: str, source: ModuleSource, imports: ImportRewriter) -> str:
        """Put the asked-for imports in front of the module's own."""
        lines = []
        for asked in sorted(self.analysis.asked.get(source.name, ())):
            module, colon, name = asked.partition(":")
            if not colon:
                lines.append(asked)
                continue
            if module.startswith("compat."):
                imports.compat.add(module.removeprefix("compat."))
            lines.append(f"from {self.layout.package}.{module} import {name}")
        return with_imports(text, lines)


def _order(need: Need, edits: Edits) -> tuple[int, int]:
    node = need.node
    if isinstance(node, ast.comprehension):
        return edits.start(node.target), -edits.end(node.iter)
    return edits.start(node), -edits.end(node)


def _placed(node: ast.AST) -> bool:
    return hasattr(node, "lineno")


def group_nodes(declared: Declarations) -> dict[str, list[ast.AST]]:
    """The nodes of each module that a rename may concern."""
    kinds = (ast.Name, ast.Attribute, ast.Call, ast.Import, ast.ImportFrom)
    found: dict[str, list[ast.AST]] = {}
    for node in declared.of_kind(*kinds):
        found.setdefault(declared.owners[node].module.name, []).append(node)
    return found


def group_functions(functions: dict[ast.AST, FunctionInfo]) -> dict[str, list[Defined]]:
    """What each module defines with ``def``."""
    found: dict[str, list[Defined]] = {}
    for node, function in functions.items():
        if isinstance(node, DEFINITIONS):
            found.setdefault(function.module.name, []).append((node, function))
    return found


def group_needs(needs: Iterable[Need]) -> dict[str, list[Need]]:
    """The needs of each module."""
    found: dict[str, list[Need]] = {}
    for need in needs:
        found.setdefault(need.owner.module.name, []).append(need)
    return found
