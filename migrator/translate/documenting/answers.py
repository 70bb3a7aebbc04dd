"""Which statuses, media types and JSON a view answers with, read from its ``return``s."""

import ast
from dataclasses import dataclass

from migrator.translate.analysis import Analysis
from migrator.translate.declarations import FunctionInfo
from migrator.translate.documenting.bindings import bound_once, returned, uses
from migrator.translate.documenting.expressions import constant, keyword, whole_number
from migrator.translate.documenting.schemas import Schema, Schemas

JSON, HTML = "application/json", "text/html"
_TEXTS = frozenset({"flask.render_template", "flask.render_template_string", "flask.url_for"})
_FILES = frozenset({"flask.send_file", "flask.send_from_directory"})
_HARMLESS = frozenset({"set_cookie", "delete_cookie", "set_etag", "add_etag", "call_on_close"})
_OK, _FOUND, _UNKNOWN_STATUS = 200, 302, 0
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer; status 0 and media type None are unknown, ``{}`` is any JSON."""

    status: int = _UNKNOWN_STATUS
    media: str | None = None
    schema: Schema | None = None


UNKNOWN = Answer()


@dataclass(frozen=True, slots=True)
class Answers:
    """Reads the answers of one function; ``inner`` is what it may call when it wraps a view."""

    analysis: Analysis
    function: FunctionInfo
    inner: frozenset[FunctionInfo] = frozenset()
    depth: int = 0

    def all(self) -> list[Answer]:
        """The answers of the function."""
        if self.depth > _DEEPEST or self.function.is_generator:
            return [UNKNOWN]
        values = returned(self.function, self.analysis)
        found = [a for v in values for a in (self.of(v) if v is not None else [UNKNOWN])]
        return found if values else []

    def of(self, node: ast.expr) -> list[Answer]:  # noqa: PLR0911 (one line a kind of node)
        """What returning an expression answers."""
        match node:
            case ast.Tuple(elts=[value, *more]) if more:
                return [self._with(answer, more) for answer in self.of(value)]
            case ast.Constant(value=str()) | ast.JoinedStr():
                return [Answer(_OK, HTML)]
            case ast.Dict() | ast.List() | ast.ListComp() | ast.DictComp():
                return [Answer(_OK, JSON, self._schemas.of(node))]
            case ast.IfExp(body=body, orelse=other):
                return [*self.of(body), *self.of(other)]
            case ast.Call():
                return self._call(node)
            case ast.Name(id=name):
                return self._named(name)
            case _:
                return [UNKNOWN]

    def _named(self, name: str) -> list[Answer]:
        bound, count = bound_once(name, self.function, self.analysis)
        if bound is None or self.depth > _DEEPEST:
            return [UNKNOWN]
        found = Answers(self.analysis, self.function, self.inner, self.depth + 1).of(bound)
        return found if count == 1 else self._changed(found, bound, name)

    @property
    def _schemas(self) -> Schemas:
        return Schemas(self.analysis, self.function)

    def _of_function(self, function: FunctionInfo) -> "Answers":
        return Answers(self.analysis, function, self.inner - {function}, self.depth + 1)

    def _changed(self, found: list[Answer], value: ast.expr, name: str) -> list[Answer]:
        """Answers under a name that is used between its binding and its return."""
        if isinstance(value, ast.Call):
            kept = all(map(self._keeps, uses(name, self.function, self.analysis)))
            return found if kept else [UNKNOWN]
        return [Answer(a.status, a.media, _loose(a.schema)) for a in found]

    def _keeps(self, use: ast.Name) -> bool:
        """Whether a use of a response leaves its status, media type and body alone."""
        parent = self.analysis.parent(use)
        if isinstance(parent, ast.Return):
            return True
        if not isinstance(parent, ast.Attribute) or not isinstance(parent.ctx, ast.Load):
            return False
        around = self.analysis.parent(parent)
        match around:
            case ast.Call(func=func) if func is parent:
                return parent.attr in _HARMLESS
            case ast.Subscript(slice=ast.Constant(value=str(header))):
                return parent.attr == "headers" and header.lower() != "content-type"
            case ast.Attribute():
                return False
            case _:
                return parent.attr != "headers"

    def _with(self, answer: Answer, more: list[ast.expr]) -> Answer:
        """``body, status`` and ``body, status, headers`` and ``body, headers``."""
        status = whole_number(more[0])
        headers = more[1] if len(more) > 1 else None
        if status is None and isinstance(more[0], ast.Dict):
            status, headers = answer.status, more[0]
        media = answer.media
        if headers is not None:
            media = _media_of(headers, media)
        return Answer(status or _UNKNOWN_STATUS, media, answer.schema if media == JSON else None)

    def _call(self, call: ast.Call) -> list[Answer]:  # noqa: PLR0911 (one a function of Flask's)
        names = self.analysis.full_names(call.func)
        functions = [atom.function for atom in self.analysis.functions(call.func)]
        if wrapped := self.inner & {*functions}:
            functions = sorted(wrapped, key=repr)
        elif functions and names:
            return [UNKNOWN]
        if functions:
            inner = (self._of_function(f) for f in functions)
            return [answer for item in inner for answer in item.all()]
        if "flask.jsonify" in names:
            return [Answer(_OK, JSON, self._jsonified(call))]
        if names & _TEXTS:
            return [Answer(_OK, HTML)]
        if "flask.redirect" in names:
            code = call.args[1] if len(call.args) > 1 else keyword(call, "code")
            return [Answer(_FOUND if code is None else whole_number(code) or 0, HTML)]
        if names & _FILES:
            kind = constant(keyword(call, "mimetype"))
            return [Answer(_OK, kind if isinstance(kind, str) else "*/*")]
        if any(name.endswith(".make_response") for name in names):
            return self._made(call)
        return self._response(call) if "flask.Response" in names else [UNKNOWN]

    def _jsonified(self, call: ast.Call) -> Schema:
        if any(isinstance(a, ast.Starred) for a in call.args):
            return {}
        if len(call.args) == 1:
            return self._schemas.of(call.args[0])
        if call.args:
            return {"type": "array"}
        pairs: list[tuple[ast.expr | None, ast.expr]] = [
            (ast.Constant(k.arg) if k.arg else None, k.value) for k in call.keywords
        ]
        return self._schemas.of_pairs(pairs)

    def _made(self, call: ast.Call) -> list[Answer]:
        if not call.args or call.keywords or any(isinstance(a, ast.Starred) for a in call.args):
            return [UNKNOWN]
        found = self.of(call.args[0])
        return [self._with(a, call.args[1:]) for a in found] if call.args[1:] else found

    def _response(self, call: ast.Call) -> list[Answer]:
        status = call.args[1] if len(call.args) > 1 else keyword(call, "status")
        kind = keyword(call, "mimetype") or keyword(call, "content_type")
        headers = keyword(call, "headers")
        positional = 2
        if len(call.args) > positional or headers is not None:
            return [UNKNOWN]
        media = HTML if kind is None else constant(kind)
        code = _OK if status is None else whole_number(status) or _UNKNOWN_STATUS
        if not isinstance(media, str):
            return [Answer(code)]
        media = media.partition(";")[0].strip()
        return [Answer(code, media, {} if media == JSON else None)]


def _loose(schema: Schema | None) -> Schema | None:
    """What is left of a schema when names may have been added, taken out or bound anew."""
    kind = (schema or {}).get("type")
    return {"type": kind} if kind else schema


def _media_of(headers: ast.expr, media: str | None) -> str | None:
    """The media type that headers leave: theirs, when it is written down."""
    if not isinstance(headers, ast.Dict):
        return None
    for key, value in zip(headers.keys, headers.values, strict=True):
        name = constant(key)
        if not isinstance(name, str):
            return None
        if name.lower() == "content-type":
            given = constant(value)
            return given.partition(";")[0].strip() if isinstance(given, str) else None
    return media
