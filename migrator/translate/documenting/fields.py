"""Values read of a request: query parameters, headers, cookies, fields of forms and of JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One value read of a request: where it stands, and what is known of it.

    ``place`` is query, header, cookie, form, files or json; ``kind`` an OpenAPI type or empty;
    ``default`` is None where none is known; ``required`` when no answer but an error is possible
    without it.
    """

    place: str
    name: str
    kind: str = ""
    default: Any = None
    required: bool = False
    many: bool = False


def optional(fields: Iterable[Field]) -> list[Field]:
    """The same where nothing is sure to be read."""
    return [replace(item, required=False) if item.required else item for item in fields]


def merged(fields: Iterable[Field]) -> list[Field]:
    """One field for each place and name; what two reads disagree about is left open."""
    found: dict[tuple[str, str], Field] = {}
    for item in fields:
        known = found.setdefault((item.place, item.name), item)
        kinds = {known.kind, item.kind} - {""}
        found[item.place, item.name] = Field(
            item.place,
            item.name,
            kind=kinds.pop() if len(kinds) == 1 else "",
            default=known.default if known.default == item.default else None,
            required=known.required or item.required,
            many=known.many or item.many,
        )
    return sorted(found.values(), key=lambda item: (item.place, item.name))
