"""What a module declares: functions, classes, and the names that are local to each of them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import Any, TypeVar

from migrator.translate.local_names import BINDING, note_binding
from migrator.translate.project_source import ModuleSource
from migrator.translate.resolution import linear
from migrator.translate.signatures import all_arguments, annotations, defaults
from migrator.translate.syntax import children

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.GeneratorExp | ast.Module
Node = TypeVar("Node", bound=ast.AST)
_SCOPES = frozenset(
    {ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.GeneratorExp, ast.ClassDef}
)
_READ = frozenset({ast.Name, ast.Constant})
_BOUND = (ast.Store, ast.Del)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(eq=False, slots=True)
class FunctionInfo:
    """A function, lambda, generator expression or module body: anything with code of its own.

    ``owner`` is the class of a method, ``parent`` the function whose scope is around this one;
    ``label`` is ``module:qualname``, as ``--why`` takes it. Neither a module body nor a generator
    expression has ``arguments``.
    """

    module: ModuleSource
    qualname: str
    node: FunctionNode
    parent: "FunctionInfo | None" = None
    owner: "ClassInfo | None" = None
    kind: str = "function"
    locals: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    is_generator: bool = False
    binding: str = ""
    name: str = field(init=False)
    label: str = field(init=False)
    arguments: ast.arguments | None = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.qualname.rpartition(".")[2]
        self.label = f"{self.module.name}:{self.qualname}"
        self.arguments = getattr(self.node, "args", None)

    def __repr__(self) -> str:
        return self.label

    @property
    def line(self) -> int:
        """Where it begins."""
        return getattr(self.node, "lineno", 1)

    @property
    def is_property(self) -> bool:
        """Whether reading an attribute calls it."""
        return self.binding in {"property", "cached_property"}

    @property
    def outermost(self) -> "FunctionInfo":
        """The function directly under the module body (or class) that holds this one."""
        info = self
        while info.parent is not None and info.parent.kind != "module":
            info = info.parent
        return info


@dataclass(eq=False, slots=True)
class ClassInfo:
    """A class of the project; ``bases`` and ``external_bases`` are filled by the inference."""

    module: ModuleSource
    qualname: str
    node: ast.ClassDef
    parent: FunctionInfo
    methods: dict[str, FunctionInfo] = field(default_factory=dict)
    setters: dict[str, FunctionInfo] = field(default_factory=dict)
    bases: list["ClassInfo"] = field(default_factory=list)
    external_bases: set[str] = field(default_factory=set)
    subclasses: set["ClassInfo"] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"{self.module.name}:{self.qualname}"

    def mro(self) -> Iterator["ClassInfo"]:
        """This class and its bases of the project, in the order in which Python asks them."""
        return iter(linear(self))

    def behind(self, cls: "ClassInfo") -> list["ClassInfo"]:
        """The classes that ``super()`` in a method of ``cls`` asks for an object of this one."""
        return list(dropwhile(lambda info: info is not cls, self.mro()))[1:]

    def family(self) -> Iterator["ClassInfo"]:
        """This class and all that inherit from it."""
        seen: set[ClassInfo] = set()
        waiting = [self]
        while waiting:
            info = waiting.pop()
            if info not in seen:
                seen.add(info)
                yield info
                waiting.extend(sorted(info.subclasses, key=repr))

    def inherits(self, *names: str) -> bool:
        """Whether it or a base inherits from an external class of one of these full names."""
        return any(names_ in info.external_bases for info in self.mro() for names_ in names)


@dataclass(slots=True)
class Declarations:
    """All functions and classes of a project, found by their syntax nodes."""

    functions: dict[ast.AST, FunctionInfo] = field(default_factory=dict)
    classes: dict[ast.AST, ClassInfo] = field(default_factory=dict)
    bodies: dict[str, FunctionInfo] = field(default_factory=dict)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    owners: dict[ast.AST, FunctionInfo] = field(default_factory=dict)
    by_name: dict[tuple[str, str], FunctionInfo] = field(default_factory=dict)
    classes_by_name: dict[str, ClassInfo] = field(default_factory=dict)
    _called: dict[str, list[FunctionInfo]] = field(default_factory=dict)
    _of_kind: dict[tuple[type[ast.AST], ...], list[Any]] = field(default_factory=dict)

    def called(self, name: str) -> list[FunctionInfo]:
        """All functions and methods of that name."""
        return self._called.get(name, [])

    def of_kind(self, *kinds: type[Node]) -> list[Node]:
        """The nodes of these kinds, in the order of ``owners``; asked when all is declared."""
        if not self._of_kind:
            for node in self.owners:
                self._of_kind.setdefault((node.__class__,), []).append(node)
        if kinds not in self._of_kind:
            wanted = frozenset(kinds) if len(kinds) > 1 else ()
            self._of_kind[kinds] = [n for n in self.owners if n.__class__ in wanted]
        return self._of_kind[kinds]

    def declare(self, source: ModuleSource) -> None:
        """Add everything ``source`` declares."""
        if source.tree is None:
            return
        body = FunctionInfo(source, "<module>", source.tree, kind="module")
        self.functions[source.tree] = self.bodies[source.name] = body
        for child in children(source.tree):
            self._visit(child, source.tree, body, None, "")

    def _visit(
        self,
        node: ast.AST,
        parent: ast.AST,
        scope: FunctionInfo,
        cls: ClassInfo | None,
        prefix: str,
    ) -> None:
        self.parents[node] = parent
        self.owners[node] = scope
        if node.__class__ not in _SCOPES:
            if node.__class__ in BINDING:
                note_binding(node, scope, cls)
            for child in children(node):
                if child.__class__ in _READ and not isinstance(
                    getattr(child, "ctx", None), _BOUND
                ):  # half of all nodes: they hold none and bind none
                    self.parents[child] = node
                    self.owners[child] = scope
                else:
                    self._visit(child, node, scope, cls, prefix)
            return
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node, scope, cls, prefix)
            case ast.Lambda():
                self._lambda(node, scope, prefix)
            case ast.GeneratorExp():
                info = FunctionInfo(scope.module, f"{prefix}<genexpr>", node, scope, kind="genexp")
                info.is_generator = True
                self.functions[node] = info
                self._generator_expression(node, info, scope, prefix)
            case ast.ClassDef():
                self._class(node, scope, cls, prefix)

    def _function(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        scope: FunctionInfo,
        cls: ClassInfo | None,
        prefix: str,
    ) -> None:
        info = FunctionInfo(scope.module, prefix + node.name, node, scope, cls)
        info.binding = _binding(node)
        self.functions[node] = info
        if self.by_name.setdefault((scope.module.name, info.qualname), info) is info:
            self._called.setdefault(info.name, []).append(info)
        if cls is not None:
            table = cls.setters if info.binding in {"setter", "deleter"} else cls.methods
            table[node.name] = info
        else:
            scope.locals.add(node.name)
        for child in [*node.decorator_list, *defaults(node.args), *annotations(node)]:
            self._visit(child, node, scope, cls, prefix)
        info.locals |= {argument.arg for argument in all_arguments(node.args)}
        self.parents[node.args] = node
        for statement in node.body:
            self._visit(statement, node, info, None, f"{info.qualname}.<locals>.")

    def _lambda(self, node: ast.Lambda, scope: FunctionInfo, prefix: str) -> None:
        info = FunctionInfo(scope.module, f"{prefix}<lambda>", node, scope, kind="lambda")
        self.functions[node] = info
        info.locals |= {argument.arg for argument in all_arguments(node.args)}
        for child in defaults(node.args):
            self._visit(child, node, scope, None, prefix)
        self._visit(node.body, node, info, None, prefix)

    def _generator_expression(
        self, node: ast.GeneratorExp, info: FunctionInfo, scope: FunctionInfo, prefix: str
    ) -> None:
        first = node.generators[0].iter
        self._visit(first, node.generators[0], scope, None, prefix)
        self._visit(node.elt, node, info, None, prefix)
        for generator in node.generators:
            self.parents[generator] = node
            self.owners[generator] = info
            for child in children(generator):
                if child is not first:
                    self._visit(child, generator, info, None, prefix)

    def _class(
        self, node: ast.ClassDef, scope: FunctionInfo, cls: ClassInfo | None, prefix: str
    ) -> None:
        info = ClassInfo(scope.module, prefix + node.name, node, scope)
        self.classes[node] = info
        self.classes_by_name.setdefault(f"{scope.module.name}.{info.qualname}", info)
        if cls is None:
            scope.locals.add(node.name)
        for child in [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]:
            self._visit(child, node, scope, cls, prefix)
        for statement in node.body:
            self._visit(statement, node, scope, info, f"{prefix}{node.name}.")


def _binding(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Name(
                id="property" | "classmethod" | "staticmethod" | "cached_property" as name
            ):
                return name
            case ast.Attribute(attr="setter" | "deleter" | "cached_property" as name):
                return name
    return ""
