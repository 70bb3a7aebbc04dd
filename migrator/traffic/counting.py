"""How often each rule is asked, counted in a recording or in the access log of a web server."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrator.errors import UsageError
from migrator.model.exchange import Request
from migrator.model.reach import Traffic
from migrator.model.route import RouteSpec
from migrator.traffic.access_log import read_log
from migrator.traffic.recording import read_exchanges
from migrator.traffic.rules import RuleMatcher

_Counted = tuple[str, str, str]


def count_traffic(path: Path, routes: Iterable[RouteSpec]) -> Traffic:
    """The requests per rule in ``path``: a recording, or lines in common, combined or JSON format.

    Raises:
        UsageError: there is no such file, or nothing in it is a request.
        RecordingBroken: it is a recording, but cannot be read.
    """
    if not path.is_file():
        raise UsageError(
            f"there is no file {path}", "give a recording or an access log with --traffic"
        )
    counts = Counter(_recorded(path) if _is_recording(path) else _logged(path))
    unreadable = counts.pop(None, 0)
    if not counts:
        raise UsageError(
            f"no line of {path} is a request",
            "it has to be a recording, or an access log in common, combined or JSON format",
        )
    matcher = RuleMatcher(routes)
    found: Counter[tuple[str, str]] = Counter()
    for asked, count in counts.items():
        if asked is not None:
            method, target, host = asked
            headers = (("host", host),) if host else ()
            found[matcher.match(Request(method, target, headers))] += count
    unmatched = found.pop(("", ""), 0)
    return Traffic(path.name, dict(found), unmatched, unreadable)


def _is_recording(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline()
    try:
        head = json.loads(first)
    except ValueError:
        return False
    return isinstance(head, dict) and {"format", "app", "began"} <= head.keys()


def _recorded(path: Path) -> Iterator[_Counted | None]:
    for exchange in read_exchanges(path):
        request = exchange.request
        host = next((value for name, value in request.headers if name.lower() == "host"), "")
        yield request.method, request.path, host


def _logged(path: Path) -> Iterator[_Counted | None]:
    """Each request without its query, which no rule asks for: there are far fewer of these."""
    for line in read_log(path):
        yield (line.method, line.target.partition("?")[0], line.host) if line else None
