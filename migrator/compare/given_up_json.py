"""Write a JSON body again as Flask would have: sorted, escaped, with HTTP dates and a newline."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from migrator.compare.json_text import Branch, Node, compact, indented, read, reordered, write

Change = Callable[[bytes, bytes], bytes | None]
"""From Flask's body and FastAPI's to FastAPI's as Flask would write it; None where it is not so."""
_ESCAPED = re.compile("[\x7f-\U0010ffff]")
_Step = Callable[[Node, Node], Node]


def detail(body: bytes) -> str | None:
    """The text of ``{"detail": text}``; None for any other body."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    found = value.get("detail") if isinstance(value, dict) and len(value) == 1 else None
    return found if isinstance(found, str) else None


def escaped(legacy: bytes, new: bytes) -> bytes | None:
    """ASCII, as Python's ``ensure_ascii`` writes it."""
    try:
        old_text, text = legacy.decode(), new.decode()
    except UnicodeDecodeError:
        return None
    if _ESCAPED.search(old_text):
        return None
    return _ESCAPED.sub(lambda found: json.dumps(found[0])[1:-1], text).encode()


def sorted_keys(legacy: bytes, new: bytes) -> bytes | None:
    """The keys of objects in Flask's order, where that is the sorted one."""
    return _walked(legacy, new, _sorted)


def http_dates(legacy: bytes, new: bytes) -> bytes | None:
    """Flask's spelling of dates, where both are the same second."""
    return _walked(legacy, new, _dated)


def laid_out(legacy: bytes, new: bytes) -> bytes | None:
    """A newline at the end, and lines and indents where Flask has them."""
    if not legacy.endswith(b"\n") or new.endswith(b"\n"):
        return None
    trees = read(legacy), read(new)
    if trees[0] is None or trees[1] is None:
        return new + b"\n"
    is_indented = write(indented(trees[0])) + "\n" == legacy.decode()
    is_compact = write(compact(trees[1])) == new.decode()
    if not (is_indented and is_compact):
        return new + b"\n"
    return write(indented(trees[1])).encode() + b"\n"


def _walked(legacy: bytes, new: bytes, step: _Step) -> bytes | None:
    trees = read(legacy), read(new)
    if trees[0] is None or trees[1] is None:
        return None
    return write(_walk(trees[0], trees[1], step)).encode()


def _walk(legacy: Node, new: Node, step: _Step) -> Node:
    """Take a step at each pair of values that stand at the same place."""
    new = step(legacy, new)
    if isinstance(legacy, str) or isinstance(new, str) or legacy.is_object != new.is_object:
        return new
    if not legacy.is_object:
        if len(legacy.members) != len(new.members):
            return new
        pairs = zip(legacy.members, new.members, strict=True)
        return replace(new, members=tuple(_walk(*pair, step) for pair in pairs))
    theirs = dict(zip(legacy.keys, legacy.members, strict=True))
    ours = zip(new.keys, new.members, strict=True)
    members = (_walk(theirs[key], item, step) if key in theirs else item for key, item in ours)
    return replace(new, members=tuple(members))


def _sorted(legacy: Node, new: Node) -> Node:
    if isinstance(legacy, str) or isinstance(new, str) or not legacy.is_object:
        return new
    if sorted(legacy.keys) != sorted(new.keys) or len(set(new.keys)) != len(new.keys):
        return new
    return reordered(new, legacy.keys) if new.keys and _is_sorted(legacy) else new


def _is_sorted(branch: Branch) -> bool:
    """Whether keys are sorted, as text or (Python sorts before it writes) as numbers."""
    keys = [str(json.loads(key)) for key in branch.keys]
    if keys == sorted(keys):
        return True
    try:
        numbers = [float(key) for key in keys]
    except ValueError:
        return False
    return numbers == sorted(numbers)


def _dated(legacy: Node, new: Node) -> Node:
    if not isinstance(legacy, str) or not isinstance(new, str) or legacy == new:
        return new
    text, space = new.rstrip(), new[len(new.rstrip()) :]
    old_text = legacy.rstrip()
    if not (old_text.endswith(' GMT"') and text.startswith('"')):
        return new
    try:
        then = parsedate_to_datetime(json.loads(old_text))
        spelled = json.loads(text)
        now = datetime.fromisoformat(spelled)
    except ValueError:
        return new
    if spelled not in {now.isoformat(), now.date().isoformat()}:
        return new  # Python reads more spellings than it writes
    now = now if now.tzinfo else now.replace(tzinfo=UTC)
    return old_text + space if now.replace(microsecond=0) == then else new
