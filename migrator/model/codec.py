"""Turn model values into JSON and back, driven by their dataclass fields.

Bytes become text where they are clean UTF-8 and ``{"base64": ...}`` where they are not, so that a
recording stays readable. Fields that hold their default are left out, unknown keys are refused.
"""

import base64
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """``value`` as what ``json.dumps`` accepts."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_json(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) != _default(field)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return _bytes_to_json(value)
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_json(item) for item in value]
    return value


def from_json(cls: type[T], data: Any) -> T:
    """The ``cls`` that ``to_json`` made ``data`` from.

    Raises:
        ValueError: ``data`` has another shape; the message names the field.
    """
    result: T = _decode(cls, data, cls.__name__)
    return result


def _default(field: "Field[Any]") -> Any:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return MISSING


def _bytes_to_json(value: bytes) -> str | dict[str, str]:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _decode(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _decode_union(get_args(kind), data, where)
    if origin is tuple:
        return _decode_tuple(get_args(kind), data, where)
    if origin is not None and issubclass(origin, Mapping):
        return _decode_mapping(get_args(kind)[1], data, where)
    if isinstance(kind, type) and is_dataclass(kind):
        return _decode_dataclass(kind, data, where)
    return _decode_scalar(kind, data, where)


def _decode_scalar(kind: Any, data: Any, where: str) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if kind is bytes:
        return base64.b64decode(data["base64"]) if isinstance(data, Mapping) else data.encode()
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if kind in {str, int, float, bool}:
        _expect(type(data) is kind, where, kind.__name__, data)
    return data


def _decode_mapping(kind: Any, data: Any, where: str) -> Any:
    _expect(isinstance(data, Mapping), where, "an object", data)
    return {key: _decode(kind, item, f"{where}.{key}") for key, item in data.items()}


def _decode_union(options: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None:
        _expect(type(None) in options, where, "a value", data)
        return None
    real = [option for option in options if option is not type(None)]
    return _decode(real[0], data, where) if len(real) == 1 else data


def _decode_tuple(arguments: tuple[Any, ...], data: Any, where: str) -> Any:
    _expect(isinstance(data, list | tuple), where, "a list", data)
    if len(arguments) == 2 and arguments[1] is ...:  # noqa: PLR2004 (tuple[X, ...])
        return tuple(_decode(arguments[0], item, f"{where}[{n}]") for n, item in enumerate(data))
    _expect(len(arguments) == len(data), where, f"{len(arguments)} items", data)
    pairs = zip(arguments, data, strict=True)
    return tuple(_decode(kind, item, f"{where}[{n}]") for n, (kind, item) in enumerate(pairs))


def _decode_dataclass(cls: type, data: Any, where: str) -> Any:
    _expect(isinstance(data, Mapping), where, "an object", data)
    known = {field.name: field for field in fields(cls)}
    unknown = set(data) - set(known)
    _expect(not unknown, where, f"only known keys, not {', '.join(sorted(unknown))}", "")
    hints = _hints(cls)
    values = {name: _decode(hints[name], item, f"{where}.{name}") for name, item in data.items()}
    missing = [n for n, field in known.items() if n not in values and _default(field) is MISSING]
    _expect(not missing, where, f"the keys {', '.join(missing)}", "nothing")
    return cls(**values)


def _expect(holds: bool, where: str, wanted: str, got: Any) -> None:  # noqa: FBT001 (an assertion)
    if not holds:
        shown = f", found {got!r:.40}" if got != "" else ""
        raise ValueError(f"{where} should have {wanted}{shown}")
