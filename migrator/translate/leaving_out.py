"""What sets up an extension that has no counterpart is left out; who uses the extension is refused.

``cache = Cache(app)`` goes from the generated code, and so does ``cache.init_app(app)``; a class of
the extension's goes as a whole. A view that mentions ``cache`` stays on Flask, the others move.
This holds only where the extension acts on nothing by itself (`strangers.py`), and where a
statement does nothing else; otherwise its module is refused.
"""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis, Refusal
from migrator.translate.atoms import (
    Atom,
    Atoms,
    ClassRef,
    External,
    ExternalInstance,
    Func,
    Instance,
)
from migrator.translate.declarations import DEFINITIONS, ClassInfo, FunctionInfo
from migrator.translate.grades import find_view
from migrator.translate.overrides import FLASK, is_app
from migrator.translate.strangers import VIEWS, acts_by_itself, package_of
from migrator.translate.syntax import walk

_OUR_CALLS = (Func, ClassRef, Instance)
_EXPRESSION = (ast.expr, ast.keyword, ast.arg, ast.arguments, ast.comprehension)


def leave_out(analysis: Analysis) -> None:
    """Fill ``analysis.left`` and refuse who uses what goes."""
    names = {name for found in analysis.named.values() for name in found}
    packages = {package for name in names if (package := package_of(name))}
    world, left = analysis.world, analysis.left
    left.quiet |= {p for p in packages if not acts_by_itself(p, world.spec, world.root)}
    if left.quiet:
        _Leaving(analysis).leave()
        _refuse_wrapped(analysis)


def _refuse_wrapped(analysis: Analysis) -> None:
    """Views that an extension wrapped by itself, with nothing above them in the source."""
    for name, path in analysis.world.spec.replaced.items():
        package = package_of(path)
        for route in analysis.world.spec.routes if package in analysis.left.quiet else ():
            view = find_view(route, analysis)
            if view in analysis.left.decorated:
                continue  # the source says so
            if view is not None and name == f"{VIEWS}{route.endpoint}]":
                why = f"{package} has no counterpart yet, and it wrapped this view"
                reason = Reason(view.module.file, view.line, path, why, "keep the route on Flask")
                analysis.refusals.append(Refusal(view, reason))


