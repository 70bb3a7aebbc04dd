"""Cut a value into its form and its words, so that only the word that moves is taken for noise.

``12 at 2026-11-28T12:03`` has the form ``w w dddd-dd-ddTdd:dd`` and three words, as a time moves
as a whole: one that is ``28/11/2026`` has another form, and a total in the same sentence is a word
of its own.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from migrator.model.noise import Shape

_DATES = r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4}"
_CLOCK = r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
_WHOLE = re.compile(
    rf"(?<![0-9A-Za-z])(?P<time>(?:{_DATES})(?:[T ]{_CLOCK})?|{_CLOCK})(?![0-9])"
    r"|[0-9A-Za-z_\-+/=%]{16,}"
)
_DIGIT, _LETTERS = re.compile("[0-9]"), re.compile("[A-SU-Za-z]+")
_WORD = re.compile(r"[0-9A-Za-z]+")
_KINDS = (("9", "0-9"), ("f", "a-f"), ("z", "g-z"), ("F", "A-F"), ("Z", "G-Z"), ("-", r"_\-+/="))
_SEEN = tuple((mark, re.compile(f"[{characters}]")) for mark, characters in _KINDS)
_WIDER = {"f": "z", "F": "Z"}
_PARTS = (re.compile("[a-z]"), re.compile("[A-Z]"))
_AMONG = re.compile("[A-Za-z][0-9]|[0-9][A-Za-z]")
_TURN = re.compile("[a-z][A-Z]")
_LEAST_TURNS = 3


class Cut(NamedTuple):
    """A value as its form and its words in their order."""

    form: str
    words: tuple[str, ...]


def cut(value: str) -> Cut:
    """The form and the words; a time is one word, and a long mix of letters and digits.

    So base64 has one form, and is as long in an address as anywhere.
    """
    words: list[str] = []
    form: list[str] = []
    end = 0
    for match in _WHOLE.finditer(value):
        plain = unquote(match[0])
        if match["time"] or _is_mixed(plain):
            _cut_plain(value[end : match.start()], form, words)
            form.append(_LETTERS.sub("a", _DIGIT.sub("d", match[0])) if match["time"] else "t")
            words.append(plain)
            end = match.end()
    _cut_plain(value[end:], form, words)
    return Cut("".join(form), tuple(words))


def _is_mixed(text: str) -> bool:
    """Whether letters of both cases have digits among them, or cases that keep turning.

    A digit that stands alone, as in ``Chair-Green-7``, is a word of its own.
    """
    if not all(part.search(text) for part in _PARTS):
        return False
    return bool(_AMONG.search(text)) or len(_TURN.findall(text)) >= _LEAST_TURNS


def _cut_plain(text: str, form: list[str], words: list[str]) -> None:
    matches = list(_WORD.finditer(text))
    ends = [0, *(match.end() for match in matches)]
    starts = [*(match.start() for match in matches), len(text)]
    form.append("w".join(text[end:start] for end, start in zip(ends, starts, strict=True)))
    words.extend(match[0] for match in matches)


def shape(words: Iterable[str]) -> Shape:
    """What these words have in common: every kind of character and every length among them."""
    found = tuple(words)
    together = "".join(found)
    marks = "".join(mark for mark, pattern in _SEEN if pattern.search(together))
    lengths = [len(word) for word in found]
    return Shape(marks, min(lengths), max(lengths))


def joined(left: Shape, right: Shape) -> Shape:
    """The shape that both have a place in."""
    marks = "".join(mark for mark, _ in _KINDS if mark in left.characters + right.characters)
    return Shape(marks, min(left.shortest, right.shortest), max(left.longest, right.longest))


def fits(word: str, known: Shape) -> bool:
    """Whether a word looks like those that were seen; where lengths vary, one more or less does."""
    slack = int(known.shortest != known.longest)
    if not known.shortest - slack <= len(word) <= known.longest + slack:
        return False
    return all(
        mark in known.characters or _WIDER.get(mark, mark) in known.characters
        for mark in shape((word,)).characters
    )
