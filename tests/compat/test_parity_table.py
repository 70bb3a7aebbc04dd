"""docs/parity.md is what the tests say."""

import subprocess
import sys

import pytest

from tests.parity_table import ROOT, Claims, known_lines, outcome_of, rows_of


def test_the_page_is_what_the_generator_writes():
    done = subprocess.run(
        [sys.executable, "-m", "tests.parity_table", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_row_is_either_tested_or_listed():
    claims, listed = Claims(), {"rows": {"R1": "V x", "R2": "V y"}, "open": {"R2": "why"}}
    with pytest.raises(ValueError, match="R1"):
        outcome_of("R1", claims, listed)
    claims.cases.update(R1=1, R2=1)

    assert outcome_of("R1", claims, listed)[0] == "equal"
    with pytest.raises(ValueError, match="R2"):
        outcome_of("R2", claims, listed)


def test_what_a_server_decides_is_shown_by_the_witness_and_listed():
    claims, listed = Claims(), {"rows": {"J29": "V x"}, "server": {"J29": "why"}, "compat": {}}
    claims.shown["J29", False] = 1  # without the witness
    with pytest.raises(ValueError, match="J29"):
        known_lines(claims, listed)
    claims.shown = {("J29", True): 2}
    claims.parsers["J29"] = {"h11"}

    assert known_lines(claims, listed) == ["| J29 | server (h11) | why | 2 |"]
    assert outcome_of("J29", claims, listed) == ("server", "why")
    claims.cases["J29"] = 1
    assert outcome_of("J29", claims, listed)[0] == "equal but for the server"


def test_every_case_names_one_row_and_none_a_range():
    assert rows_of("E2: hooks") == {"E2"}
    assert rows_of("a step") == set()
    for name in ("J1-J3", "C6-C8", "P3 and E1-E4"):
        with pytest.raises(ValueError, match="range"):
            rows_of(name)
    with pytest.raises(ValueError, match="several"):
        rows_of("E2, E6 and R42")
