"""Scrub a recording: secrets and personal data, in it and in its snapshot, become stand-ins."""

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.errors import EvidenceMissing, RecordingBroken, UsageError
from migrator.project.project import Project
from migrator.steps.recorded_files import RecordedFiles
from migrator.steps.scrubbing import Finding, Scrubbing
from migrator.traffic.recording import RecordingWriter, read_head
from migrator.twins.snapshot import snapshot_digest

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """How many exchanges and documents were read, and what was replaced or found.

    ``places`` counts every time; ``findings`` names the first 10,000.
    """

    file: str
    exchanges: int
    documents: int
    findings: tuple[Finding, ...]
    places: int = 0


def scrub(project: Project, recording: Path | None = None, *, keep: bool = True) -> Scrubbed:
    """Put stand-ins into a recording and its copies of the database, all or none.

    Without ``keep`` the result is thrown away, and its findings are what would be replaced.

    Raises:
        RecordingMissing: nothing was recorded.
        RecordingBroken: a line or a file of it is cut off.
        UsageError: a body cannot be decoded.
        EvidenceMissing: the snapshot is not the one that it began with.
    """
    files = RecordedFiles(recording or project.recording_file)
    files.finish()
    if snapshot_digest(files.snapshot) != read_head(files.file).snapshot:
        raise EvidenceMissing(f"{files.snapshot} is not the database it began with", "record again")
    with files.fresh("scrubbed") as fresh:
        key = redaction_key(project) if keep else secrets.token_bytes(_KEY_BYTES)
        first, _ = redact(project, files, fresh, key)
        if first.broken:
            raise UsageError(f"{first.broken[0].where}: {first.broken[0].kind}", "nothing was kept")
        if not keep:
            return _scrubbed(files, first)
        files.take(fresh)
    shutil.rmtree(project.state / "databases", ignore_errors=True)
    return _scrubbed(files, first)


def check(project: Project, recording: Path | None = None) -> Scrubbed:
    """What a recording, its copies of the database, logs, verdict and specs still hold.

    Nothing is written; what cannot be read is a finding.

    Raises:
        RecordingMissing: nothing was recorded.
        RecordingBroken: a line or a file of it is cut off.
    """
    files = RecordedFiles(recording or project.recording_file)
    read_head(files.file)
    first = _read(Scrubbing(project, files, None))
    seen = _read(Scrubbing(project, files, None, first.strong))
    for copy in files.copies():
        for path in _files(copy):
            if path.suffix not in {".bson", ".json"}:
                seen.where = path.relative_to(copy.parent).as_posix()
                seen.find("a file that is no part of a copy of the database")
    for path in _around(project):
        _look(seen, project, path)
    return _scrubbed(files, seen)


def redact(
    project: Project, source: RecordedFiles, target: RecordedFiles, key: bytes
) -> tuple[Scrubbing, Scrubbing]:
    """Write the redacted recording of ``source`` into ``target``, exchange by exchange.

    The first pass finds what is secret, the second replaces it wherever it stands. Exchanges that
    cannot be decoded are left out and are findings of the first.

    Raises:
        RecordingBroken: a line or a file of it is cut off.
    """
    first = _read(Scrubbing(project, source, key))
    last = Scrubbing(project, source, key, first.strong)
    for _ in last.read_exchanges():
        pass  # whose password is whose must be known before the documents
    states = {
        copy.name: _redacted_copy(last, source, copy, target.states)
        for copy in source.copies()
        if copy != source.snapshot
    }
    digest = _redacted_copy(last, source, source.snapshot, target.file.parent)
    (target.file.parent / digest).replace(target.snapshot)
    head = read_head(source.file, source.opened)
    notes = {name: text for name, text in head.notes.items() if name != "warning"}
    head = replace(head, snapshot=digest, notes={**notes, "redacted": "yes"})
    with RecordingWriter(target.file, head) as writer:
        for exchange in last.read_exchanges():
            writer.write(replace(exchange, state=_state(states, exchange.state)))
    write_stand_ins(target, last)
    return first, last


