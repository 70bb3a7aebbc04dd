"""Route decorators: ``@bp.route("/p/<int:pid>")`` becomes ``@bp.get("/p/{pid:int}")``."""

import ast
import re
from dataclasses import dataclass

from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Identity
from migrator.translate.declarations import DEFINITIONS, FunctionInfo
from migrator.translate.edits import Edits

_PART = re.compile(
    r"<(?:(?P<converter>[a-zA-Z_]\w*)(?:\((?P<arguments>[^>]*)\))?:)?(?P<name>[a-zA-Z_]\w*)>"
)
_SAME = {"int": "int", "float": "float", "path": "path", "uuid": "uuid"}
_VERBS = frozenset({"get", "post", "put", "delete", "patch"})
_TYPES = {"": "str", "default": "str", "string": "str", "path": "str", "any": "str"} | {
    "int": "int",
    "float": "float",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in FastAPI's spelling; ``is_exact`` when that says all that the original says."""

    path: str
    is_exact: bool
    parameters: dict[str, str]


def fastapi_rule(text: str) -> Rule:
    """The path of a werkzeug rule, and whether ``rule=`` has to keep the original."""
    exact = "{" not in text and "}" not in text
    parameters: dict[str, str] = {}

    def part(match: re.Match[str]) -> str:
        nonlocal exact
        converter, name = match["converter"] or "", match["name"]
        parameters[name] = converter
        if match["arguments"] is not None or converter not in {"", *_SAME}:
            exact = False  # `<string:x>` too: a rule is known by its text
        return f"{{{name}:{_SAME[converter]}}}" if converter in _SAME else f"{{{name}}}"

    path = _PART.sub(part, text)
    return Rule(path, exact and "<" not in path, parameters)


def route_decorators(function: FunctionInfo, analysis: Analysis) -> list[ast.Call]:
    """The decorators that register ``function`` as a view."""
    if not isinstance(function.node, DEFINITIONS):
        return []
    return [
        decorator
        for decorator in function.node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in _VERBS | {"route"}
        and Identity("route") in analysis.type_of(decorator)
    ]


def rule_of(decorator: ast.Call) -> str | None:
    """The literal rule of a route decorator."""
    given = decorator.args[0] if decorator.args else _keyword(decorator, "rule")
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value
    return None


def rewrite_decorator(decorator: ast.Call, edits: Edits, extra: str = "") -> None:
    """Write one route decorator in FastAPI's words; ``extra`` is a keyword of our own.

    A computed rule keeps Flask's word, ``route``, under which it is read as Flask reads it.
    """
    text = rule_of(decorator)
    if not isinstance(decorator.func, ast.Attribute):
        return
    if text is None:
        if decorator.args:
            _keep_computed(decorator, decorator.func, edits)
        return
    rule = fastapi_rule(text)
    methods = _methods(decorator)
    parts = [edits.quoted(rule.path)]
    if not rule.is_exact:
        parts.append(f"rule={edits.quoted(text)}")
    parts += [
        edits.source(keyword) if keyword.arg else f"**{edits.source(keyword.value)}"
        for keyword in decorator.keywords
        if keyword.arg not in {"methods", "rule"}
    ]
    parts += [extra] if extra else []
    verb = decorator.func.attr
    if verb == "route":
        verb, named = _verb(methods, decorator, edits)
        parts[1:1] = named
    subject = edits.source(decorator.func.value)
    edits.replace_node(decorator, f"{subject}.{verb}({', '.join(parts)})")


def _written(decorator: ast.Call, edits: Edits) -> str:
    """The rule in Flask's spelling."""
    text = rule_of(decorator)
    given = decorator.args[0] if decorator.args else _keyword(decorator, "rule")
    return edits.source(given) if text is None and given else edits.quoted(text or "")


def _keep_computed(decorator: ast.Call, function: ast.Attribute, edits: Edits) -> None:
    if function.attr != "route":
        edits.replace(edits.end(function) - len(function.attr), edits.end(function), "route")
        method = edits.quoted(function.attr.upper())
        edits.after(edits.closing(decorator.args[0]), f", methods=[{method}]")


def is_computed_alone(decorator: ast.Call) -> bool:
    """Whether the rule is computed and not the first argument, where it could stay as it is."""
    return rule_of(decorator) is None and not decorator.args


def _verb(methods: list[str] | None, decorator: ast.Call, edits: Edits) -> tuple[str, list[str]]:
    given = _keyword(decorator, "methods")
    if given is None:
        return "get", []
    if methods is not None and len(methods) == 1 and methods[0].lower() in _VERBS:
        return methods[0].lower(), []
    return "api_route", [f"methods={edits.source(given)}"]


def _methods(decorator: ast.Call) -> list[str] | None:
    given = _keyword(decorator, "methods")
    if isinstance(given, ast.List | ast.Tuple | ast.Set):
        values = [e.value for e in given.elts if isinstance(e, ast.Constant)]
        if len(values) == len(given.elts):
            return [str(value).upper() for value in values]
    return None


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def annotate_parameters(function: FunctionInfo, analysis: Analysis, edits: Edits) -> None:
    """Give the view's arguments the types that its converters promise."""
    arguments = function.arguments
    decorators = route_decorators(function, analysis)
    rules = [fastapi_rule(text) for d in decorators if (text := rule_of(d)) is not None]
    if arguments is None or not rules or len(rules) != len(decorators):
        return
    plain = arguments.args[: len(arguments.args) - len(arguments.defaults)]
    for argument in plain:
        kinds = {rule.parameters.get(argument.arg) for rule in rules}
        kind = _TYPES.get(next(iter(kinds)) or "") if len(kinds) == 1 else None
        if argument.annotation is None and None not in kinds and kind:
            edits.after(edits.end(argument), f": {kind}")


def stays_on_flask(function: FunctionInfo, analysis: Analysis, edits: Edits, because: str) -> str:
    """What stands in the place of a view that is refused: its rules, kept in the map."""
    lines = []
    for decorator in route_decorators(function, analysis):
        if not isinstance(decorator.func, ast.Attribute):
            continue
        verb = decorator.func.attr
        endpoint = _keyword(decorator, "endpoint")
        name = edits.source(endpoint) if endpoint is not None else edits.quoted(function.name)
        given = _keyword(decorator, "methods")
        methods = edits.source(given) if given is not None else f"[{edits.quoted(verb.upper())}]"
        parts = [_written(decorator, edits), f"endpoint={name}"]
        if verb != "route" or given is not None:
            parts.append(f"methods={methods}")
        parts += [
            edits.source(k)
            for k in decorator.keywords
            if k.arg not in {None, "methods", "endpoint", "rule"}
        ]
        subject = edits.source(decorator.func.value)
        lines.append(f"{subject}.stays_on_flask({', '.join(parts)})  # {because}")
    indent = "\n" + edits.indentation(edits.start(function.node))
    return indent.join(reversed(lines))
