"""Compare what two databases hold after the same traffic: documents, types, indexes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from migrator.compare.document import compare_documents, typed
from migrator.compare.shown import ABSENT, shown
from migrator.model.verdict import Difference

SOME_FOUND = 20
INDEXES = "$indexes"
DATABASE = "database"
"""The aspect of what the databases hold."""
_NOT_MEANT = frozenset({"ns", "v"})

Document = Mapping[str, Any]
State = Mapping[str, Sequence[Document]]
"""Decoded documents by collection, and index descriptions by ``<collection>$indexes``."""


def judge_end_state(legacy: State, new: State, *, most: int = SOME_FOUND) -> tuple[Difference, ...]:
    """The differences of two databases, ``most`` a collection, and one that says there are more."""
    return tuple(
        difference
        for name in sorted(legacy.keys() | new.keys())
        for difference in _cut(_collection(name, legacy.get(name), new.get(name)), name, most)
    )


def _collection(
    name: str, legacy: Sequence[Document] | None, new: Sequence[Document] | None
) -> Iterator[Difference]:
    if legacy is None or new is None:
        yield Difference(DATABASE, name, _contents(legacy), _contents(new))
        return
    if name.endswith(INDEXES):
        yield from _indexes(name, legacy, new)
        return
    left, right = (
        {_key(document.get("_id")): document for document in side} for side in (legacy, new)
    )
    for key, document in left.items():
        if key not in right:
            yield Difference(DATABASE, _place(name, document), typed(document), ABSENT)
        else:
            yield from _fields(name, document, right[key])
    for key, document in right.items():
        if key not in left:
            yield Difference(DATABASE, _place(name, document), ABSENT, typed(document))


def _fields(name: str, expected: Document, actual: Document) -> Iterator[Difference]:
    for path, left, right in compare_documents(expected, actual):
        where = _place(name, expected) + (f".{path}" if path else "")
        yield Difference(DATABASE, where, left, right)


def _indexes(
    name: str, legacy: Sequence[Document], new: Sequence[Document]
) -> Iterator[Difference]:
    left, right = ({str(item["name"]): _options(item) for item in side} for side in (legacy, new))
    for index in sorted(left.keys() | right.keys()):
        expected, actual = left.get(index), right.get(index)
        if expected != actual:
            yield Difference(DATABASE, f"{name}.{index}", _index(expected), _index(actual))


def _options(description: Document) -> dict[str, Any]:
    """What an index does; the order of its keys is part of that."""
    keys = description.get("key", ())
    pairs = keys.items() if isinstance(keys, Mapping) else keys
    rest = {k: v for k, v in description.items() if k not in _NOT_MEANT | {"key", "name"}}
    return {"key": [tuple(pair) for pair in pairs], **rest}


def _index(options: dict[str, Any] | None) -> str:
    if options is None:
        return ABSENT
    keys = ", ".join(f"{field} {direction}" for field, direction in options["key"])
    rest = ", ".join(f"{name}={value}" for name, value in options.items() if name != "key")
    return shown(f"{keys} ({rest})" if rest else keys)


def _key(identity: Any) -> tuple[str, str]:
    return type(identity).__name__, repr(identity)


def _place(name: str, document: Document) -> str:
    return f"{name}[{shown(str(document.get('_id')), 60)}]"


def _contents(documents: Sequence[Document] | None) -> str:
    if documents is None:
        return ABSENT
    return f"{len(documents)} documents"


def _cut(differences: Iterator[Difference], name: str, most: int) -> Iterator[Difference]:
    yield from islice(differences, most)
    more = sum(1 for _ in differences)
    if more:
        yield Difference(DATABASE, f"{name} (and more)", "equal", f"{more} more differences")
