"""One pass over a recording and its copies of the database, which replaces or only finds."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import bson
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument

from migrator.errors import RecordingBroken
from migrator.model.exchange import Exchange
from migrator.project.project import Project
from migrator.steps.recorded_files import RecordedFiles
from migrator.traffic.recording import read_exchanges
from migrator.traffic.redaction.codings import Undecodable
from migrator.traffic.redaction.documents import redacted_document
from migrator.traffic.redaction.messages import redacted_exchange
from migrator.traffic.redaction.names import Names, is_password_name
from migrator.traffic.redaction.stand_ins import StandIns
from migrator.traffic.redaction.text import TextRedactor

_STRONG = 8
_WORDS = frozenset({"secret", "token", "key"})
_MOST_FINDINGS = 10_000
_LARGEST_FORM = 1 << 16
_OPTIONS: CodecOptions[dict[str, Any]] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_MS
)
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a secret stands: never the secret, only its kind and the head of its SHA-256.

    A place that nobody can read is a finding without digest.
    """

    where: str
    kind: str
    digest: str


class Scrubbing:
    """A pass; carries what it found so far. Without a ``key`` nothing is replaced.

    ``known`` are secrets that an earlier pass found by name, to be found wherever they stand.
    """

    def __init__(
        self,
        project: Project,
        files: RecordedFiles,
        key: bytes | None,
        known: Collection[str] = frozenset(),
    ) -> None:
        self.files = files
        self._make = StandIns(key).make if key else None
        there = files.stand_ins
        self._there = frozenset(there.read_text().split() if there.is_file() else ())
        self.stand_ins = set(self._there)
        self.strong: set[str] = set()
        self.findings: dict[Finding, None] = {}
        self.places = self.exchanges = self.documents = 0
        self.where = ""
        self._by_client: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        self.text = TextRedactor(
            Names(**project.settings.redaction), self._replace, known.__contains__
        )

    def read_exchanges(self) -> Iterator[Exchange]:
        """Every exchange, redacted; one that cannot be decoded is a finding and left out."""
        state = ""
        for exchange in read_exchanges(self.files.file, self.files.opened):
            self.where = f"{self.files.file.name}: exchange {exchange.id}"
            self.exchanges += 1
            self._learn(exchange)
            state = exchange.state or state
            try:
                redacted = redacted_exchange(exchange, self.text)
            except Undecodable as problem:
                self.find(str(problem))
                continue
            yield replace(redacted, state=state)  # the state that an exchange left out had met
            state = ""

    def read_documents(self, copy: Path, path: Path) -> Iterator[bytes]:
        """Every document of a file of a copy, redacted; unchanged ones byte by byte.

        Raises:
            RecordingBroken: it is cut off or damaged.
        """
        name = path.relative_to(copy.parent).as_posix()
        try:
            with self.files.opened(path, "rb") as file:
                for number, raw in enumerate(bson.decode_file_iter(file, _RAW)):
                    self.where = f"{name}: {number}"
                    self.documents += 1
                    document = bson.decode(raw.raw, _OPTIONS)
                    found = redacted_document(document, self.text, self._passwords(document))
                    yield bytes(raw.raw) if found == document else bson.encode(found)
        except BSONError as error:
            raise RecordingBroken(f"{path} is cut off or damaged", "record again") from error

    def read_text(self, where: str, text: str) -> str:
        """A text that belongs to a recording, by pattern."""
        self.where = where
        return self.text.text(text)

    def vouch(self, values: Iterable[str]) -> None:
        """These are no secrets, whatever they look like."""
        self._there |= {_digest(value) for value in values}

    def find(self, problem: str) -> None:
        """Note that the place which is read cannot be read."""
        self.places += 1
        self.findings[Finding(self.where, problem, "")] = None

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The places that nobody could read."""
        return tuple(found for found in self.findings if not found.digest)

    def _replace(self, kind: str, value: str) -> str:
        digest = _digest(value)
        if digest in self._there or not any(map(str.isalnum, value)):
            return value
        self.places += 1
        if len(self.findings) < _MOST_FINDINGS:
            self.findings[Finding(self.where, kind, digest)] = None
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
        if b"=" not in exchange.request.body or len(exchange.request.body) > _LARGEST_FORM:
            return
        pairs = parse_qsl(exchange.request.body.decode("latin-1"))
        names, passwords = self._by_client[exchange.session]
        for name, value in pairs:
            is_password = is_password_name(name)
            (passwords if is_password else names).add(
                value if is_password else value.strip().lower()
            )

    def _passwords(self, document: dict[str, Any]) -> list[str]:
        said = {value.lower() for value in document.values() if isinstance(value, str)}
        found = (passwords for names, passwords in self._by_client.values() if names & said)
        return sorted(set().union(*found))


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:16]
