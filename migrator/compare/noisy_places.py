"""Where a difference may be noise: its rule, its place without indexes, and the word there."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrator.compare.end_state import DATABASE
from migrator.compare.forms import cut
from migrator.compare.grouping import general
from migrator.compare.shown import ABSENT
from migrator.model.verdict import Difference

_TYPED = frozenset({"session", DATABASE})
_WHOLE = frozenset({"status", "commands", "link", "loop"})
_STRUCTURE = re.compile(
    r"array of \d|object with|document with|fields |keys |\d+ documents|equal$|set( |$)|empty$"
    rf"|\d+ items$|{ABSENT}$"
)
_NO_VALUE = re.compile(r"\((?!root\))|byte \d|.*\(and more\)|.*\(too large to explain\)")
_HIDDEN = re.compile(r"… \(\d+ characters\)$")
_CUT = "…"
_ANOTHER_FORM = " (form)"


class Cell(NamedTuple):
    """Where something can be noise; ``where`` ends with the word where a value has several."""

    endpoint: str
    rule: str
    aspect: str
    where: str

    @property
    def is_of_forms(self) -> bool:
        """Whether whole values differ there, and not one word of a form that stays."""
        return self.where.endswith(_ANOTHER_FORM)


def is_structural(difference: Difference) -> bool:
    """Whether it is more than another value: a type, length, presence; or cut, so not all known."""
    sides = difference.expected, difference.actual
    if difference.aspect in _WHOLE or _NO_VALUE.match(difference.where):
        return True
    if any(_STRUCTURE.match(side) for side in sides):
        return True
    if any(_CUT in side and not _HIDDEN.search(side) for side in sides):
        return True
    if _is_page(difference) and any(side.startswith("<") for side in sides):
        return True
    types = {side.partition(" ")[0] for side in sides}
    return _is_typed(difference) and len(types) > 1


def words_apart(difference: Difference) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each word that differs with its place; one pair of whole values where forms differ."""
    where = general(difference.where)
    left, right = cut(difference.expected), cut(difference.actual)
    if left.form != right.form:
        yield where + _ANOTHER_FORM, (difference.expected, difference.actual)
        return
    for number, pair in enumerate(zip(left.words, right.words, strict=True), 1):
        if pair[0] != pair[1]:
            yield f"{where} word {number}", pair


def _is_typed(difference: Difference) -> bool:
    """Whether both sides begin with the name of a type; texts and pages do not."""
    if difference.aspect == "body":
        return difference.where.startswith(("/", "(root)"))
    return difference.aspect in _TYPED


def _is_page(difference: Difference) -> bool:
    """Whether a body was cut into tags, attributes and texts."""
    if difference.aspect != "body" or _is_typed(difference):
        return False
    return not difference.where.startswith("line")
