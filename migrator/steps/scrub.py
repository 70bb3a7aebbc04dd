"""Scrub a recording: secrets and personal data, in it and in its snapshot, become stand-ins."""

import hashlib
import os
import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import bson
from bson.codec_options import CodecOptions, DatetimeConversion

from migrator.errors import EvidenceMissing, UsageError
from migrator.model.exchange import Exchange
from migrator.project.project import Project
from migrator.steps.states import FOLDER
from migrator.traffic.recording import RecordingWriter, read_exchanges, read_head
from migrator.traffic.redaction.documents import redacted_document
from migrator.traffic.redaction.codings import Undecodable
from migrator.traffic.redaction.messages import redacted_exchange
from migrator.traffic.redaction.names import Names, is_password_name
from migrator.traffic.redaction.stand_ins import StandIns
from migrator.traffic.redaction.text import TextRedactor
from migrator.twins.snapshot import snapshot_digest

STAND_INS = "stand-ins.txt"
_READY = ".scrubbed"
_KEY_BYTES = 32
_STRONG = 8
_WORDS = frozenset({"secret", "token", "key"})
_OPTIONS: CodecOptions[dict[str, Any]] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_MS
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a secret stands: never the secret, only its kind and the head of its SHA-256."""

    where: str
    kind: str
    digest: str


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """How many exchanges and documents were read, and what was replaced or found."""

    file: str
    exchanges: int
    documents: int
    findings: tuple[Finding, ...]


class _Scrubbing:
    """One pass over a recording and its snapshot; carries what it found so far."""

    def __init__(self, project: Project, file: Path, key: bytes | None, known: set[str]) -> None:
        self._file, self.snapshot = file, file.with_name(project.snapshot.name)
        self._make = StandIns(key).make if key else None
        path = file.with_name(STAND_INS)
        self._there = frozenset(path.read_text().split() if path.is_file() else ())
        self.stand_ins = set(self._there)
        self.strong: set[str] = set()
        self.findings: dict[Finding, None] = {}
        self.counts = [0, 0]
        self.where = ""
        self._by_client: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        self.text = TextRedactor(
            Names(**project.settings.redaction), self._replace, known.__contains__
        )

    def exchanges(self) -> Iterator[Exchange]:
        """Every exchange, redacted."""
        for exchange in read_exchanges(self._file):
            self.where = f"{self._file.name}: exchange {exchange.id}"
            self.counts[0] += 1
            self._learn(exchange)
            try:
                yield redacted_exchange(exchange, self.text)
            except Undecodable as problem:
                self.findings[Finding(self.where, str(problem), "")] = None

    def documents(self, path: Path) -> Iterator[bytes]:
        """Every document of a file of the snapshot, redacted; unchanged ones byte by byte."""
        with path.open("rb") as file:
            for document in bson.decode_file_iter(file, _OPTIONS):
                self.where = f"{path.relative_to(self.snapshot)}: {self.counts[1]}"
                self.counts[1] += 1
                found = redacted_document(document, self.text, self._passwords(document))
                yield bson.encode(found)

    def _replace(self, kind: str, value: str) -> str:
        if _digest(value) in self._there or not any(map(str.isalnum, value)):
            return value
        self.findings[Finding(self.where, kind, _digest(value))] = None
        is_mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
        if kind in _WORDS and len(value) >= _STRONG and is_mixed:
            self.strong.add(value)
        if self._make is None:
            return value
        found = self._make(kind, value)
        self.stand_ins.add(_digest(found))
        return found

    def _learn(self, exchange: Exchange) -> None:
        """Which passwords a client typed, and what else it typed with them."""
        if b"=" not in exchange.request.body or len(exchange.request.body) > 1 << 16:
            return
        pairs = parse_qsl(exchange.request.body.decode("latin-1"))
        names, passwords = self._by_client[exchange.session]
        for name, value in pairs:
            (passwords if is_password_name(name) else names).add(
                value.strip().lower() if not is_password_name(name) else value
            )

    def _passwords(self, document: dict[str, Any]) -> list[str]:
        said = {value.lower() for value in document.values() if isinstance(value, str)}
        found = (passwords for names, passwords in self._by_client.values() if names & said)
        return sorted(set().union(*found))


def scrub(project: Project, recording: Path | None = None) -> Scrubbed:
    """Put stand-ins into a recording and its snapshot, both or neither.

    Raises:
        RecordingMissing: nothing was recorded.
        UsageError: a body cannot be decoded, or the recording has copies from a test suite.
        EvidenceMissing: the snapshot is not the one that it began with.
    """
    file, snapshot = _places(project, recording)
    _finish(file, snapshot)
    head = read_head(file)
    if snapshot_digest(snapshot) != head.snapshot:
        raise EvidenceMissing(f"{snapshot} is not the database it began with", "record again")
    if any(exchange.state for exchange in read_exchanges(file)):
        raise UsageError(f"{file} has copies of the database from a suite; these are not scrubbed")
    key = _key(project)
    first = _pass_over(_Scrubbing(project, file, key, set()))
    broken = [found for found in first.findings if not found.digest]
    if broken:
        raise UsageError(f"{broken[0].where}: {broken[0].kind}", "nothing was written")
    last = _Scrubbing(project, file, key, first.strong)
    fresh, ready = file.with_name(".scrub.new"), file.with_name(_READY)
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(snapshot, fresh / snapshot.name)
    list(last.exchanges())  # whose password is whose must be known before the documents
    for path in sorted(snapshot.rglob("*.bson")):
        with (fresh / snapshot.name / path.relative_to(snapshot)).open("wb") as out:
            out.writelines(last.documents(path))
    digest = snapshot_digest(fresh / snapshot.name)
    head = replace(head, snapshot=digest, notes={**_notes(head.notes), "redacted": "yes"})
    findings, counts = tuple(last.findings), tuple(last.counts)
    with RecordingWriter(fresh / file.name, head) as writer:
        for exchange in last.exchanges():
            writer.write(exchange)
    (fresh / STAND_INS).write_text("".join(f"{item}\n" for item in sorted(last.stand_ins)))
    fresh.replace(ready)
    _finish(file, snapshot)
    shutil.rmtree(project.state / "databases", ignore_errors=True)
    return Scrubbed(str(file), counts[0], counts[1], findings)


def check(project: Project, recording: Path | None = None) -> Scrubbed:
    """What a recording, its snapshot, the logs and the verdict still hold; nothing is written.

    Raises:
        RecordingMissing: nothing was recorded.
    """
    file, _ = _places(project, recording)
    seen = _pass_over(_Scrubbing(project, file, None, set()))
    for copy in sorted(file.with_name(FOLDER).glob("*")):
        where = f"{FOLDER}/{copy.name}"
        seen.findings[Finding(where, "a copy of the database that nobody scrubbed", "")] = None
    for path in (project.verdict_file, *sorted(project.logs.glob("*"))):
        if path.is_file():
            with path.open(encoding="utf-8", errors="replace") as lines:
                for number, line in enumerate(lines, 1):
                    seen.where = f"{path.name}:{number}"
                    seen.text.text(line)
    return Scrubbed(str(file), seen.counts[0], seen.counts[1], tuple(seen.findings))


def _pass_over(scrubbing: _Scrubbing) -> _Scrubbing:
    for _ in scrubbing.exchanges():
        pass
    snapshot = scrubbing.snapshot
    for path in sorted(snapshot.rglob("*.bson")):
        for _ in scrubbing.documents(path):
            pass
    return scrubbing


def _places(project: Project, recording: Path | None) -> tuple[Path, Path]:
    file = recording or project.recording_file
    read_head(file)
    return file, file.with_name(project.snapshot.name)


def _finish(file: Path, snapshot: Path) -> None:
    """Move what is ready into place; a run that was killed in between is finished by the next."""
    ready = file.with_name(_READY)
    if not ready.is_dir():
        return
    if (ready / snapshot.name).is_dir():
        shutil.rmtree(snapshot, ignore_errors=True)
        (ready / snapshot.name).replace(snapshot)
    for name in (STAND_INS, file.name):
        if (ready / name).is_file():
            (ready / name).replace(file.with_name(name))
    ready.rmdir()


def _notes(notes: Any) -> dict[str, str]:
    return {name: text for name, text in notes.items() if name != "warning"}


def _key(project: Project) -> bytes:
    """The project's key, made when there is none; only its owner may read it."""
    path = project.state / "redaction.key"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
    return bytes.fromhex(path.read_text())


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:16]
