"""What goes from a module: refused functions, commands, the ``__main__`` block, extensions."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis
from migrator.translate.command_line import command_registrations
from migrator.translate.declarations import FunctionInfo
from migrator.translate.defining import VIEW_CLASSES, VIEW_METHODS
from migrator.translate.edits import Edits
from migrator.translate.project_source import ModuleSource
from migrator.translate.routes import route_decorators, stays_on_flask

Defined = tuple[ast.FunctionDef | ast.AsyncFunctionDef, FunctionInfo]
_WORDS = 70


@dataclass(frozen=True, slots=True)
class Removing:
    """Takes out of a text what does not go to the generated app."""

    analysis: Analysis
    dropped: dict[FunctionInfo, Reason]

    def drop(
        self, source: ModuleSource, functions: Iterable[Defined], edits: Edits
    ) -> list[tuple[int, int]]:
        """Remove refused functions, the CLI's commands and the ``__main__`` block."""
        gone: list[tuple[int, int]] = []
        for node, function in functions:
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


def _is_main_guard(node: ast.If) -> bool:
    match node.test:
        case ast.Compare(
            left=ast.Name(id="__name__"), comparators=[ast.Constant(value="__main__")]
        ):
            return True
        case _:
            return False
