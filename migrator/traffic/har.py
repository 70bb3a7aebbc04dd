"""Exchanges from an HTTP Archive 1.2, as browsers and proxies save it.

Source: the HAR 1.2 specification, http://www.softwareishard.com/blog/har-12-spec/. An archive may
be larger than the memory: it is read once to know what stands where, and then entry by entry in
the order of time.
"""

import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from migrator.errors import UsageError
from migrator.model.exchange import Exchange
from migrator.traffic.har_exchange import (
    Entry,
    began_at,
    exchange_of,
    is_answered,
    lacks_body,
    origin_of,
)
from migrator.traffic.har_file import HarFile, Placed, open_har

CREATOR = "migrator"
_LACKING = (AttributeError, LookupError, TypeError, ValueError)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class _Site:
    """Where its answered entries stand, and when they began; carries what was counted of it."""

    asked: int = 0
    without_body: int = 0
    error: str = ""
    ticks: "array[int]" = field(default_factory=lambda: array("q"))
    starts: "array[int]" = field(default_factory=lambda: array("q"))
    ends: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, placed: Placed, began: datetime) -> None:
        """Take note of an answered entry; what the first lacks that lacks something is kept."""
        self.ticks.append((began - _EPOCH) // _TICK)
        self.starts.append(placed.start)
        self.ends.append(placed.end)
        try:
            exchange_of(placed.entry, 0, 0.0, "")
            self.without_body += lacks_body(placed.entry)
        except _LACKING as error:
            self.error = self.error or f"an entry lacks {error}"


class Exchanges:
    """The exchanges of a site in the order of their time, read whenever they are asked for."""

    def __init__(self, path: Path, site: _Site, *, is_ours: bool) -> None:
        self._path = path
        self._site = site
        self._is_ours = is_ours
        self._order = array("q", sorted(range(len(site.ticks)), key=site.ticks.__getitem__))

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Exchange]:
        first = self._site.ticks[self._order[0]]
        for number, (at, entry) in enumerate(self._entries(), 1):
            seconds = round((self._site.ticks[at] - first) / 1e6, 3)
            # A browser is one session; our own export says in each entry whose it was.
            session = str(entry.get("comment")) if self._is_ours else self._path.stem
            yield exchange_of(entry, number, seconds, session)

    @property
    def began(self) -> datetime:
        """When the first began, in the time zone of the HAR."""
        return began_at(next(self._entries())[1])

    def _entries(self) -> Iterator[tuple[int, Entry]]:
        with open_har(self._path) as file:
            for at in self._order:
                file.seek(self._site.starts[at])
                yield at, json.loads(file.read(self._site.ends[at] - self._site.starts[at]))


@dataclass(frozen=True, slots=True)
class Archive:
    """What a HAR holds of one site: its exchanges, when the first began, and what was left out.

    ``elsewhere`` counts requests to other sites, ``unanswered`` those that the browser answered by
    itself or gave up, ``without_body`` those whose bodies were not saved.
    """

    origin: str
    began: datetime
    exchanges: Exchanges
    elsewhere: int = 0
    unanswered: int = 0
    without_body: int = 0


def read_har(path: Path, origin: str = "") -> Archive:
    """The exchanges of one site, ``origin`` as ``https://host`` (default: the one asked most).

    Raises:
        UsageError: it is no HAR, or holds nothing of that site.
    """
    sites, is_ours = _surveyed(path)
    name = origin.rstrip("/") or max(sites, key=lambda name: sites[name].asked, default="")
    site = sites.get(name)
    if site is None:
        known = ", ".join(sites) or "nothing"
        raise UsageError(f"{path} holds no request to {name or 'any site'}", f"it has {known}")
    if not site.ticks:
        raise UsageError(f"{path} holds no answer of {name}", "save it while the page loads")
    if site.error:
        raise _broken(path, site.error)
    exchanges = Exchanges(path, site, is_ours=is_ours)
    return Archive(
        origin=name,
        began=exchanges.began,
        exchanges=exchanges,
        elsewhere=sum(other.asked for other in sites.values()) - site.asked,
        unanswered=site.asked - len(exchanges),
        without_body=site.without_body,
    )


def _surveyed(path: Path) -> tuple[dict[str, _Site], bool]:
    """What is known of each site after one reading, and whether the file is an export of ours."""
    sites: dict[str, _Site] = {}
    try:
        with open_har(path) as file:
            har = HarFile(file)
            for placed in har.entries():
                _survey(placed, sites, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except (RecursionError, ValueError) as error:
        raise _broken(path, str(error)) from error
    creator = har.log.get("creator")
    return sites, isinstance(creator, dict) and creator.get("name") == CREATOR


def _survey(placed: Placed, sites: dict[str, _Site], path: Path) -> None:
    entry = placed.entry
    if not isinstance(entry, dict):
        raise _broken(path, "its entries are no list of objects")
    try:
        began = began_at(entry)
    except _LACKING as error:
        raise _broken(path, "an entry does not say when it began") from error
    try:
        name, answered = origin_of(entry), is_answered(entry)
    except _LACKING as error:
        raise _broken(path, f"an entry lacks {error}") from error
    site = sites.setdefault(name, _Site())
    site.asked += 1
    if answered:
        site.add(placed, began)


def _broken(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} is not an HTTP Archive: {why}", "save it again as HAR 1.2")
