"""The JSON inside Flask's session cookie, where tuples, bytes, dates and the like carry a tag.

Keeps C2 (tags ` t`, ` b`, ` m`, ` u`, ` d`, ` di`) and C3 (written by the application's JSON).
Delete when: no browser holds a session that Flask wrote.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from werkzeug.http import http_date, parse_date

from .json_provider import dumps, loads

_PLAIN = frozenset({bool, float, int, str, type(None)})
_DICT, _TUPLE, _BYTES, _MARKUP, _UUID, _DATE = " di", " t", " b", " m", " u", " d"

_READERS: dict[str, Callable[[Any], Any]] = {
    _DICT: lambda value: {key[:-2]: item for key, item in value.items()},
    _TUPLE: tuple,
    _BYTES: b64decode,
    _MARKUP: Markup,
    _UUID: UUID,
    _DATE: parse_date,
}


def tag(value: Any) -> Any:
    """Return a value that plain JSON can hold."""
    if type(value) in _PLAIN:
        return value
    match value:
        case dict():
            return _tag_dict(value)
        case tuple():
            return {_TUPLE: [tag(item) for item in value]}
        case list():
            return [tag(item) for item in value]
        case bytes():
            return {_BYTES: b64encode(value).decode("ascii")}
        case _:
            return _tag_object(value)


def _tag_dict(value: dict[Any, Any]) -> dict[Any, Any]:
    if len(value) == 1 and (key := next(iter(value))) in _READERS:
        return {_DICT: {f"{key}__": tag(value[key])}}
    return {key: tag(item) for key, item in value.items()}


def _tag_object(value: Any) -> Any:
    if callable(getattr(value, "__html__", None)):
        return {_MARKUP: str(value.__html__())}
    if isinstance(value, UUID):
        return {_UUID: value.hex}
    if isinstance(value, datetime):
        return {_DATE: http_date(value)}
    return value


def untag(value: Any) -> Any:
    """Return what `tag` was given."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: untag(item) for key, item in value.items()}
    if len(found) == 1 and (key := next(iter(found))) in _READERS:
        return _READERS[key](found[key])
    return found


class TaggedJSON:
    """The serializer that itsdangerous is given."""

    @staticmethod
    def dumps(value: Any) -> str:
        """Serialise, tagged and compact."""
        return dumps(tag(value), separators=(",", ":"))

    @staticmethod
    def loads(value: str | bytes) -> Any:
        """Deserialise and remove the tags."""
        return untag(loads(value))
