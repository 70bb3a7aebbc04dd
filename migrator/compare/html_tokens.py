"""Cut a page into tags, attributes and texts, in time that grows with its length and no faster.

The standard library's parser takes minutes on a page of unclosed tags; for saying where two pages
part, and only for that, cutting is enough.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s<>/]*)(?P<rest>[^<>]*)>")
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_TEXT = re.compile(r"<?[^<]*")
_ATTRIBUTE = re.compile(r"""([^\s=/"'][^\s=/]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?""")
_RAW = frozenset({"script", "style", "textarea", "title"})


class Kind(Enum):
    """What a token is; the children of an element stand between its open and its close."""

    OPEN = "open"
    ATTRIBUTE = "attribute"
    CLOSE = "close"
    TEXT = "text"


class Token(NamedTuple):
    """A piece of a page; ``name`` is that of the element or the attribute."""

    kind: Kind
    name: str
    text: str


def tokens(page: str) -> Iterator[Token]:
    """The tokens of a page; white space between words counts once, between elements not at all."""
    position = 0
    while position < len(page):
        if page.startswith("<!--", position):
            end = _after(page, "-->", position)
            yield Token(Kind.TEXT, "", page[position:end])
            position = end
        elif tag := _TAG.match(page, position):
            yield from _tag(tag)
            position = tag.end()
            if not tag["end"] and (name := tag["name"].lower()) in _RAW:
                end = _before(page, f"</{name}", position)
                yield from _text(page[position:end])
                position = end
        else:
            found = _DECLARATION.match(page, position) or _TEXT.match(page, position)
            end = found.end() if found else len(page)
            yield from _text(page[position:end])
            position = end


def _tag(tag: re.Match[str]) -> Iterator[Token]:
    name = tag["name"].lower()
    if tag["end"]:
        yield Token(Kind.CLOSE, name, f"</{name}>")
        return
    yield Token(Kind.OPEN, name, f"<{name}>")
    for attribute in _ATTRIBUTE.finditer(tag["rest"]):
        yield Token(Kind.ATTRIBUTE, attribute[1], attribute[0])


def _text(text: str) -> Iterator[Token]:
    if clean := " ".join(text.split()):
        yield Token(Kind.TEXT, "", clean)


def _after(page: str, mark: str, position: int) -> int:
    found = page.find(mark, position)
    return len(page) if found < 0 else found + len(mark)


def _before(page: str, mark: str, position: int) -> int:
    found = page.find(mark, position)
    return len(page) if found < 0 else found