def write_stand_ins(files: RecordedFiles, seen: Scrubbing) -> None:
    """List the digests of what redaction has put there: they are no findings."""
    files.stand_ins.write_text("".join(f"{item}\n" for item in sorted(seen.stand_ins)))


def redaction_key(project: Project) -> bytes:
    """The project's key, made when there is none; only its owner may read it."""
    path = project.state / "redaction.key"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
    key = bytes.fromhex(path.read_text())
    if len(key) != _KEY_BYTES:
        raise UsageError(f"{path} is cut off", "restore it, or delete it for other stand-ins")
    return key


def _scrubbed(files: RecordedFiles, seen: Scrubbing) -> Scrubbed:
    counts = (seen.exchanges, seen.documents)
    return Scrubbed(str(files.file), *counts, tuple(seen.findings), seen.places)


def _read(scrubbing: Scrubbing) -> Scrubbing:
    for _ in scrubbing.read_exchanges():
        pass
    files = scrubbing.files
    for copy in files.copies():
        for path in _files(copy):
            _redacted_file(scrubbing, files, copy, path, None)
    return scrubbing


def _redacted_copy(last: Scrubbing, source: RecordedFiles, copy: Path, into: Path) -> str:
    """One copy of the database, redacted, in a folder of ``into`` that its digest names."""
    fresh = into / "fresh"
    fresh.mkdir(parents=True)
    for path in _files(copy):
        _redacted_file(last, source, copy, path, fresh / path.relative_to(copy))
    digest = snapshot_digest(fresh)
    if (into / digest).exists():
        shutil.rmtree(fresh)
    else:
        fresh.replace(into / digest)
    return digest


def _redacted_file(
    scrubbing: Scrubbing, source: RecordedFiles, copy: Path, path: Path, new: Path | None
) -> None:
    """A file of a copy, into ``new`` when there is one: documents, or how a collection is made."""
    if path.suffix == ".bson":
        parts = scrubbing.read_documents(copy, path)
    else:
        with source.opened(path, "rb") as file:
            text = file.read().decode("utf-8", "surrogateescape")
        where = path.relative_to(copy.parent).as_posix()
        parts = iter([scrubbing.read_text(where, text).encode("utf-8", "surrogateescape")])
    if new is None:
        for _ in parts:
            pass
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    with new.open("wb") as out:
        out.writelines(parts)


def _files(copy: Path) -> list[Path]:
    return sorted(path for path in copy.rglob("*") if path.is_file())


def _state(states: Mapping[str, str], name: str) -> str:
    if name and name not in states:
        raise RecordingBroken(f"the copy {name} of the database is missing", "record again")
    return states[name] if name else ""


def _around(project: Project) -> list[Path]:
    """What the tools wrote beside the recording: verdict, logs, specs."""
    folders = (project.verdicts, project.logs, project.route_specs)
    found = (project.verdict_file, *(path for folder in folders for path in folder.glob("*")))
    return sorted(path for path in found if path.is_file())


def _look(seen: Scrubbing, project: Project, path: Path) -> None:
    """A file of the tools, line by line; the digests that they write there are no secrets."""
    name = path.relative_to(project.root).as_posix()
    seen.where = name
    read = seen.text.line if path.parent == project.logs else seen.text.text
    try:
        if path.parent != project.logs:
            seen.vouch(_digests(path))
        with path.open(encoding="utf-8", errors="surrogateescape") as lines:
            for number, line in enumerate(lines, 1):
                seen.where = f"{name}:{number}"
                read(line)
    except OSError as error:
        seen.find(f"cannot be read: {error.strerror}")


def _digests(path: Path) -> list[str]:
    try:
        data = json.loads(path.read_bytes())
    except ValueError:
        return []
    tables = (data.get(name) for name in ("digests", "files")) if isinstance(data, dict) else ()
    return [
        value
        for table in tables
        if isinstance(table, dict)
        for value in table.values()
        if isinstance(value, str)
    ]
