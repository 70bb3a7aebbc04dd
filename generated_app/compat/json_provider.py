"""JSON as Flask writes it: `flask.json`, `app.json` and the body of `jsonify`.

Keeps J1-J13 and J15: keys sorted, ASCII only, compact with a newline at the end, HTTP dates,
Decimal and UUID as text, dataclasses as objects, TypeError for everything else.
Delete when: the clients of the API accept another spelling of the same JSON.
"""

import dataclasses
import decimal
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from werkzeug.http import http_date

from . import context, older_flask

if TYPE_CHECKING:
    from .application import Application
    from .responses import Response

_NO_JSON_IN_CONFIG = (2, 3)


def default(value: Any) -> Any:
    """Return what JSON writes for a value it does not know."""
    if isinstance(value, date):
        return http_date(value)
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


class JSONEncoder(json.JSONEncoder):
    """Flask's encoder class until 2.2, to be subclassed and set as `json_encoder`."""

    def default(self, o: Any) -> Any:
        """Return what JSON writes for a value it does not know."""
        return default(o)


class JSONDecoder(json.JSONDecoder):
    """Flask's decoder class until 2.2, to be subclassed and set as `json_decoder`."""


class JSONProvider:
    """What an application uses for JSON; subclass it as you did with Flask's."""

    mimetype = "application/json"

    def __init__(self, app: "Application") -> None:
        self._app = app

    def dumps(self, obj: Any, **options: Any) -> str:
        """Serialise to text."""
        raise NotImplementedError

    def dump(self, obj: Any, fp: IO[str], **options: Any) -> None:
        """Serialise to a text file."""
        fp.write(self.dumps(obj, **options))

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Deserialise text or bytes."""
        raise NotImplementedError

    def load(self, fp: IO[Any], **options: Any) -> Any:
        """Deserialise a file."""
        return self.loads(fp.read(), **options)

    @staticmethod
    def _prepare_response_obj(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if args and kwargs:
            raise TypeError("app.json.response() takes either args or kwargs, not both")
        if not args and not kwargs:
            return None
        return args[0] if len(args) == 1 else args or kwargs

    def response(self, *args: Any, **kwargs: Any) -> "Response":
        """Return a response with the value as its body."""
        obj = self._prepare_response_obj(args, kwargs)
        return self._app.response_class(self.dumps(obj), mimetype=self.mimetype)


class DefaultJSONProvider(JSONProvider):
    """Flask's own provider; its attributes may be set on `app.json`."""

    default: Callable[[Any], Any] = staticmethod(default)
    ensure_ascii = True
    sort_keys = True
    compact: bool | None = None
    response_options: Mapping[str, Any] = MappingProxyType({})
    response_end = "\n"

    def __init__(self, app: "Application") -> None:
        super().__init__(app)
        self._is_older = app.versions.flask < _NO_JSON_IN_CONFIG

    def dumps(self, obj: Any, **options: Any) -> str:
        """Serialise with this provider's settings, or with those given."""
        if self._is_older:
            older_flask.dump_options(self, self._app, options)
            return json.dumps(obj, **options)
        options.setdefault("default", self.default)
        options.setdefault("ensure_ascii", self.ensure_ascii)
        options.setdefault("sort_keys", self.sort_keys)
        return json.dumps(obj, **options)

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Deserialise with the standard library."""
        if self._is_older:
            older_flask.load_options(self._app, options)
        return json.loads(s, **options)

    def response(self, *args: Any, **kwargs: Any) -> "Response":
        """Return a compact response with a newline at the end; indented when debugging."""
        obj = self._prepare_response_obj(args, kwargs)
        compact, mimetype = self.compact, self.mimetype
        if self._is_older:
            compact, mimetype = older_flask.response_looks(self, self._app)
        if (compact is None and self._app.debug) or compact is False:
            text = self.dumps(obj, indent=2, **self.response_options)
        else:
            text = self.dumps(obj, separators=(",", ":"), **self.response_options)
        return self._app.response_class(f"{text}{self.response_end}", mimetype=mimetype)


def dumps(obj: Any, **options: Any) -> str:
    """Serialise with the application's provider, or with Flask's defaults outside of one."""
    app = context.current_application()
    if app is not None:
        return app.json.dumps(obj, **options)
    options.setdefault("default", default)
    return json.dumps(obj, **options)


def loads(s: str | bytes, **options: Any) -> Any:
    """Deserialise with the application's provider."""
    app = context.current_application()
    return json.loads(s, **options) if app is None else app.json.loads(s, **options)


def dump(obj: Any, fp: IO[str], **options: Any) -> None:
    """Serialise to a text file."""
    fp.write(dumps(obj, **options))


def load(fp: IO[Any], **options: Any) -> Any:
    """Deserialise a file."""
    return loads(fp.read(), **options)


def jsonify(*args: Any, **kwargs: Any) -> "Response":
    """Return a JSON response: one value, a list of the arguments, or an object of the keywords."""
    return context.current_app.json.response(*args, **kwargs)
