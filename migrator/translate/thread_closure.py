"""What stays synchronous together with a function that runs in a worker thread; or none of it does.

A cursor, a session or a generator of one driver is of no use to the other, nobody can await a body
that is called without its name (an operator, a property, ``sorted``), and a lock of threads must
not be met on the event loop. Each rule adds functions until nothing is missing; where one of them
cannot run in a thread, the whole does not (SEMANTICS U1, U3, U7, U8).
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import ClassRef, Driver, Generator, Instance
from migrator.translate.blocking_ways import around, body_around, is_started
from migrator.translate.call_graph import Edge
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.names import alias_of
from migrator.translate.signatures import all_arguments
from migrator.translate.template_values import RENDERING
from migrator.translate.thread_borders import is_apart
from migrator.translate.thread_entries import can_be_entry, is_called_by_flask, is_command
from migrator.translate.thread_facts import AT_CONSTRUCTION, ThreadFacts, is_lazy

_MAKES_CLIENT = frozenset({"pymongo.MongoClient", "flask_pymongo.PyMongo"})
Functions = Iterable[FunctionInfo]


def together(
    roots: Functions, facts: ThreadFacts, palette: Palette
) -> frozenset[FunctionInfo] | None:
    """The functions that stay synchronous when ``roots`` do; None when one of them cannot."""
    if facts.is_bound_to_threads:
        return None
    closure = _Closure(facts, palette)
    waiting = list(roots)
    while waiting:
        function = waiting.pop()
        if function in closure.members:
            continue
        drawn = closure.drawn_by(function)
        if drawn is None:
            return None
        waiting += drawn
    members = frozenset(closure.members)
    return members if is_apart(members, facts, palette) else None


def _direct_call(edge: Edge, analysis: Analysis) -> ast.Call | None:
    """The call that names its function, so that ``in_thread`` can take it."""
    call = analysis.parent(edge.node)
    if not edge.called or not isinstance(call, ast.Call) or call.func is not edge.node:
        return None
    return call


@dataclass(slots=True)
class _Closure:
    """The functions found so far, and the rules that find more; None: it cannot be done."""

    facts: ThreadFacts
    palette: Palette
    members: set[FunctionInfo] = field(default_factory=set)

    @property
    def analysis(self) -> Analysis:
        return self.facts.analysis

    def drawn_by(self, function: FunctionInfo) -> list[FunctionInfo] | None:
        """Who has to come along with one function."""
        if not self._can_run_in_thread(function):
            return None
        self.members.add(function)
        found = [body_around(function, self.analysis), *self._inside(function)]
        found += [*self._siblings(function), *self._callers(function)]
        if function in self.facts.lock_users:
            found += self.facts.lock_users - self.analysis.startup
        for more in (self._handed_on(function), *self._shared(function)):
            if more is None:
                return None
            found += more
        return found

    def _can_run_in_thread(self, function: FunctionInfo) -> bool:
        if function in self.facts.hopeless or function.kind == "module":
            return False
        analysis = self.analysis
        at_start = function in analysis.startup and function.kind != "lambda"
        if isinstance(function.node, ast.AsyncFunctionDef) or at_start:
            return False
        if is_command(function, analysis):
            return False
        calls = (n for n in self.facts.nodes[function] if isinstance(n, ast.Call))
        if any(analysis.full_names(call.func) & _MAKES_CLIENT for call in calls):
            return False
        by_flask = is_called_by_flask(function, self.facts.wrappers, analysis)
        return not by_flask or can_be_entry(function, analysis)

    def _inside(self, function: FunctionInfo) -> Iterator[FunctionInfo]:
        """What is written in a body belongs to it; a ``def`` only when it asks for something."""
        for child in self.facts.children[function]:
            if child.kind in {"lambda", "genexp"} or self.facts.needs[child]:
                yield child

    def _siblings(self, function: FunctionInfo) -> Functions:
        """The overrides of a method: a call site calls any of them."""
        is_own = function.name in AT_CONSTRUCTION
        return () if is_own else self.facts.siblings.get(function, ())

    def _callers(self, function: FunctionInfo) -> Iterator[FunctionInfo]:
        """Those who cannot leave this body to a thread of its own."""
        analysis = self.analysis
        is_entry = is_called_by_flask(function, self.facts.wrappers, analysis)
        for edge in self.facts.graph.into.get(function, ()):
            caller = around(edge.caller)
            if is_entry and not edge.called:
                continue  # it is handed on as any other async function
            if caller in self.members or caller in analysis.startup or caller.kind == "module":
                continue
            if is_command(caller, analysis) or is_started(edge.node, analysis):
                continue
            call = _direct_call(edge, analysis)
            is_decorated = call is None and isinstance(edge.node, ast.FunctionDef)
            if not is_decorated and (call is None or self._is_lazy_call(call)):
                yield caller

    def _is_lazy(self, node: ast.AST) -> bool:
        return is_lazy(self.analysis.type_of(node), self.analysis, self._matters)

    def _matters(self, generator: FunctionInfo) -> bool:
        """Whether a generator belongs to one side: a pure one may be read anywhere."""
        bodies = self.analysis.threaded.bodies
        return generator in self.members or generator in bodies or self.palette.is_async(generator)

    def _is_lazy_call(self, call: ast.Call) -> bool:
        return any(map(self._is_lazy, [call, *call.args, *(k.value for k in call.keywords)]))

    def _shared(self, function: FunctionInfo) -> Iterator[list[FunctionInfo] | None]:
        """Who else reads the cursors, sessions and generators that a function gives or takes."""
        for node in self.facts.nodes[function]:
            match node:
                case ast.Call() if self._is_lazy_call(node):
                    is_page = self.analysis.full_names(node.func) & RENDERING
                    yield None if is_page else self._callees(node)
                case ast.Assign(targets=targets, value=value) if self._is_lazy(value):
                    yield self._shared_by(targets)
                case ast.Attribute() if self._is_lazy(node) and not self._is_method(node):
                    yield list(self.analysis.world.getters.get(node, ()))
                    yield self._shared_by([node])
                case ast.Name() if self._is_lazy(node):
                    yield self._homes(node.id, function)
                case _:
                    pass

    def _is_method(self, node: ast.Attribute) -> bool:
        """Whether it is ``db.orders.find``, which hangs on its collection only."""
        return any(isinstance(a, Driver) for a in self.analysis.type_of(node.value))

    def _shared_by(self, targets: Iterable[ast.expr]) -> list[FunctionInfo] | None:
        found: list[FunctionInfo] = []
        for target in targets:
            if isinstance(target, ast.Attribute):
                names = map(alias_of, self.analysis.written_names(target.value))
                if "flask.g" in names:
                    return None
                found += self.facts.lazy_attributes[target.attr]
        return found

    def _homes(self, name: str, function: FunctionInfo) -> list[FunctionInfo] | None:
        """The function in which a name is local; a name of the module is everybody's."""
        scope: FunctionInfo | None = function
        while scope is not None and scope.kind != "module":
            if name in scope.globals:
                return None
            if name in scope.locals or name in _parameters(scope):
                return [scope]
            scope = scope.parent
        return None

    def _callees(self, call: ast.Call) -> list[FunctionInfo]:
        found = [a.function for a in self.analysis.functions(call.func)]
        for atom in self.analysis.type_of(call.func):
            if isinstance(atom, ClassRef | Instance):
                names = AT_CONSTRUCTION if isinstance(atom, ClassRef) else {"__call__"}
                found += [m for c in atom.cls.mro() for n, m in c.methods.items() if n in names]
        given = (a for a in self.analysis.type_of(call) if isinstance(a, Generator))
        return found + [a.function for a in given if self._matters(a.function)]

    def _handed_on(self, function: FunctionInfo) -> list[FunctionInfo] | None:
        """Async functions that are handed over, which nobody awaits in a thread; and lambdas."""
        found = []
        for edge in self.facts.graph.out.get(function, ()):
            callee = edge.callee
            if edge.called and callee.kind == "function":
                continue
            in_decorator = self.analysis.world.declared.owners.get(edge.node) is not function
            if in_decorator or not self.palette.is_async(callee):
                continue
            if is_called_by_flask(callee, self.facts.wrappers, self.analysis):
                return None
            found.append(callee)
        return found


def _parameters(function: FunctionInfo) -> set[str]:
    declared = function.arguments
    return {a.arg for a in all_arguments(declared)} if declared is not None else set()
