"""Two answers to one request, as a unified diff for people."""

import difflib
import json
from collections.abc import Iterator

from migrator.model.exchange import Answer

_NAMES = ("Flask", "FastAPI")
_LINES = 200
_QUIET = frozenset({"date", "server", "connection", "keep-alive", "transfer-encoding"})


def answers_diff(legacy: Answer, new: Answer) -> Iterator[str]:
    """The lines in which the answers differ, with three around each; nothing when they are equal.

    JSON bodies are indented first, so that a field is a line; values of cookies are left out.
    """
    before, after = _lines(legacy), _lines(new)
    found = difflib.unified_diff(before, after, *_NAMES, lineterm="")
    for number, line in enumerate(found):
        if number == _LINES:
            yield "... and more"
            return
        yield line


def _lines(answer: Answer) -> list[str]:
    headers = sorted(
        f"{name.title()}: {_without_value(name, value)}"
        for name, value in answer.headers
        if name.lower() not in _QUIET
    )
    return [f"HTTP {answer.status}", *headers, "", *_body(answer.body)]


def _without_value(name: str, value: str) -> str:
    if name.lower() != "set-cookie":
        return value
    cookie, _, attributes = value.partition(";")
    return f"{cookie.partition('=')[0]}=...;{attributes}"


def _body(body: bytes) -> list[str]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return [f"({len(body)} bytes that are no text)"]
    try:
        value = json.loads(text)
    except ValueError:
        return text.splitlines()
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()
