"""Make a recording of what was saved elsewhere: an HTTP Archive or an access log."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from migrator.errors import UsageError
from migrator.introspect.specs import read_specs
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.project.project import Project
from migrator.steps.raw_recording import raw_recording
from migrator.steps.recorded_app import Stage, filled_database
from migrator.steps.recorded_files import RecordedFiles
from migrator.traffic.access_log import LoggedRequest, read_log
from migrator.traffic.har import read_har
from migrator.traffic.recording import FORMAT, RecordingWriter
from migrator.traffic.rules import RuleMatcher

Say = Callable[[str], None]

KINDS = ("har", "log")
_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a ``kind``; ``origin`` is the site of a HAR, ``seed`` fills the database first.

    With ``redacts`` no secret is written.
    """

    kind: str
    file: Path
    origin: str = ""
    seed: str = ""
    out: Path | None = None
    redacts: bool = True


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of it; ``left_out`` says why something was not taken, and how often."""

    file: str
    exchanges: int
    sessions: int
    routes: int
    unmatched: int
    left_out: tuple[str, ...] = ()
    redacted: int = 0


def import_traffic(project: Project, source: Source, say: Say) -> Imported:
    """Write the recording, and beside it the database that it begins with.

    Raises:
        UsageError: the file is not of that kind, or holds nothing to replay.
        SpecStale: the application was never inspected.
        CouldNotRun: the database could not be filled or copied.
    """
    if source.kind not in KINDS:
        raise UsageError(f"{source.kind!r} cannot be imported", f"what can: {', '.join(KINDS)}")
    matcher = RuleMatcher(read_specs(project.route_specs).routes)
    began, found, left_out = (_archive if source.kind == "har" else _log)(source)
    files = RecordedFiles(source.out or project.recording_file)
    files.finish()
    counted = _Counted(matcher)
    with raw_recording(project, files, say, redacts=source.redacts) as raw:
        with ExitStack() as stack:
            stage = Stage(raw.project, stack, raw.files.snapshot, say, raw.files.opened)
            database = filled_database(stage, source.seed)
        head = RecordingHead(
            format=FORMAT,
            app=project.app,
            began=began.isoformat(timespec="milliseconds"),
            snapshot=database.snapshot,
            source=source.kind,
            notes={"frozen": "no", "imported": source.file.name},
        )
        with RecordingWriter(raw.files.file, head, raw.files.opened) as writer:
            for exchange in found:
                writer.write(counted.matched(exchange))
        redacted, unreadable = raw.keep()
    return Imported(
        file=str(files.file),
        exchanges=writer.count,
        sessions=len(counted.sessions),
        routes=len(counted.rules),
        unmatched=counted.unmatched,
        left_out=(*left_out, *unreadable),
        redacted=redacted,
    )


class _Counted:
    """Gives exchanges their rules; carries what was counted of them."""

    def __init__(self, matcher: RuleMatcher) -> None:
        self._matcher = matcher
        self.sessions: set[str] = set()
        self.rules: set[str] = set()
        self.unmatched = 0

    def matched(self, exchange: Exchange) -> Exchange:
        endpoint, rule = self._matcher.match(exchange.request)
        self.sessions.add(exchange.session)
        self.unmatched += not rule
        self.rules |= {rule} - {""}
        return replace(exchange, endpoint=endpoint, rule=rule)


def _archive(source: Source) -> tuple[datetime, Iterable[Exchange], tuple[str, ...]]:
    found = read_har(source.file, source.origin)
    reasons = (
        (found.elsewhere, f"requests to other sites than {found.origin}"),
        (found.unanswered, "requests that the server did not answer, or the browser did"),
        (found.without_body, "bodies that were not saved, though there were some"),
    )
    return found.began, found.exchanges, _said(reasons)


def _log(source: Source) -> tuple[datetime, Iterable[Exchange], tuple[str, ...]]:
    if not source.file.is_file():
        raise UsageError(f"there is no file {source.file}")
    read = requests = safe = 0
    first: datetime | None = None
    for line in read_log(source.file):  # read twice, so that a log of any length can be imported
        read += 1
        requests += line is not None
        if line is not None and line.method in _SAFE:
            safe += 1
            if line.at is not None:
                first = min(first or line.at, line.at)
    if not safe:
        raise UsageError(
            f"{source.file} holds no GET request", "a log keeps no bodies, so only GET can be sent"
        )
    reasons = (
        (read - requests, "lines that are no request"),
        (requests - safe, "requests other than GET, whose bodies a log does not keep"),
    )
    began = first or datetime.now(UTC)
    again = (line for line in read_log(source.file) if line and line.method in _SAFE)
    return began, _logged(again, began), _said(reasons)


def _logged(lines: Iterable[LoggedRequest], began: datetime) -> Iterator[Exchange]:
    """A client of a log is an address with its browser; what was answered is only a status."""
    for number, line in enumerate(lines, 1):
        pairs = (("Host", line.host or "localhost"), ("User-Agent", line.agent))
        headers = tuple(pair for pair in pairs if pair[1])
        at = (line.at - began).total_seconds() if line.at else 0.0
        yield Exchange(
            number,
            f"{line.client} {line.agent}".strip() or "log",
            round(max(at, 0.0), 3),
            Request(line.method, line.target, headers),
            Answer(line.status or 200),
        )


def _said(reasons: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(f"{count} {what}" for count, what in reasons if count)