@dataclass(slots=True)
class _Leaving:
    analysis: Analysis

    def leave(self) -> None:
        waiting = self._mentions(self.analysis.left.goes)
        while waiting:
            new = {cls for node, name in waiting if (cls := self._mention(node, name))}
            waiting = self._mentions(partial(_is_of, new))

    def _mentions(self, is_meant: Callable[[Atom], bool]) -> list[tuple[ast.expr, str]]:
        known: dict[Atoms, str] = {}
        owners = self.analysis.world.declared.owners
        found: list[tuple[ast.expr, str]] = []
        for node, atoms in self.analysis.world.types.items():
            if atoms not in known:
                known[atoms] = min((_named(a) for a in atoms if is_meant(a)), default="")
            if not known[atoms] or not isinstance(node, ast.Name | ast.Attribute):
                continue
            if node in owners and isinstance(node.ctx, ast.Load):
                found.append((node, known[atoms]))
        inner = {node.value for node, _ in found if isinstance(node, ast.Attribute)}
        return [(node, name) for node, name in found if node not in inner]

    def _mention(self, node: ast.expr, name: str) -> ClassInfo | None:
        """Leave out what stands around a mention, or refuse it; a class that goes for it."""
        if node in self.analysis.left.nodes:
            return None
        child, parent = self._out_of_expressions(node)
        if isinstance(parent, DEFINITIONS) and child not in parent.body:
            function = self.analysis.world.declared.functions[parent]
            self.analysis.left.decorated.add(function)
            self._refuse(function, node, name)
            return None
        statement = parent if isinstance(parent, ast.stmt) else None
        cls = self._class_around(parent)
        if cls is not None:
            return self._leave_class(cls, node, name)
        owner = self.analysis.owner(node)
        if owner not in self.analysis.startup or statement is None:
            self._refuse(owner, node, name)
        elif self._does_nothing_else(statement):
            self._leave_statement(statement, name)
            for view in self._views_in(statement):
                self._refuse(view, node, name)
        elif self._is_handed_on(node):
            self.analysis.left.nones.add(node)
        else:
            self._refuse(owner, node, name)
        return None

    def _is_handed_on(self, node: ast.expr) -> bool:
        """``routes(app, mail)``, ``self.mail = mail``: who uses it there is refused himself."""
        parent = self.analysis.parent(node)
        call = self.analysis.parent(parent) if isinstance(parent, ast.keyword) else parent
        match call:
            case ast.Call(func=func) if func is not node:
                called = self.analysis.type_of(func)
                return bool(called) and all(isinstance(a, Func | ClassRef) for a in called)
            case ast.Assign(targets=[ast.Attribute(value=holder)]):
                holders = self.analysis.type_of(holder)
                return bool(holders) and all(isinstance(a, Instance) for a in holders)
            case _:
                return False

    def _out_of_expressions(self, node: ast.AST) -> tuple[ast.AST, ast.AST | None]:
        child, parent = node, self.analysis.parent(node)
        while isinstance(parent, _EXPRESSION):
            child, parent = parent, self.analysis.parent(parent)
        return child, parent

    def _class_around(self, node: ast.AST | None) -> ClassInfo | None:
        """The class whose head or body the mention is in; a method's code is the method's own."""
        while node is not None and not isinstance(node, ast.ClassDef):
            if isinstance(node, (*DEFINITIONS, ast.Module)):
                return None
            node = self.analysis.parent(node)
        return self.analysis.world.declared.classes.get(node) if node is not None else None

    def _leave_class(self, cls: ClassInfo, node: ast.expr, name: str) -> ClassInfo | None:
        left = self.analysis.left
        if cls in left.classes:
            return None
        if cls.parent not in self.analysis.startup or self.analysis.parent(cls.node) is None:
            self._refuse(cls.parent, node, name)
            return None
        left.classes.add(cls)
        self._leave_statement(cls.node, name)
        for method in cls.methods.values():
            self._refuse(method, node, name)
        return cls

    def _leave_statement(self, statement: ast.stmt, name: str) -> None:
        left = self.analysis.left
        left.statements[statement] = name
        left.nodes.update(walk(statement))
        file = self.analysis.owner(statement).module.file
        first = min([statement.lineno, *(d.lineno for d in _decorators(statement))])
        lines = range(first, (statement.end_lineno or statement.lineno) + 1)
        left.lines.setdefault(file, set()).update(lines)

    def _does_nothing_else(self, statement: ast.stmt) -> bool:
        for node in walk(statement):
            if isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
                return False
            if isinstance(node, ast.Call) and self._runs_other_code(node):
                return False
        match statement:
            case ast.Assign(targets=targets, value=value):
                return all(map(self._holds_it, targets)) and self._is_made_by_it(value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                return self._holds_it(target) and self._is_made_by_it(value)
            case ast.Expr(value=ast.Call(func=ast.Name() | ast.Attribute()) as call):
                return self._is_it(call.func) or self._is_registered(call)
            case _:
                return False

    def _is_registered(self, call: ast.Call) -> bool:
        """``app.register_blueprint(pages)`` of a blueprint that the extension made."""
        match call:
            case ast.Call(func=ast.Attribute(attr="register_blueprint"), args=[pages]):
                return self._is_it(pages)
            case _:
                return False

    def _runs_other_code(self, call: ast.Call) -> bool:
        """Whether a call may run a function of the project's that does not go."""
        left = self.analysis.left
        ours = [a for a in self.analysis.type_of(call.func) if isinstance(a, _OUR_CALLS)]
        starts = [a.cls for a in ours if isinstance(a, ClassRef)]
        return not all(map(left.goes, ours)) or any(
            "__init__" in info.methods for cls in starts for info in cls.mro()
        )

    def _is_made_by_it(self, value: ast.expr) -> bool:
        return self._is_it(value.func if isinstance(value, ast.Call) else value)

    def _is_it(self, node: ast.expr) -> bool:
        return self.analysis.left.is_gone(self.analysis.type_of(node))

    def _holds_it(self, target: ast.expr) -> bool:
        """Whether a name is never anything else, or a place of the application's own.

        Who reads that place is known for a user of the extension, too.
        """
        match target:
            case ast.Attribute(value=app, attr=name) if name not in FLASK:
                return any(map(is_app, self.analysis.type_of(app)))
            case ast.Subscript(value=ast.Attribute(value=app, attr="config" | "extensions")):
                return any(map(is_app, self.analysis.type_of(app)))
        if not isinstance(target, ast.Name):
            return False
        owner, store = self.analysis.owner(target), self.analysis.world.store.values
        is_global = owner.kind == "module" or target.id in owner.globals
        slot = (
            ("global", owner.module.name, target.id) if is_global else ("local", owner, target.id)
        )
        return self.analysis.left.is_gone(store.get(slot, frozenset()))

    def _views_in(self, statement: ast.stmt) -> Iterable[FunctionInfo]:
        views = set(self.analysis.world.registered("route"))
        found = {a.function for n in walk(statement) for a in self.analysis.functions(n)}
        return sorted(found & views, key=repr)

    def _refuse(self, function: FunctionInfo, node: ast.expr, name: str) -> None:
        package = package_of(name)
        why = f"{package} has no counterpart yet" if package else "it stays on Flask as a whole"
        file = self.analysis.owner(node).module.file
        reason = Reason(file, node.lineno, name, why, "keep the route on Flask")
        self.analysis.refusals.append(Refusal(function, reason))


def _decorators(statement: ast.stmt) -> list[ast.expr]:
    return statement.decorator_list if isinstance(statement, ast.ClassDef) else []


def _is_of(classes: set[ClassInfo], atom: Atom) -> bool:
    return isinstance(atom, ClassRef | Instance) and atom.cls in classes


def _named(atom: Atom) -> str:
    if isinstance(atom, External | ExternalInstance):
        return atom.name
    return atom.cls.qualname if isinstance(atom, ClassRef | Instance) else ""
