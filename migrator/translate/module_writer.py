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
from migrator.translate.command_line import command_registrations
from migrator.translate.compiling import unparsable
from migrator.translate.declarations import DEFINITIONS, Declarations, FunctionInfo
from migrator.translate.deferring import defer
from migrator.translate.defining import VIEW_CLASSES, VIEW_METHODS
from migrator.translate.edits import Edits
from migrator.translate.gathered import gather_reads
from migrator.translate.guards import Mentions, as_dependencies, guards_of
from migrator.translate.imports import ImportRewriter, Layout
from migrator.translate.project_source import ModuleSource
from migrator.translate.routes import (
    annotate_parameters,
    rewrite_decorator,
    route_decorators,
    stays_on_flask,
)
from migrator.translate.surface import rename
from migrator.translate.thread_edits import decorate_threaded, meet_in_thread
from migrator.translate.unused_imports import drop_unused

_WORDS = 70
Defined = tuple[ast.FunctionDef | ast.AsyncFunctionDef, FunctionInfo]


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
        gone = self._drop(source, edits)
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

    def _drop(self, source: ModuleSource, edits: Edits) -> list[tuple[int, int]]:
        """Remove refused functions, the CLI's commands and the ``__main__`` block."""
        gone: list[tuple[int, int]] = []
        for node, function in self.functions.get(source.name, ()):
            if node in self.analysis.left.nodes:
                continue
            if function in self.analysis.world.command_line:
                gone.append(self._remove(node, edits, ""))
            elif function in self.dropped:
                gone.append(self._replace_function(function, node, edits))
        body = source.tree.body if source.tree else []
        guards = [node for node in body if isinstance(node, ast.If) and _is_main_guard(node)]
        gone += [self._remove(node, edits, "") for node in guards]
        for statement in self.analysis.left.statements:
            if self.analysis.owner(statement).module is source:
                gone.append(self._leave_out(statement, edits))
        for call in command_registrations(source.tree, self.analysis):
            if not any(start <= edits.start(call) < end for start, end in gone):
                gone.append(self._remove(call, edits, "pass"))
        return gone

    def _leave_out(self, statement: ast.stmt, edits: Edits) -> tuple[int, int]:
        """A statement of an extension that stays on Flask; its first words stay to tell of it."""
        start, end = edits.start(statement), edits.end(statement)
        text = edits.text[start:end]
        text = text.partition("\n")[0] if isinstance(statement, ast.ClassDef) else text
        words = " ".join(text.split())
        words = words if len(words) <= _WORDS else f"{words[:_WORDS]} ..."
        ends_line = edits.text[end : end + 1] in {"\n", ""}
        told = f"# stays on Flask: {words}" if ends_line else ""
        return self._remove(statement, edits, told)

    def _replace_function(
        self, function: FunctionInfo, node: ast.FunctionDef | ast.AsyncFunctionDef, edits: Edits
    ) -> tuple[int, int]:
        reason = self.dropped[function]
        because = f"refused: {reason.file}:{reason.line} {reason.construct}: {reason.why}"
        text = ""
        if route_decorators(function, self.analysis):
            text = stays_on_flask(function, self.analysis, edits, because)
        elif function.owner is not None and function.owner.inherits(*VIEW_CLASSES):
            text = self._method_on_flask(function, node, because)
        return self._remove(node, edits, text)

    def _method_on_flask(self, function: FunctionInfo, node: ast.AST, because: str) -> str:
        """A refused method of a class view: its name stays, so that the rule keeps the method."""
        if function.name not in VIEW_METHODS:
            return ""
        self.analysis.ask(node, "compat.registration:still_on_flask")
        return f"{function.name} = still_on_flask  # {because}"

    def _remove(self, node: ast.AST, edits: Edits, text: str) -> tuple[int, int]:
        first = node.decorator_list[0] if getattr(node, "decorator_list", None) else node  # type: ignore[attr-defined]  # asked just before
        start = edits.start(first)
        if first is not node:
            start = edits.text.rindex("@", 0, start)
        end = edits.end(node)
        alone = (not text or text.startswith("#")) and not self._has_siblings(node)
        edits.replace(start, end, f"pass  {text}".rstrip() if alone else text)
        return start, end

    def _has_siblings(self, node: ast.AST) -> bool:
        parent = self.analysis.parent(node)
        if parent is None or isinstance(parent, ast.Module):
            return True
        body = getattr(parent, "body", [])
        dropped = {*(f.node for f in self.dropped), *self.analysis.left.statements}
        return any(other is not node and other not in dropped for other in body)

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


def _is_main_guard(node: ast.If) -> bool:
    match node.test:
        case ast.Compare(
            left=ast.Name(id="__name__"), comparators=[ast.Constant(value="__main__")]
        ):
            return True
        case _:
            return False


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
