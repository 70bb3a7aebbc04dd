"""What views read of a request, followed through the functions they call.

``request.args.get("page", 1, type=int)`` is a query parameter; ``dados = request.get_json()`` and
``dados.get("nome")``, in the view or where ``dados`` is handed to, is a field of a JSON body.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Func
from migrator.translate.declarations import FunctionInfo
from migrator.translate.documenting.conditions import unconditional
from migrator.translate.documenting.expressions import constant, keyword, type_name
from migrator.translate.documenting.fields import Field, optional

Places = frozenset[str]
Given = tuple[tuple[str, Places], ...]
_NOWHERE: Places = frozenset()
_PLACES = {
    "args": "query",
    "form": "form",
    "files": "files",
    "json": "json",
    "headers": "header",
    "cookies": "cookie",
}
_READS = frozenset({"get", "getlist", "pop"})
_COPIES = frozenset({"to_dict", "copy"})
_BINDING = (ast.Assign, ast.AnnAssign, ast.NamedExpr)
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Read:
    """What a function and those it calls read, what it hands back, and whole bodies it takes."""

    fields: tuple[Field, ...] = ()
    gives: Places = _NOWHERE
    bodies: Places = _NOWHERE


_NOTHING_READ = Read()


@dataclass(eq=False)
class Requests:
    """Reads of all functions, each looked at once for what it is given."""

    analysis: Analysis
    known: dict[tuple[FunctionInfo, Given], Read] = field(default_factory=dict)
    callees: dict[ast.Call, list[Func]] = field(default_factory=dict)
    depth: int = 0

    @cached_property
    def nodes(self) -> dict[FunctionInfo, list[ast.AST]]:
        """The nodes of each function that may read, hand on or give back part of a request."""
        declared = self.analysis.world.declared
        found: dict[FunctionInfo, list[ast.AST]] = defaultdict(list)
        for node in declared.of_kind(
            ast.Call, ast.Subscript, ast.Return, ast.Assign, ast.AnnAssign, ast.Compare,
            ast.NamedExpr, ast.Attribute,
        ):  # fmt: skip
            found[declared.owners[node]].append(node)
        return found

    @cached_property
    def views(self) -> set[FunctionInfo]:
        """All views: a decorator that calls one of them does not call the others."""
        return set(self.analysis.world.registered("route"))

    def called(self, call: ast.Call) -> list[Func]:
        """The functions of the project behind a call, but views and generators; asked often."""
        if (known := self.callees.get(call)) is not None:
            return known
        found = self.callees[call] = [
            atom
            for atom in self.analysis.functions(call.func)
            if not atom.function.is_generator and atom.function not in self.views
        ]
        return found

    def read(self, function: FunctionInfo, given: Given = ()) -> Read:
        """What is read when ``function`` is called with parts of the request as arguments."""
        key = function, given
        if key in self.known or self.depth > _DEEPEST:
            return self.known.get(key, _NOTHING_READ)
        self.known[key] = _NOTHING_READ  # a function that calls itself
        self.depth += 1
        self.known[key] = _Reader(self, function, dict(given)).run()
        self.depth -= 1
        return self.known[key]


@dataclass(eq=False)
class _Reader:
    """One function, and which of its names hold which part of the request."""

    requests: Requests
    function: FunctionInfo
    names: dict[str, Places]
    fields: list[Field] = field(default_factory=list)
    gives: Places = _NOWHERE
    bodies: Places = _NOWHERE
    calls: dict[ast.Call, list[Read]] = field(default_factory=dict)

    def run(self) -> Read:
        nodes = self.requests.nodes.get(self.function, [])
        binding = [node for node in nodes if isinstance(node, _BINDING)]
        for _ in range(2):  # a name may be handed on to another that stands above it
            for statement in binding:
                self._bind(statement)
        for node in nodes:
            self._look(node)
        found = tuple(dict.fromkeys(self.fields))
        return Read(found, self.gives, self.bodies)

    def _bind(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                pass
            case _:
                return
        known = self.names.get(name, _NOWHERE)
        if not (places := self.places(value)) <= known:
            self.names[name] = known | places
            self.calls.clear()

    def places(self, node: ast.expr) -> Places:  # noqa: PLR0911 (one line a kind of node)
        """The parts of the request that an expression may be."""
        match node:
            case ast.Name(id=name):
                return self.names.get(name, _NOWHERE)
            case ast.Attribute(value=value, attr=attr) if self._is_request(value):
                return frozenset({_PLACES[attr]}) if attr in _PLACES else _NOWHERE
            case ast.Call():
                return self._given_by(node)
            case ast.BoolOp(values=values):
                return _NOWHERE.union(*map(self.places, values))
            case ast.IfExp(body=body, orelse=other):
                return self.places(body) | self.places(other)
            case ast.NamedExpr(value=value):
                return self.places(value)
            case _:
                return _NOWHERE

    def _is_request(self, node: ast.expr) -> bool:
        return "flask.request" in self.requests.analysis.full_names(node)

    def _given_by(self, call: ast.Call) -> Places:
        match call.func:
            case ast.Attribute(value=value, attr="get_json") if self._is_request(value):
                return frozenset({"json"})
            case ast.Attribute(value=value, attr=attr) if attr in _COPIES and not call.args:
                return self.places(value)
            case ast.Name(id="dict") if len(call.args) == 1 and not call.keywords:
                return self.places(call.args[0])
            case _:
                called = self._called(call)
                return _NOWHERE.union(*(read.gives for read in called))

    def _called(self, call: ast.Call) -> list[Read]:
        """What the functions behind a call read; the same until a name is bound to more."""
        if call not in self.calls:
            self.calls[call] = [
                self.requests.read(
                    atom.function, self._handed_to(atom.function, call, bound=atom.bound)
                )
                for atom in self.requests.called(call)
            ]
        return self.calls[call]

    def _handed_to(self, callee: FunctionInfo, call: ast.Call, *, bound: bool) -> Given:
        if callee.arguments is None:
            return ()
        names = [a.arg for a in (*callee.arguments.posonlyargs, *callee.arguments.args)]
        positional = [a for a in call.args if not isinstance(a, ast.Starred)]
        pairs = list(zip(names[1 if bound else 0 :], positional, strict=False))
        pairs += [(k.arg, k.value) for k in call.keywords if k.arg]
        handed = {name: places for name, value in pairs if (places := self.places(value))}
        return tuple(sorted(handed.items(), key=lambda item: item[0]))

    def _look(self, node: ast.AST) -> None:
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _READS:
                self.fields += self._got(node, value, attr)
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
                self.fields += self._taken(node, value, name)
            case ast.Compare(
                left=ast.Constant(value=str(name)),
                ops=[ast.In() | ast.NotIn()],
                comparators=[container],
            ):
                places = self.places(container)
                self.fields += [Field(place, name) for place in sorted(places)]
            case ast.Return(value=ast.expr() as value):
                self.gives |= self.places(value)
        if isinstance(node, ast.expr):
            self.bodies |= self.places(node) & {"json", "form", "files"}
        self._follow(node)

    def _follow(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            called = self._called(node)
            surely = len(called) == 1 and unconditional(node, self.function, self._parents)
        else:
            getters = self.requests.analysis.world.getters.get(node, ())
            called = [self.requests.read(getter) for getter in sorted(getters, key=repr)]
            surely = False
        for read in called:
            self.bodies |= read.bodies
            self.fields += read.fields if surely else optional(read.fields)

    @property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return self.requests.analysis.world.declared.parents

    def _got(self, call: ast.Call, value: ast.expr, attr: str) -> Iterator[Field]:
        """``.get(name, default, type=...)``, ``.getlist(name, type=...)``."""
        given = call.args[0] if call.args else keyword(call, "key")
        if not isinstance(given, ast.Constant) or not isinstance(given.value, str):
            return
        default = call.args[1] if len(call.args) > 1 else keyword(call, "default")
        is_list = attr == "getlist"
        kind = keyword(call, "type") or (call.args[1] if is_list and len(call.args) > 1 else None)
        for place in sorted(self.places(value)):
            read = Field(place, given.value, type_name(kind), many=is_list and place != "json")
            if not is_list and attr == "get" and place != "json":
                read = self._converted(call, replace(read, default=constant(default)))
            yield read

    def _converted(self, call: ast.Call, read: Field) -> Field:
        """``int(request.args.get("page", 1))`` answers 500 for what is no number."""
        match self._parents.get(call):
            case ast.Call(func=ast.Name() as function, args=[only]) if only is call:
                kind = type_name(function) if not read.kind else read.kind
                is_builtin = self.requests.analysis.full_names(function) & {
                    "builtins.int",
                    "builtins.float",
                }
                return replace(read, kind=kind) if is_builtin else read
            case _:
                return read

    def _taken(self, node: ast.Subscript, value: ast.expr, name: str) -> Iterator[Field]:
        if not isinstance(node.ctx, ast.Load):
            return
        surely = unconditional(node, self.function, self._parents)
        for place in sorted(self.places(value)):
            alone = len(self.places(value)) == 1
            yield Field(place, name, required=surely and alone)
