"""Write docs/parity.md from the differential tests: `python -m tests.parity_table`.

A test is differential when it sends to both servers (FIXTURES). It names
its rows in the case ("R1: ...") or in its own name (`test_c5_...`). A range ("J1-J13") would not
say which of its cases proves which row: it is refused.
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
FIXTURES = {"pair", "extensions", "strangled"}
WITNESS = "uvicorn_ports"
OUTCOMES = ("server", "refused", "open")
BUT_FOR_THE_SERVER = "equal but for the server"
HEAD = [
    "# Parity with Flask, row by row",
    "",
    "Generated from the tests by `python -m tests.parity_table`; do not edit.",
    "A case sends one raw request, or one sequence, to Flask under gunicorn and to compat",
    "under uvicorn, compares the answers, and names the row it proves. *Open* rows have no",
    "differential case yet. *Server*: the two servers differ, whatever the application does.",
    "",
]
KNOWN = ("server", "compat")
DIFFERENCES = [
    "## Known differences",
    "",
    "Each is shown by a test. Those of the *server* are shown by requests whose same bytes go to a",
    "third: the same Flask on uvicorn, which answers as compat does; h11 and httptools are the two",
    "parsers that uvicorn may have. All cases above are sent with h11, and with httptools by the slow",
    "tests: these are equal but for the unknown methods named below.",
    "",
    "| row or name | of | difference | requests |",
    "|---|---|---|---|",
]
ROW = re.compile(r"([ABCEJKPQRSTX])(\d+)(?:\s*-\s*[A-Z]?(\d+))?(?![\d-])")


def rows_of(text):
    """Return the row that a name claims, if any. Raises ValueError for more than one."""
    found = set()
    for letter, number, last in ROW.findall(text):
        if last:
            raise ValueError(f"{text!r} names a range of rows: name each")
        found.add(letter + number)
    if len(found) > 1:
        raise ValueError(f"{text!r} names several rows: one case proves one")
    return found


def names_of(item):
    """Return the texts in which a test names its rows."""
    prefix = re.match(r"test_((?:(?:[a-z]\d+|to|and)_)+)", item.originalname or item.name)
    if prefix:
        yield prefix[1].upper().replace("_TO_", "-").replace("_", " ")
    values = getattr(getattr(item, "callspec", None), "params", {}).values()
    yield from (value.row.partition(":")[0] for value in values if hasattr(value, "row"))


class Claims:
    """What the collected tests claim: row -> its cases and files; known differences -> requests.

    A known difference is one of the servers when the witness is asked too.
    """

    def __init__(self):
        self.cases, self.files = defaultdict(int), defaultdict(set)
        self.shown, self.parsers = defaultdict(int), defaultdict(set)

    def pytest_collection_finish(self, session):
        for item in session.items:
            params = getattr(getattr(item, "callspec", None), "params", {})
            known, parser = params.get("known"), params.get("parser", "")
            if known is not None and parser in getattr(known, "parsers", ("",)):
                self.shown[known.exception, WITNESS in item.fixturenames] += 1
                self.parsers[known.exception].add(parser)
            if not FIXTURES & set(item.fixturenames):
                continue
            for row in set().union(*map(rows_of, names_of(item))):
                self.cases[row] += 1
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
    cases, where = claims.cases[row], ", ".join(sorted(claims.files[row]))
    reasons = [(name, listed[name][row]) for name in OUTCOMES if row in listed.get(name, ())]
    if reasons and reasons[0][0] == "server":
        return (BUT_FOR_THE_SERVER if cases else "server"), reasons[0][1]
    if len(reasons) + bool(cases) != 1:
        raise ValueError(f"{row}: {reasons} and {cases} differential cases: exactly one is wanted")
    return reasons[0] if reasons else ("equal", where)


def known_lines(claims, listed):
    """Return the table of known differences. Raises ValueError for one that no test shows."""
    listed = {(name, kind == "server"): why for kind in KNOWN for name, why in listed[kind].items()}
    if listed.keys() != claims.shown.keys():
        raise ValueError(f"listed or shown alone: {listed.keys() ^ claims.shown.keys()}")
    return [
        f"| {name} | {_of(claims.parsers[name])} | {why} | {claims.shown[name, is_servers]} |"
        for (name, is_servers), why in listed.items()
    ]


def _of(parsers):
    named = " and ".join(sorted(filter(None, parsers)))
    return f"server ({named})" if named else "compat"


def page(claims, listed):
    """Return the text of docs/parity.md."""
    lines, figures = [], defaultdict(int)
    for row, text in listed["rows"].items():
        tag, _, behaviour = text.partition(" ")
        outcome, where = outcome_of(row, claims, listed)
        figures[outcome] += tag == "V"
        lines.append(f"| {row} | {tag} | {behaviour} | {outcome} | {claims.cases[row]} | {where} |")
    total = sum(figures.values())
    summary = " · ".join(f"{name}: {n}" for name, n in sorted(figures.items()) if n)
    equal = 100 * figures["equal"] / total
    widely = equal + 100 * figures[BUT_FOR_THE_SERVER] / total
    return "\n".join(
        [
            *HEAD,
            f"Rows observed on Flask (V): {total}. {summary}.",
            f"Equal: {equal:.1f}%; with those that are equal but for the server {widely:.1f}%.",
            "",
            "| row | tag | behaviour | outcome | cases | where or why |",
            "|---|---|---|---|---|---|",
            *lines,
            "",
            *DIFFERENCES,
            *known_lines(claims, listed),
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
