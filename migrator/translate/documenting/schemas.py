"""The JSON schema of an expression, as far as the text alone is sure of it; ``{}`` is anything."""

import ast
from dataclasses import dataclass
from typing import Any

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import DriverMethod, Instance
from migrator.translate.declarations import FunctionInfo
from migrator.translate.documenting.bindings import bound_once, returned

Schema = dict[str, Any]
_BUILTINS = {
    **dict.fromkeys(("builtins.str", "builtins.repr"), "string"),
    **dict.fromkeys(("builtins.int", "builtins.len"), "integer"),
    "builtins.float": "number",
    **dict.fromkeys(("builtins.bool", "builtins.any", "builtins.all"), "boolean"),
    **dict.fromkeys(("builtins.list", "builtins.sorted"), "array"),
}
_TEXT_METHODS = frozenset({"isoformat", "strftime", "strip", "upper", "lower", "join", "format"})
_COUNTS = frozenset({"count_documents", "estimated_document_count"})
_DEEPEST = 6


def literal(value: object) -> Schema:
    """The schema of a constant."""
    match value:
        case None:
            return {"type": "null"}
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
        case str():
            return {"type": "string"}
        case _:
            return {}


@dataclass(frozen=True, slots=True)
class Schemas:
    """Reads expressions of one function; follows names bound once and the project's functions."""

    analysis: Analysis
    function: FunctionInfo
    depth: int = 0

    def of(self, node: ast.expr) -> Schema:  # noqa: C901, PLR0911 (one line a kind of node)
        """The schema of an expression."""
        match node:
            case ast.Constant(value=value):
                return literal(value)
            case ast.JoinedStr():
                return {"type": "string"}
            case ast.Dict():
                return self.of_pairs(list(zip(node.keys, node.values, strict=True)))
            case ast.DictComp():
                return {"type": "object"}
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return {"type": "array", **self._items(items)}
            case ast.ListComp(elt=item):
                return {"type": "array", **self._items([item])}
            case ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return {"type": "boolean"}
            case ast.IfExp(body=body, orelse=other):
                return either([self.of(body), self.of(other)])
            case ast.Call():
                return self._call(node)
            case ast.Name(id=name):
                return self._name(name)
            case _:
                return {}

    def of_pairs(self, pairs: list[tuple[ast.expr | None, ast.expr]]) -> Schema:
        """An object; of what stands in front of ``**more`` only the name is sure."""
        properties: dict[str, Schema] = {}
        for key, value in pairs:
            match key:
                case ast.Constant(value=str(name)):
                    properties[name] = self.of(value)
                case _:
                    properties = {known: {} for known in properties}
        if not properties:
            return {"type": "object"}
        return {"type": "object", "properties": properties, "required": [*properties]}

    def _items(self, items: list[ast.expr]) -> Schema:
        if not items or any(isinstance(item, ast.Starred) for item in items):
            return {}
        found = either([self.of(item) for item in items])
        return {"items": found} if found else {}

    def _call(self, node: ast.Call) -> Schema:
        names = self.analysis.full_names(node.func)
        kinds = {_BUILTINS.get(name, "") for name in names}
        if len(kinds) == 1 and (kind := kinds.pop()):
            return {"type": kind}
        functions = self.analysis.functions(node.func)
        if functions:
            called = [atom.function for atom in functions]
            return either([self._returned(function) for function in called])
        if isinstance(node.func, ast.Attribute):
            return self._method(node.func)
        return {}

    def _method(self, func: ast.Attribute) -> Schema:
        atoms = self.analysis.type_of(func)
        if any(isinstance(a, DriverMethod) for a in atoms):
            counts = all(isinstance(a, DriverMethod) and a.name in _COUNTS for a in atoms)
            return {"type": "integer"} if counts else {}
        if any(isinstance(a, Instance) for a in self.analysis.type_of(func.value)):
            return {}
        return {"type": "string"} if func.attr in _TEXT_METHODS else {}

    def _returned(self, function: FunctionInfo) -> Schema:
        if self.depth >= _DEEPEST or function.is_generator:
            return {}
        if not isinstance(function.node, ast.FunctionDef) or self._is_wrapped(function):
            return {}
        inner = Schemas(self.analysis, function, self.depth + 1)
        values = returned(function, self.analysis)
        return either([inner.of(v) if v else literal(None) for v in values]) if values else {}

    def _is_wrapped(self, function: FunctionInfo) -> bool:
        node = function.node
        return bool(getattr(node, "decorator_list", ())) and not function.is_property

    def _name(self, name: str) -> Schema:
        """A name that is bound once; what may be changed later is known by its type only."""
        value, uses = bound_once(name, self.function, self.analysis)
        if value is None or self.depth >= _DEEPEST:
            return {}
        schema = Schemas(self.analysis, self.function, self.depth + 1).of(value)
        changes = schema.get("type") in {"object", "array"} and uses > 1
        return {"type": schema["type"]} if changes else schema


def either(schemas: list[Schema]) -> Schema:
    """One of several schemas: anything, as soon as one of them is anything."""
    distinct = [s for n, s in enumerate(schemas) if s not in schemas[:n]]
    if not distinct or {} in distinct:
        return {}
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
