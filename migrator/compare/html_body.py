"""Explain two HTML pages that differ: the first element or text, and where in the page it is."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest

from migrator.compare.html_tokens import Kind, Token, tokens
from migrator.compare.shown import ABSENT, cut_off, shown
from migrator.compare.text_body import explain_text
from migrator.model.verdict import Difference

MAX_CHARACTERS = 1_000_000
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
_LONGEST_PATH = 12


def explain_html(expected: str, actual: str, most: int = 1) -> tuple[Difference, ...]:
    """The element, attribute or text that differs; the line where only white space does.

    As many as ``most`` are named, up to where the two pages are no longer built alike.
    """
    if max(len(expected), len(actual)) > MAX_CHARACTERS:
        return explain_text(expected, actual, most)
    pieces = _apart(expected, actual)
    found = tuple(islice(pieces, 1) if most == 1 else cut_off(pieces, most, "body"))
    return found or explain_text(expected, actual, most)


def _apart(expected: str, actual: str) -> Iterator[Difference]:
    path = _Path()
    for left, right in zip_longest(tokens(expected), tokens(actual)):
        if left is not None and left == right:
            path.go(left)
            continue
        if token := left or right:
            yield Difference("body", path.step(token), _text(left), _text(right))
        if left is None or right is None or left[:2] != right[:2]:
            return


class _Path:
    """Carries the open elements of a page, each with its place among those of its name."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._tags: list[str] = []
        self._open: Counter[str] = Counter()
        self._children: list[Counter[str]] = [Counter()]
        self._is_void = False

    def step(self, token: Token) -> str:
        """Go one token on and say where it is: ``html > body > table > tr[2] > td @class``.

        An element without content stays open until the next token.
        """
        if token.kind is Kind.CLOSE:
            where = self._where()
            self.go(token)
            return where
        self.go(token)
        return self._where(f" @{token.name}" if token.kind is Kind.ATTRIBUTE else "")

    def _where(self, attribute: str = "") -> str:
        return f"{' > '.join(self.names[-_LONGEST_PATH:])}{attribute}" or "page"

    def go(self, token: Token) -> None:
        """Go one token on."""
        if self._is_void and token.kind is not Kind.ATTRIBUTE:
            self._close()
        if token.kind is Kind.OPEN:
            self._enter(token.name)
        elif token.kind is Kind.CLOSE and self._open[token.name]:
            while self._tags[-1] != token.name:
                self._close()
            self._close()

    def _enter(self, tag: str) -> None:
        self._children[-1][tag] += 1
        count = self._children[-1][tag]
        self.names.append(f"{tag}[{count}]" if count > 1 else tag)
        self._tags.append(tag)
        self._open[tag] += 1
        self._children.append(Counter())
        self._is_void = _VOID.fullmatch(tag) is not None

    def _close(self) -> None:
        self._open[self._tags.pop()] -= 1
        self.names.pop()
        self._children.pop()
        self._is_void = False


def _text(token: Token | None) -> str:
    return ABSENT if token is None else shown(token.text)
