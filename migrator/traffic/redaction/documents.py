"""Documents of a snapshot: strings by the name of their field and by pattern, hashes re-made."""

from typing import Any

from migrator.traffic.redaction.passwords import HASH, redacted_hash
from migrator.traffic.redaction.text import TextRedactor


def redacted_document(document: Any, text: TextRedactor, passwords: list[str]) -> Any:
    """The document with stand-ins; ``passwords`` are those typed by whom it speaks of."""
    return _value("", document, text, passwords)


def _value(name: str, value: Any, text: TextRedactor, passwords: list[str]) -> Any:
    if isinstance(value, dict):
        return type(value)((k, _value(k, v, text, passwords)) for k, v in value.items())
    if isinstance(value, list):
        return [_value(name, item, text, passwords) for item in value]
    if type(value) is not str:
        return value
    if HASH.fullmatch(value):
        return redacted_hash(value, passwords, text.replace)
    return text.value(name, value)
