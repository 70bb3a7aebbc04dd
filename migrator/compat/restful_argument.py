"""One argument of a `RequestParser`.

Keeps B13: where it is looked for, how it is converted, what is said when it is missing or bad.
Delete when: `restful_reqparse` is gone.
"""

from collections.abc import Callable, Iterable, MutableSequence
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from .context import current_app
from .restful_values import abort

_PLACES = {
    "json": "the JSON body",
    "form": "the post body",
    "args": "the query string",
    "values": "the post body or the query string",
    "headers": "the HTTP headers",
    "cookies": "the request's cookies",
    "files": "an uploaded file",
}


def _text(value: Any) -> str:
    return str(value)


class _Refused(Exception):
    """A value was refused and errors are bundled: carries what `parse` returns."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


class Argument:
    """A name, and what its values have to be."""

    def __init__(
        self,
        name: str,
        default: Any = None,
        dest: str | None = None,
        required: bool = False,
        ignore: bool = False,
        type: Callable[..., Any] = _text,  # Flask-RESTful's name
        location: str | Iterable[str] = ("json", "values"),
        choices: Any = (),
        action: str = "store",
        help: str | None = None,  # Flask-RESTful's name
        operators: Iterable[str] = ("=",),
        case_sensitive: bool = True,
        store_missing: bool = True,
        trim: bool = False,
        nullable: bool = True,
    ) -> None:
        self.name = name
        self.default = default
        self.dest = dest
        self.required = required
        self.ignore = ignore
        self.type = type
        self.location = location
        self.choices = choices
        self.action = action
        self.help = help
        self.operators = operators
        self.case_sensitive = case_sensitive
        self.store_missing = store_missing
        self.trim = trim
        self.nullable = nullable

    def source(self, request: Any) -> Any:
        """Return the values of the request that are looked at."""
        if isinstance(self.location, str):
            found = _called(getattr(request, self.location, MultiDict()))
            return MultiDict() if found is None else found
        values: MultiDict[str, Any] = MultiDict()
        for place in self.location:
            found = _called(getattr(request, place, None))
            if found is not None:
                values.update(found)
        return values

    def convert(self, value: Any, op: str) -> Any:
        """Return a value as the type makes it; types may ask for the name and the operator."""
        if value is None:
            if self.nullable:
                return None
            raise ValueError("Must not be null!")
        convert: Any = self.type
        if isinstance(value, FileStorage) and convert is FileStorage:
            return value
        try:
            return convert(value, self.name, op)
        except TypeError:
            try:
                if convert is Decimal:
                    return convert(str(value))
                return convert(value, self.name)
            except TypeError:
                return convert(value)

    def handle_validation_error(self, error: Exception, bundle_errors: bool) -> Any:
        """Answer 400, or return the error when errors are bundled."""
        text = self.help.format(error_msg=str(error)) if self.help else str(error)
        message = {self.name: text}
        if not bundle_errors and not current_app.config.get("BUNDLE_ERRORS", False):
            abort(400, message=message)
        return error, message

    def parse(self, request: Any, bundle_errors: bool = False) -> Any:
        """Return the value, and whether it was found."""
        source = self.source(request)
        results: list[Any] = []
        try:
            for operator in self.operators:
                name = self.name + operator.replace("=", "", 1)
                if name in source:
                    for value in self._values(source, name):
                        if self._take(value, operator, results, bundle_errors=bundle_errors):
                            request.unparsed_arguments.pop(name, None)
        except _Refused as refused:
            return refused.result
        if not results and self.required:
            error = ValueError(f"Missing required parameter in {self._friendly_location()}")
            return self.handle_validation_error(error, bundle_errors)
        if not results:
            return self.default() if callable(self.default) else self.default, False
        if self.action == "append":
            return results, True
        if self.action == "store" or len(results) == 1:
            return results[0], True
        return results, True

    def _values(self, source: Any, name: str) -> Any:
        if hasattr(source, "getlist"):
            return source.getlist(name)
        values = source.get(name)
        return (
            values if isinstance(values, MutableSequence) and self.action == "append" else [values]
        )

    def _take(self, value: Any, operator: str, results: list[Any], *, bundle_errors: bool) -> bool:
        if hasattr(value, "strip") and self.trim:
            value = value.strip()
        if hasattr(value, "lower") and not self.case_sensitive:
            value = value.lower()
            if hasattr(self.choices, "__iter__"):
                self.choices = [choice.lower() for choice in self.choices]
        try:
            value = self.convert(value, operator)
        except Exception as error:
            if self.ignore:
                return False
            raise _Refused(self.handle_validation_error(error, bundle_errors)) from error
        if self.choices and value not in self.choices:
            refusal = ValueError(f"{value} is not a valid choice")
            raise _Refused(self.handle_validation_error(refusal, bundle_errors))
        results.append(value)
        return True

    def _friendly_location(self) -> str:
        places = [self.location] if isinstance(self.location, str) else self.location
        return " or ".join(_PLACES.get(place, place) for place in places)


def _called(value: Any) -> Any:
    return value() if callable(value) else value
