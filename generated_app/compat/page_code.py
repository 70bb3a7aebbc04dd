"""The code of asynchronous templates: only what can be awaited is, and a page comes in one piece.

Keeps P11 and P12 at a price near that of synchronous templates. Jinja starts a coroutine for each
attribute, call, filter and test, and hands every piece of text through all the generators around
it. Here a value of a class that nobody can await is taken as it is, and a template that is not
streamed collects its text first, where a value without a letter to escape needs no Markup. What is
rendered is the same.
Delete when: nothing in the templates is awaited.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from bson import ObjectId
from jinja2 import Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

PLAIN: frozenset[type] = frozenset(
    {
        *(bool, bytes, dict, float, frozenset, int, list, set, str, tuple, type(None)),
        *(BuiltinFunctionType, FunctionType, MethodType),
        *(Decimal, Markup, ObjectId, Undefined, date, datetime, timedelta),
    }
)  # objects of these very classes, not of those that inherit from them
_AWAITED = (nodes.Call, nodes.Filter, nodes.Getattr, nodes.Getitem, nodes.Test)
_has_special_letters = re.compile("[&<>'\"]").search
_OPENING, _CLOSING = "(await auto_await(", "))"


class SparingCode(CodeGenerator):
    """Code that starts a coroutine only for what might be awaited."""

    def write_commons(self) -> None:
        """Name the plain classes in each function that renders."""
        super().write_commons()
        if self.environment.is_async:
            self.writeline("plain = environment.plain_classes")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:  # noqa: N802 (a name of Jinja)
        """Write `in` so that what is looked through may be read asynchronously."""
        match node.ops:
            case [nodes.Operand(op="in" | "notin" as operation, expr=holder)] if (
                self.environment.is_async
            ):
                item, place = self.temporary_identifier(), self.temporary_identifier()
                self.write("(not " if operation == "notin" else "(")
                self.write(f"({item} in {place} if (({item} := ")
                self.visit(node.expr, frame)
                self.write(f"), ({place} := ")
                self.visit(holder, frame)
                self.write(f")) and type({place}) in plain")
                self.write(f" else await environment.contains({place}, {item})))")
            case _:
                super().visit_Compare(node, frame)

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        """Write what a node stands for."""
        if not isinstance(node, _AWAITED) or not self.environment.is_async:
            return super().visit(node, *args, **kwargs)
        outer, self.stream = self.stream, StringIO()
        try:
            super().visit(node, *args, **kwargs)
        finally:
            written, self.stream = self.stream.getvalue(), outer
        self.stream.write(_spared(written))
        return None


def _spared(written: str) -> str:
    """An expression whose `await` stands behind a question about the class of the value."""
    value = written.lstrip()
    if not value.startswith(_OPENING) or not value.endswith(_CLOSING):
        return written
    indentation = written[: len(written) - len(value)]
    value = value.removeprefix(_OPENING).removesuffix(_CLOSING)
    taken = f"{indentation}(found if type(found := {value}) in plain"
    return f"{taken} else (await auto_await(found)))"


def escaped(value: Any) -> str:
    """Return what `escape` does as a piece of a page: most values have nothing to be escaped."""
    kind = type(value)
    if kind is str and _has_special_letters(value) is None:
        return value  # type: ignore[no-any-return]  # its class says so
    return str(value) if kind is int else escape(value)


async def contains(holder: Any, item: Any) -> bool:
    """`item in holder`, where `holder` may be a cursor or an async generator, which is read."""
    if not hasattr(holder, "__aiter__"):
        return item in holder
    async for other in holder:
        if other is item or other == item:
            return True
    return False


class PageCode(SparingCode):
    """The same, each block in one piece; for pages that are sent as a whole."""

    def write_commons(self) -> None:
        """Name what escapes in each function that renders."""
        super().write_commons()
        if self.environment.is_async:
            self.writeline("escaped = environment.escaped")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        known = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        if not known or not self.environment.is_async:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("escaped(")
        if finalize.src is not None:
            self.write(finalize.src)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Collect what a template or a block writes, and give it away at its end."""
        if frame.buffer is not None or not self.environment.is_async:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer = None
