"""Documents of a snapshot: strings by the name of their field and by pattern, hashes re-made."""

from typing import Any

from migrator.traffic.redaction.passwords import HASH, redacted_hash
from migrator.traffic.redaction.text import TextRedactor


def redacted_document(document: Any, text: TextRedactor, passwords: list[str]) -> Any:
    """The document with stand-ins; ``passwords`` are those typed by whom it speaks of."""
    return _value("", document, text, passwords)


def _value(name: str, value: Any, text: TextRedactor, passwords: list[str]) -> Any:
    if isinstance(value, dict):
        return type(value)((text.text(k), _value(k, v, text, passwords)) for k, v in value.items())
    if isinstance(value, list):
        return [_value(name, item, text, passwords) for item in value]
    if type(value) is bytes:
        return _bytes(name, value, text, passwords)
    if type(value) is str:
        is_hash = HASH.fullmatch(value)
        return redacted_hash(value, passwords, text.replace) if is_hash else text.value(name, value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return _number(name, value, text) if is_number else value


def _bytes(name: str, value: bytes, text: TextRedactor, passwords: list[str]) -> bytes:
    """Binary data that is text, as the hashes that bcrypt returns."""
    try:
        plain = value.decode()
    except UnicodeDecodeError:
        return value
    return str(_value(name, plain, text, passwords)).encode()


def _number(name: str, value: int, text: TextRedactor) -> int:
    new = text.number(name, str(value))
    return type(value)(int(new)) if new != str(value) else value
