"""Compare ``Set-Cookie`` headers: order, names, values, attributes; sessions by what they hold."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from migrator.compare.context import JudgeContext
from migrator.compare.sessions import judge_session
from migrator.compare.shown import ABSENT, hidden, shown
from migrator.compare.web_token import explain_tokens
from migrator.model.exchange import Answer
from migrator.model.verdict import Difference, Excuse

_TOLERATED_SECONDS = 2
EXPIRES = Excuse("cookie-expires", "both sides count from their own clock; within 2 seconds (N3)")


class Cookie(NamedTuple):
    """A parsed ``Set-Cookie``: attributes in their order and spelling."""

    name: str
    value: str
    attributes: tuple[tuple[str, str], ...]

    @property
    def folded(self) -> dict[str, str]:
        """The attributes by lower-case name."""
        return {name.lower(): value for name, value in self.attributes}


def judge_cookies(
    legacy: Answer, new: Answer, context: JudgeContext
) -> Iterator[Difference | Excuse]:
    """Differences and used tolerances of the cookies that two answers set."""
    raw = _raw(legacy), _raw(new)
    if raw[0] == raw[1]:
        return
    left, right = (tuple(parse(header) for header in side) for side in raw)
    found: list[Difference | Excuse] = [*_names(left, right)]
    for cookie, other in _paired(left, right):
        if cookie != other:
            found += _pair(cookie, other, context)
    yield from found
    if not any(isinstance(it, Difference) for it in found):
        yield from _spelling(*raw)


def parse(header: str) -> Cookie:
    """The parts of one ``Set-Cookie`` header."""
    first, *rest = header.split(";")
    name, _, value = first.partition("=")
    attributes = (part.partition("=") for part in rest)
    return Cookie(
        name.strip(),
        value.strip(),
        tuple((key.strip(), text.strip()) for key, _, text in attributes),
    )


def _raw(answer: Answer) -> tuple[str, ...]:
    return tuple(value for name, value in answer.headers if name.lower() == "set-cookie")


def _names(left: tuple[Cookie, ...], right: tuple[Cookie, ...]) -> Iterator[Difference]:
    names = [cookie.name for cookie in left], [cookie.name for cookie in right]
    if names[0] == names[1]:
        return
    if sorted(names[0]) == sorted(names[1]):
        yield Difference("cookie", "order", ", ".join(names[0]), ", ".join(names[1]))
        return
    for name in dict.fromkeys([*names[0], *names[1]]):
        counts = names[0].count(name), names[1].count(name)
        if counts[0] != counts[1]:
            yield Difference("cookie", name, _times(counts[0]), _times(counts[1]))


def _spelling(expected: tuple[str, ...], actual: tuple[str, ...]) -> Iterator[Difference]:
    """Headers that mean the same and are spelled otherwise, in white space or the last ``=``."""
    for left, right in zip(expected, actual, strict=True):
        if _spelled(left) != _spelled(right):
            yield Difference("cookie", "spelling", shown(left), shown(right), cause="K4")
            return


def _spelled(header: str) -> list[str]:
    """What stands around the names and values of a header."""
    parts = (part.partition("=") for part in header.split(";"))
    return [
        piece
        for name, equals, value in parts
        for piece in (*_around(name), equals, *_around(value))
    ]


def _around(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _times(count: int) -> str:
    return {0: ABSENT, 1: "set"}.get(count, f"set {count} times")


def _paired(left: tuple[Cookie, ...], right: tuple[Cookie, ...]) -> Iterator[tuple[Cookie, Cookie]]:
    """The first cookie of a name with the first of that name on the other side, and so on."""
    waiting = list(right)
    for cookie in left:
        other = next((item for item in waiting if item.name == cookie.name), None)
        if other is not None:
            waiting.remove(other)
            yield cookie, other


def _pair(cookie: Cookie, other: Cookie, context: JudgeContext) -> Iterator[Difference | Excuse]:
    if cookie.value != other.value:
        if cookie.name == context.session_cookie and cookie.value and other.value:
            yield from judge_session(cookie.value, other.value, context)
        elif claims := explain_tokens(cookie.name, cookie.value, other.value, "cookie"):
            yield from claims
        else:
            yield Difference("cookie", cookie.name, hidden(cookie.value), hidden(other.value))
    yield from _attributes(cookie, other)


def _attributes(cookie: Cookie, other: Cookie) -> Iterator[Difference | Excuse]:
    left, right = cookie.folded, other.folded
    for name in dict.fromkeys([*left, *right]):
        values = left.get(name), right.get(name)
        if values[0] == values[1]:
            continue
        if name == "expires" and _close(*values):
            yield EXPIRES
        else:
            sides = _side(values[0]), _side(values[1])
            yield Difference("cookie", f"{cookie.name} {name}", *sides)
    spelled = [name for name, _ in cookie.attributes], [name for name, _ in other.attributes]
    if left.keys() == right.keys() and spelled[0] != spelled[1]:
        sides = "; ".join(spelled[0]), "; ".join(spelled[1])
        yield Difference("cookie", f"{cookie.name} attributes", *sides)
    if spelled[0] == spelled[1] and len(spelled[0]) != len(left):
        yield from _repeated(cookie, other)


def _repeated(cookie: Cookie, other: Cookie) -> Iterator[Difference]:
    """An attribute given twice: the last one counts, but the bytes may differ in the first."""
    for (name, value), (_, text) in zip(cookie.attributes, other.attributes, strict=True):
        if value != text:
            yield Difference("cookie", f"{cookie.name} {name.lower()}", shown(value), shown(text))


def _side(value: str | None) -> str:
    if value is None:
        return ABSENT
    return shown(value) or "given"


def _close(expected: str | None, actual: str | None) -> bool:
    times = _time(expected), _time(actual)
    if times[0] is None or times[1] is None:
        return False
    return abs((times[0] - times[1]).total_seconds()) <= _TOLERATED_SECONDS


def _time(value: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(value or "")
    except ValueError:
        return None
