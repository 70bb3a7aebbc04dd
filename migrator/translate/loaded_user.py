"""Where ``current_user`` is surely loaded already, because an earlier look in the function did it.

A use counts as loaded only when every way to it passes another use of the same function. What a
``try`` did is forgotten in its handlers, a loop may run no time, a nested function is on its own.
Logging in and out keeps the loaded user right, so neither changes anything here.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.signatures import defaults

_ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp


def surely_loaded(function: FunctionInfo, uses: set[ast.AST]) -> frozenset[ast.AST]:
    """Those of ``uses`` in front of which another one always ran."""
    if not isinstance(function.node, DEFINITIONS) or function.is_generator:
        return frozenset()
    walk = _Walk(uses)
    walk.block(function.node.body, known=False)
    return frozenset(walk.found)


@dataclass(slots=True)
class _Walk:
    """A walk in the order in which Python runs the code; ``known``: the user is loaded here."""

    uses: set[ast.AST]
    found: set[ast.AST] = field(default_factory=set)

    def block(self, body: Iterable[ast.stmt], *, known: bool) -> bool | None:
        """Whether the user is loaded behind the block; None when nothing gets there."""
        for statement in body:
            after = self._statement(statement, known)
            if after is None:
                return None
            known = after
        return known

    def _statement(self, node: ast.stmt, known: bool) -> bool | None:  # noqa: C901, FBT001, PLR0911 (a state; one case a statement)
        match node:
            case ast.If(test=test, body=body, orelse=other):
                known = self.expression(test, known=known)
                return _both(self.block(body, known=known), self.block(other, known=known))
            case ast.For(iter=head) | ast.AsyncFor(iter=head) | ast.While(test=head):
                known = self.expression(head, known=known)
                self.block(node.body, known=known)
                self.block(node.orelse, known=known)
                return known
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    known = self.expression(item.context_expr, known=known)
                self.block(node.body, known=known and not any(map(_is_context, items)))
                return known
            case ast.Try() | ast.TryStar():
                return self._try(node, known)
            case ast.Match(subject=subject, cases=cases):
                known = self.expression(subject, known=known)
                for case in cases:
                    inside = self.expression(case.guard, known=known) if case.guard else known
                    self.block(case.body, known=inside)
                return known
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._parts([*node.decorator_list, *defaults(node.args)], known)
            case ast.ClassDef():
                return known
            case ast.Assign(targets=targets, value=value):
                return self._parts([value, *targets], known)
            case ast.Assert(test=test, msg=message):
                known = self.expression(test, known=known)
                self._parts([message] if message else [], known)
                return known
            case _:
                parts = [p for p in ast.iter_child_nodes(node) if isinstance(p, ast.expr)]
                known = self._parts(parts, known)
                return None if isinstance(node, _ENDS) else known

    def _try(self, node: ast.Try | ast.TryStar, known: bool) -> bool | None:  # noqa: FBT001 (a state)
        after = self.block(node.body, known=known)
        if after is not None:
            after = self.block(node.orelse, known=after)
        for handler in node.handlers:
            after = _both(after, self.block(handler.body, known=known))
        last = self.block(node.finalbody, known=known)
        return None if after is None or last is None else after or last

    def _parts(self, parts: Iterable[ast.expr], known: bool) -> bool:  # noqa: FBT001 (a state)
        for part in parts:
            known = self.expression(part, known=known)
        return known

    def expression(  # noqa: C901, PLR0911 (one case an expression)
        self, node: ast.AST, *, known: bool
    ) -> bool:
        """Whether the user is loaded once ``node`` has its value."""
        if node in self.uses:
            if known:
                self.found.add(node)
            return True
        match node:
            case ast.BoolOp(values=[first, *others]):
                known = self.expression(first, known=known)
                self._parts(others, known)
                return known
            case ast.IfExp(test=test, body=body, orelse=other):
                known = self.expression(test, known=known)
                ways = [self.expression(way, known=known) for way in (body, other)]
                return all(ways)
            case ast.Compare(left=left, comparators=[first, *others]):
                known = self._parts([left, first], known)
                self._parts(others, known)
                return known
            case ast.ListComp() | ast.SetComp() | ast.DictComp():
                return self._comprehension(node, known)
            case ast.GeneratorExp(generators=[first, *_]):
                return self.expression(first.iter, known=known)
            case ast.Lambda(args=arguments):
                return self._parts(defaults(arguments), known)
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                return self._parts([part for pair in pairs for part in pair if part], known)
            case _:
                for child in ast.iter_child_nodes(node):
                    known = self.expression(child, known=known)
                return known

    def _comprehension(self, node: _Comprehension, known: bool) -> bool:  # noqa: FBT001 (a state)
        after = inside = self.expression(node.generators[0].iter, known=known)
        for index, generator in enumerate(node.generators):
            inside = self._parts(([generator.iter] if index else []) + generator.ifs, inside)
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._parts(values, inside)
        return after


def _both(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 (states)
    if one is None or other is None:
        return one if other is None else other
    return one and other


def _is_context(item: ast.withitem) -> bool:
    """``with app.app_context():`` has a ``g`` of its own, and so a user of its own."""
    match item.context_expr:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name.endswith("_context")
        case _:
            return False
