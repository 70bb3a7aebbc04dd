"""Who may reach whom, by names alone: rather too much than too little.

The call graph follows types and leaves out what it cannot resolve; that is right for a translation,
which refuses there. To know which routes a change may concern, nothing may be missed: a function
reaches every function, attribute and template whose name it mentions, in whatever way.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

ALWAYS = "<always>"
"""The name of what runs for every route: code of modules, hooks, whatever is registered."""

_WORD = re.compile(r"[^\W\d]\w*")
_PATH = re.compile(r"[\w.:/-]+")
_JINJA = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_HARMLESS = frozenset(
    {"staticmethod", "classmethod", "property", "setter", "cached_property", "lru_cache", "cache"}
    | {"wraps", "contextmanager", "abstractmethod", "overload", "override", "dataclass"}
)
_BY_NAME = frozenset({"getattr", "globals", "locals", "vars", "import_module", "__import__"})
_BY_NAME_TOO = frozenset({"eval", "exec", "attrgetter", "methodcaller", "import_string"})
_RENDERING = frozenset({"render_template", "stream_template", "get_template", "select_template"})
_TEMPLATE_BY_NAME = re.compile(r"\{%-?\s*(?:include|extends|import|from)\s+(?![\"'])")


@dataclass(slots=True)
class Mentions:
    """Names, and what the things of that name mention.

    ``unsure`` are names of things that look others up while they run; ``rendering`` those that
    choose a template then. A text that is one of the ``endpoints`` names a URL and calls nothing.
    """

    endpoints: frozenset[str] = frozenset()
    known: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    defined: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    rendering: set[str] = field(default_factory=set)

    def reached_from(self, names: Iterable[str]) -> set[str]:
        """Everything that may be reached, the names themselves included."""
        found = set(names)
        waiting = list(found)
        for name in waiting:
            fresh = self.known.get(name, set()) - found
            found |= fresh
            waiting += fresh
        return found

    def read_module(self, tree: ast.Module, views: frozenset[str]) -> None:
        """Take in a module; the functions of ``views`` are reached by their own routes only."""
        aliases = _aliases(tree)
        for node in tree.body:
            self._statement(node, aliases, views, "")

    def read_template(self, name: str, text: str) -> None:
        """Take in a template under its own name."""
        self.defined.add(name)
        code = " ".join(_JINJA.findall(text))
        quoted = {found[1:-1] for found in _QUOTED.findall(code)}
        names = set(_WORD.findall(_QUOTED.sub(" ", code)))
        self.known[name] |= names.union(*map(self._named_by, quoted))
        if _TEMPLATE_BY_NAME.search(text):
            self.rendering.add(name)

    def _mentioned(self, node: ast.AST, aliases: Mapping[str, set[str]]) -> set[str]:
        texts = {
            item.value
            for item in ast.walk(node)
            if isinstance(item, ast.Constant) and isinstance(item.value, str)
        }
        names = _names_in(node).union(*map(self._named_by, texts))
        return names.union(*(aliases[name] for name in names if name in aliases))

    def _named_by(self, text: str) -> set[str]:
        """What a text may be the name of: itself, or the parts of a dotted path."""
        if text in self.endpoints or not _PATH.fullmatch(text):
            return set()
        return {text, *_WORD.findall(text)}

    def _statement(
        self, node: ast.stmt, aliases: Mapping[str, set[str]], views: frozenset[str], owner: str
    ) -> None:
        mentioned = self._mentioned(node, aliases)
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node, mentioned, views, owner)
            case ast.ClassDef():
                self._class(node, aliases, views)
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
                return
            case _:
                targets = _targets(node)
                for name in targets or {ALWAYS}:
                    self.known[name] |= mentioned
                if owner:
                    self.known[owner] |= mentioned

    def _function(
        self, node: FunctionNode, mentioned: set[str], views: frozenset[str], owner: str
    ) -> None:
        self.defined.add(node.name)
        self.known[node.name] |= mentioned
        is_special = node.name.startswith("__") and bool(owner)
        if is_special:
            self.known[owner] |= {node.name, *mentioned}
        qualname = f"{owner}.{node.name}" if owner else node.name
        decorators = {_last_name(item) for item in node.decorator_list}
        if decorators - _HARMLESS and qualname not in views:
            self.known[ALWAYS].add(node.name)
        if any(_looks_up(call) for call in ast.walk(node)):
            self.unsure.add(node.name)
        if any(_chooses_template(call) for call in ast.walk(node)):
            self.rendering.add(node.name)

    def _class(
        self, node: ast.ClassDef, aliases: Mapping[str, set[str]], views: frozenset[str]
    ) -> None:
        around = [*node.bases, *(word.value for word in node.keywords), *node.decorator_list]
        for item in around:
            self.known[node.name] |= self._mentioned(item, aliases)
        for statement in node.body:
            self._statement(statement, aliases, views, node.name)


def functions_in(tree: ast.Module) -> dict[str, FunctionNode]:
    """The functions of a module and the methods of its classes by qualified name."""
    return dict(_functions(tree.body, ""))


def _functions(body: Iterable[ast.stmt], prefix: str) -> Iterator[tuple[str, FunctionNode]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")


def _names_in(node: ast.AST) -> set[str]:
    found = set()
    for item in ast.walk(node):
        match item:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                found.add(name)
            case ast.alias(name=name, asname=asname):
                found |= {*name.split("."), asname or ""}
            case ast.Call(
                func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str() as name), *_]
            ):
                found.add(name)
    return found


def _aliases(tree: ast.Module) -> dict[str, set[str]]:
    """Other names that things have where they are imported."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in ast.walk(tree):
        if isinstance(item, ast.alias) and item.asname:
            found[item.asname] |= set(item.name.split("."))
    return found


def _targets(node: ast.stmt) -> set[str]:
    """The names that a plain assignment gives; none where it does something else."""
    match node:
        case ast.Assign(targets=targets):
            names = {target.id if isinstance(target, ast.Name) else "" for target in targets}
        case ast.AnnAssign(target=ast.Name(id=name)):
            names = {name}
        case _:
            return set()
    return set() if "" in names else names


def _last_name(decorator: ast.expr) -> str:
    match decorator:
        case ast.Call(func=function):
            return _last_name(function)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _looks_up(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = _last_name(node.func)
    if name == "getattr" and len(node.args) > 1:
        return not isinstance(node.args[1], ast.Constant)
    return name in _BY_NAME or name in _BY_NAME_TOO


def _chooses_template(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or _last_name(node.func) not in _RENDERING:
        return False
    return not (node.args and isinstance(node.args[0], ast.Constant))
