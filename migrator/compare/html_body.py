"""Explain two HTML pages that differ: the first element or text, and where in the page it is."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice, zip_longest

from migrator.compare.html_tokens import Kind, Token, tokens
from migrator.compare.shown import ABSENT, shown
from migrator.compare.text_body import explain_text
from migrator.model.verdict import Difference

MAX_CHARACTERS = 1_000_000
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")
_LONGEST_PATH = 12


def explain_html(expected: str, actual: str) -> tuple[Difference, ...]:
    """The first element, attribute or text that differs; the line where only white space does."""
    if max(len(expected), len(actual)) > MAX_CHARACTERS:
        return explain_text(expected, actual)
    pairs = enumerate(zip_longest(tokens(expected), tokens(actual)))
    for number, (left, right) in pairs:
        if left != right:
            page = expected if left else actual
            where = _path(islice(tokens(page), number + 1))
            return (Difference("body", where, _text(left), _text(right)),)
    return explain_text(expected, actual)


def _path(seen: Iterable[Token]) -> str:
    """The elements around the last of the tokens: ``html > body > table > tr[2] > td @class``."""
    path, attribute = _Path(), ""
    *before, last = seen
    for token in before:
        path.step(token)
    if last.kind is Kind.ATTRIBUTE:
        attribute = f" @{last.name}"
    elif last.kind is not Kind.CLOSE:
        path.step(last)
    return f"{' > '.join(path.names[-_LONGEST_PATH:])}{attribute}" or "page"


class _Path:
    """Carries the open elements of a page, each with its place among those of its name."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._tags: list[str] = []
        self._open: Counter[str] = Counter()
        self._children: list[Counter[str]] = [Counter()]
        self._is_void = False

    def step(self, token: Token) -> None:
        """Go one token on; an element without content stays open until the next token."""
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
