"""Puts a rule back on Flask by itself when the new side answers too many server errors.

Keeps no Flask behaviour; it goes when the last rule is live and Flask is gone.
"""

import json
import logging
import os
import tempfile
from collections import defaultdict, deque
from datetime import UTC, datetime
from pathlib import Path

from .cutover_table import Budget, CutoverWatch

log = logging.getLogger("migrator.cutover")

LEDGER = "migration-ledger.ndjson"
_SERVER_ERROR = 500


class ErrorBudget:
    """Remembers the last answers of the new side, rule by rule."""

    def __init__(self, watch: CutoverWatch) -> None:
        self._watch = watch
        self._answers: dict[str, deque[bool]] = defaultdict(deque)

    def answered(self, rule: str, status: int, budget: Budget) -> None:
        """Count an answer of the new side; the one that exceeds the budget rolls the rule back."""
        placement = self._watch.current().moved.get(rule)
        if placement is None or placement.stage == "shadow":
            return  # it began before the rule was moved back
        answers = self._answers[rule]
        answers.append(status >= _SERVER_ERROR)
        while len(answers) > budget.window:
            answers.popleft()
        errors = sum(answers) if answers[-1] else 0
        if errors <= budget.errors:
            return
        why = {"by": "error budget", "errors": str(errors), "of": str(len(answers))}
        del self._answers[rule]
        self._watch.roll_back(rule)
        log.error("%s is back on Flask: %s of %s answers failed", rule, errors, why["of"])
        try:
            _write_down(self._watch.path, rule, why)
        except (OSError, ValueError) as error:
            # The rule is back in memory already; the next start would read the old file.
            log.error("%s could not be rewritten: %s", self._watch.path, error)


def _write_down(path: Path, rule: str, why: dict[str, str]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    patterns = data.setdefault("patterns", {})
    if patterns.get(rule, {}).get("stage", "legacy") in {"legacy", "shadow"}:
        return  # another worker, or a person, was faster
    before = patterns[rule]["stage"]
    patterns[rule] = {"stage": "legacy"}
    _replace(path, json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    event = {
        "format": 1,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": "rollback",
        "subject": rule,
        "detail": {**why, "from": before, "to": "legacy"},
    }
    with (path.parent / LEDGER).open("ab") as ledger:
        line = json.dumps(event, sort_keys=True, ensure_ascii=False)
        ledger.write(line.encode() + b"\n")


def _replace(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
