"""Write docs/parity.md from the differential tests: `python -m tests.parity_table`.

A test is differential when it sends to both servers (fixtures `pair` and `extensions`). It names
its rows in the case ("R1: ...") or in its own name (`test_c5_...`). A range ("J1-J13") is shared
by its rows: which of its cases proves which row is not said, so it is counted apart.
"""

import contextlib
import io
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "parity.md"
LIST = ROOT / "tests" / "compat" / "rows.toml"
PLACES = ["tests/compat", *(f"--ignore=tests/compat/{n}" for n in ("edge", "switches", "versions"))]
FIXTURES = {"pair", "extensions"}
ROW = re.compile(r"([A-Z])(\d+)(?:\s*-\s*[A-Z]?(\d+))?(?![\d-])")


def rows_of(text):
    """Return the rows that a name claims alone, and those it claims as a range."""
    alone, shared = set(), set()
    for letter, first, last in ROW.findall(text):
        numbers = range(int(first), int(last or first) + 1)
        (shared if last else alone).update(f"{letter}{n}" for n in numbers)
    return alone, shared


def names_of(item):
    """Return the texts in which a test names its rows."""
    prefix = re.match(r"test_((?:(?:[a-z]\d+|to|and)_)+)", item.originalname or item.name)
    if prefix:
        yield prefix[1].upper().replace("_TO_", "-").replace("_", " ")
    values = getattr(getattr(item, "callspec", None), "params", {}).values()
    yield from (value.row.partition(":")[0] for value in values if hasattr(value, "row"))


class Claims:
    """What the collected tests claim: row -> (its own cases, shared cases, files)."""

    def __init__(self):
        self.alone, self.shared = defaultdict(int), defaultdict(int)
        self.files = defaultdict(set)

    def pytest_collection_finish(self, session):
        for item in session.items:
            if not FIXTURES & set(item.fixturenames):
                continue
            alone, shared = rows_of(" ".join(names_of(item)))
            for rows, counts in ((alone, self.alone), (shared - alone, self.shared)):
                for row in rows:
                    counts[row] += 1
                    self.files[row].add(item.path.name)


def collect():
    claims, output = Claims(), io.StringIO()
    with contextlib.redirect_stdout(output):
        code = pytest.main(
            ["--collect-only", "-q", "-p", "no:cacheprovider", *PLACES], plugins=[claims]
        )
    if code:
        raise SystemExit(output.getvalue())
    return claims


def outcome_of(row, claims, listed):
    """Return the outcome and its reason or files. Raises ValueError for a contradiction."""
    reasons = [(k, rows[row]) for k, rows in listed.items() if k != "rows" and row in rows]
    proven = claims.alone[row] or claims.shared[row]
    if len(reasons) + bool(proven) != 1:
        raise ValueError(f"{row}: {reasons} and {proven} differential cases: exactly one is wanted")
    if reasons:
        return reasons[0][0].replace("_", " "), reasons[0][1]
    outcome = "equal" if claims.alone[row] else "equal (shared)"
    return outcome, ", ".join(sorted(claims.files[row]))


def page(claims, listed):
    """Return the text of docs/parity.md."""
    lines, figures = [], defaultdict(int)
    for row, text in listed["rows"].items():
        tag, _, behaviour = text.partition(" ")
        outcome, where = outcome_of(row, claims, listed)
        figures[outcome] += tag == "V"
        counts = f"{claims.alone[row]} | {claims.shared[row]}"
        lines.append(f"| {row} | {tag} | {behaviour} | {outcome} | {counts} | {where} |")
    total = sum(figures.values())
    summary = " · ".join(f"{name}: {n}" for name, n in sorted(figures.items()) if n)
    share = 100 * (figures["equal"] + figures["equal (shared)"]) / total
    return "\n".join(
        [
            "# Parity with Flask, row by row",
            "",
            "Generated from the tests by `python -m tests.parity_table`; do not edit.",
            "A case sends one raw request, or one sequence, to Flask under gunicorn and to compat",
            "under uvicorn and compares the answers. *Own* cases name the row; *shared* cases name",
            "a range of rows, and do not say which of them each case proves. *Open* rows have no",
            "differential case yet.",
            "",
            f"Rows observed on Flask (V): {total}. {summary}.",
            f"Equal, shared ones included: {share:.1f}%.",
            "",
            "| row | tag | behaviour | outcome | own | shared | where or why |",
            "|---|---|---|---|---|---|---|",
            *lines,
            "",
        ]
    )


def main():
    text = page(collect(), tomllib.loads(LIST.read_text("utf-8")))
    if "--check" not in sys.argv:
        PAGE.write_text(text, "utf-8")
        return 0
    return (
        0 if PAGE.read_text("utf-8") == text else "docs/parity.md: run python -m tests.parity_table"
    )


if __name__ == "__main__":
    sys.exit(main())
