"""Explain two HTML pages that differ: the first element or text, and where in the page it is."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import zip_longest
from typing import NamedTuple

from migrator.compare.shown import ABSENT, shown
from migrator.compare.text_body import explain_text
from migrator.model.verdict import Difference

MAX_CHARACTERS = 1_000_000
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr")


class _Token(NamedTuple):
    """A tag, an attribute or a text of a page; ``path`` names the elements around it."""

    path: str
    text: str


class _Tokens(HTMLParser):
    """Carries the open elements while the standard parser walks the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[_Token] = []
        self._open: list[str] = []
        self._counts: list[dict[str, int]] = [{}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        counts = self._counts[-1]
        counts[tag] = counts.get(tag, 0) + 1
        name = f"{tag}[{counts[tag]}]" if counts[tag] > 1 else tag
        path = " > ".join([*self._open, name])
        self.found.append(_Token(path, f"<{tag}>"))
        self.found += [_Token(f"{path} @{key}", f'{key}="{value or ""}"') for key, value in attrs]
        if not _VOID.fullmatch(tag):
            self._open.append(name)
            self._counts.append({})

    def handle_endtag(self, tag: str) -> None:
        self._add(f"</{tag}>")
        names = [name.partition("[")[0] for name in self._open]
        if tag not in names:
            return
        depth = len(names) - 1 - names[::-1].index(tag)
        del self._open[depth:], self._counts[depth + 1 :]

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self._add(text)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._add(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._add(f"<!{decl}>")

    def _add(self, text: str) -> None:
        self.found.append(_Token(" > ".join(self._open), text))


def explain_html(expected: str, actual: str) -> tuple[Difference, ...]:
    """The first element, attribute or text that differs; the line where only white space does."""
    if max(len(expected), len(actual)) > MAX_CHARACTERS:
        return explain_text(expected, actual)
    pairs = zip_longest(_tokens(expected), _tokens(actual))
    found = next(_unequal(pairs), None)
    return (found,) if found else explain_text(expected, actual)


def _tokens(page: str) -> list[_Token]:
    parser = _Tokens()
    parser.feed(page)
    parser.close()
    return parser.found


def _unequal(pairs: Iterable[tuple[_Token | None, _Token | None]]) -> Iterator[Difference]:
    for left, right in pairs:
        if left != right:
            token = left or right
            where = (token.path if token else "") or "page"
            yield Difference("body", where, _text(left), _text(right))


def _text(token: _Token | None) -> str:
    return ABSENT if token is None else shown(token.text)
