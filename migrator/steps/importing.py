"""Make a recording of what was saved elsewhere: an HTTP Archive or an access log."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from migrator.errors import UsageError
from migrator.introspect.specs import read_specs
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.project.project import Project
from migrator.steps.recorded_app import Stage, filled_database
from migrator.traffic.access_log import LoggedRequest, read_log
from migrator.traffic.har import read_har
from migrator.traffic.recording import FORMAT, RecordingWriter
from migrator.traffic.rules import RuleMatcher

Say = Callable[[str], None]

KINDS = ("har", "log")
_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a ``kind``; ``origin`` is the site of a HAR, ``seed`` fills the database first."""

    kind: str
    file: Path
    origin: str = ""
    seed: str = ""
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of it; ``left_out`` says why something was not taken, and how often."""

    file: str
    exchanges: int
    sessions: int
    routes: int
    unmatched: int
    left_out: tuple[str, ...] = ()


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
    exchanges = [_matched(exchange, matcher) for exchange in found]
    file = source.out or project.recording_file
    snapshot = file.with_name(".snapshot.new")
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, snapshot, ignore_errors=True)
        stage = Stage(project, stack, snapshot, say)
        database = filled_database(stage, source.seed)
        head = RecordingHead(
            format=FORMAT,
            app=project.app,
            began=began.isoformat(timespec="milliseconds"),
            snapshot=database.snapshot,
            source=source.kind,
            notes={"frozen": "no", "imported": source.file.name},
        )
        with RecordingWriter(file, head) as writer:
            for exchange in exchanges:
                writer.write(exchange)
        folder = file.with_name(project.snapshot.name)
        shutil.rmtree(folder, ignore_errors=True)
        snapshot.replace(folder)
    return Imported(
        file=str(file),
        exchanges=len(exchanges),
        sessions=len({exchange.session for exchange in exchanges}),
        routes=len({exchange.rule for exchange in exchanges if exchange.rule}),
        unmatched=sum(not exchange.rule for exchange in exchanges),
        left_out=left_out,
    )


def _matched(exchange: Exchange, matcher: RuleMatcher) -> Exchange:
    endpoint, rule = matcher.match(exchange.request)
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
    lines = list(read_log(source.file))
    requests = [line for line in lines if line is not None]
    safe = [line for line in requests if line.method in _SAFE]
    if not safe:
        raise UsageError(
            f"{source.file} holds no GET request", "a log keeps no bodies, so only GET can be sent"
        )
    reasons = (
        (len(lines) - len(requests), "lines that are no request"),
        (len(requests) - len(safe), "requests other than GET, whose bodies a log does not keep"),
    )
    times = [line.at for line in safe if line.at is not None]
    began = min(times, default=datetime.now(UTC))
    return began, _logged(safe, began), _said(reasons)


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
