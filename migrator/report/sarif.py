"""Refused and threaded constructs as SARIF 2.1.0, for code scanning."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from migrator.model.translation import Grade, Reason, RouteTranslation

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Grade.REFUSED: "warning", Grade.THREADED: "note", Grade.ASYNC: "none"}


def sarif(routes: Iterable[RouteTranslation], version: str, prefix: str = "") -> dict[str, Any]:
    """A SARIF log; each place is one result, however many routes meet it there.

    ``prefix`` is the path from the repository's root to the application's sources.
    """
    found: dict[tuple[Grade, Reason], list[str]] = {}
    for route in routes:
        for reason in route.reasons:
            found.setdefault((route.grade, reason), []).append(f"{route.endpoint} ({route.rule})")
    constructs = sorted({reason.construct for _, reason in found})
    results = [
        _result(grade, reason, names, prefix) for (grade, reason), names in sorted(found.items())
    ]
    driver = {
        "name": "migrator",
        "version": version,
        "rules": [{"id": name, "shortDescription": {"text": name}} for name in constructs],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(grade: Grade, reason: Reason, routes: list[str], prefix: str) -> Mapping[str, Any]:
    todo = f" {reason.todo}" if reason.todo else ""
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(f"{prefix}{reason.file}")}}
    if reason.line > 0:
        location["region"] = {"startLine": reason.line}
    return {
        "ruleId": reason.construct,
        "level": _LEVELS[grade],
        "message": {"text": f"{reason.why}.{todo} Routes: {', '.join(sorted(set(routes)))}"},
        "locations": [{"physicalLocation": location}],
    }
