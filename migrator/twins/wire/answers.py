"""The answers of a server, by question: collected while recording, read for playing.

One line a question. Documents are kept as their bytes (base64), beside what they are about.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bson

from migrator.errors import FormatUnknown
from migrator.project.files import write_atomic
from migrator.twins.wire.questions import (
    answer_of,
    cursor_in_answer,
    cursor_of,
    place_of,
    with_any_ids,
    with_number,
)

FORMAT = 1
_NOT_OURS = "record it anew with this version of migrator"


@dataclass(slots=True)
class Answers:
    """Every question with its answers in their order; one when all are equal.

    ``hello`` is what the server said of itself. An empty answer is that of a write that nobody
    waits for.
    """

    hello: bytes = b""
    by_question: dict[bytes, list[bytes]] = field(default_factory=dict)

    def add(self, question: bytes, document: bytes) -> None:
        """Note one more answer."""
        document = answer_of(document) if document else b""
        place = cursor_in_answer(document) if document else None
        if place is not None:
            document = with_number(document, place, cursor_of(question))
        self.by_question.setdefault(question, []).append(document)
        loose = with_any_ids(question)
        if loose is not None and loose != question and _went_well(document):
            self.by_question.setdefault(loose, []).append(document)

    def of(self, question: bytes) -> list[bytes] | None:
        """The recorded answers to this question, or to an insert of the same with other ids."""
        found = self.by_question.get(question)
        if found is None and (loose := with_any_ids(question)) is not None:
            return self.by_question.get(loose)
        return found

    @property
    def differing(self) -> int:
        """How many questions were answered in more than one way."""
        return sum(len(set(answers)) > 1 for answers in self.by_question.values())

    def save(self, path: Path) -> None:
        """Write all of it."""
        head = {"format": FORMAT, "hello": _text(self.hello)}
        lines = [json.dumps(line, ensure_ascii=False) for line in (head, *self._lines())]
        write_atomic(path, ("\n".join(lines) + "\n").encode())

    def _lines(self) -> Iterator[Mapping[str, Any]]:
        for question, answers in self.by_question.items():
            place = place_of(question)
            kept = answers if len(set(answers)) > 1 else answers[:1]
            yield {
                "database": place.database,
                "command": place.command,
                "collection": place.collection,
                "question": _text(question),
                "answers": [_text(answer) for answer in kept],
            }


def load_answers(path: Path) -> Answers:
    """The answers in a file.

    Raises:
        FormatUnknown: it is not one of a recording.
    """
    try:
        with path.open(encoding="utf-8") as file:
            head = json.loads(next(file))
            if head["format"] != FORMAT:
                said = f"{path} has format {head['format']}, expected {FORMAT}"
                raise FormatUnknown(said, _NOT_OURS)
            found = Answers(b64decode(head["hello"]))
            for line in map(json.loads, file):
                answers = [b64decode(answer) for answer in line["answers"]]
                found.by_question[b64decode(line["question"])] = answers
    except OSError as error:
        raise FormatUnknown(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise FormatUnknown(f"{path} holds no recorded answers: {error}", _NOT_OURS) from error
    return found


def _went_well(document: bytes) -> bool:
    if not document:
        return True
    said = bson.decode(document)
    return bool(said.get("ok")) and not said.keys() & {"writeErrors", "writeConcernError"}


def _text(document: bytes) -> str:
    return b64encode(document).decode()
