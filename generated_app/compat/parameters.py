"""`QueryArg`: a value of the query string as a typed, documented parameter of a view.

Keeps Q1-Q8: it reads `request.args` when the view is called, as the line it stands for did: the
first of repeated keys, the default for a bad value, W400 for a missing one without a default.
Delete when: the team chooses FastAPI's validation (`Query`), which answers 422 instead.
"""

from collections.abc import Callable, Iterator
from inspect import Parameter, signature
from typing import Any, get_args, get_origin

from .context import request

_MISSING: Any = object()
_SCHEMAS: dict[Any, dict[str, Any]] = {
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}
Reader = Callable[[], Any]


class QueryArg:
    """Stands in `Annotated[int, QueryArg(1)]` for `request.args.get(name, 1, type=int)`."""

    def __init__(
        self, default: Any = _MISSING, *, name: str | None = None, description: str = ""
    ) -> None:
        self.default = default
        self.name = name
        self.description = description

    def reader(self, parameter: str, kind: Any) -> Reader:
        """Return the function that reads the value of a parameter of some type."""
        name = self.name or parameter
        default = self.default
        if get_origin(kind) is list:
            convert = _converter(get_args(kind)[0])
            return lambda: request.args.getlist(name, type=convert)
        convert = _converter(kind)
        if default is _MISSING:
            return lambda: request.args[name]
        return lambda: request.args.get(name, default, type=convert)

    def document(self, parameter: str, kind: Any) -> dict[str, Any]:
        """Return the OpenAPI parameter."""
        is_list = get_origin(kind) is list
        schema = dict(_SCHEMAS.get(get_args(kind)[0] if is_list else _plain(kind), _TEXT))
        if is_list:
            schema = {"type": "array", "items": schema}
        elif self.default is not _MISSING and self.default is not None:
            schema["default"] = self.default
        documented: dict[str, Any] = {
            "name": self.name or parameter,
            "in": "query",
            "required": self.default is _MISSING and not is_list,
            "schema": schema,
        }
        if self.description:
            documented["description"] = self.description
        return documented


_TEXT = {"type": "string"}


def query_args(view: Callable[..., Any]) -> Iterator[tuple[str, Any, QueryArg]]:
    """Return name, type and mark of the parameters of a view that are read from the query."""
    try:
        parameters = signature(view, eval_str=True).parameters.values()
    except (TypeError, ValueError, NameError):
        return
    for parameter in parameters:
        mark = _mark(parameter)
        if mark is not None:
            yield parameter.name, get_args(parameter.annotation)[0], mark


def _mark(parameter: Parameter) -> QueryArg | None:
    marks = get_args(parameter.annotation)[1:]
    return next((mark for mark in marks if isinstance(mark, QueryArg)), None)


def _plain(kind: Any) -> Any:
    """Return `int` for `int | None`."""
    kinds = [item for item in get_args(kind) if item is not type(None)]
    return kinds[0] if kinds else kind


def _converter(kind: Any) -> Callable[[str], Any]:
    plain = _plain(kind)
    return plain if callable(plain) else str
