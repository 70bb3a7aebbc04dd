"""Where the user is surely loaded: every use is marked 1 (loaded already) or 0 (it has to load)."""

import ast

import pytest

from migrator.translate.declarations import Declarations
from migrator.translate.loaded_user import surely_loaded
from migrator.translate.project_source import parse_module

CASES = {
    "statements follow each other": ("u\nu", "01"),
    "a test is always asked": ("if u:\n    u\nelse:\n    u\nu", "0111"),
    "one branch is not enough": ("if x:\n    u\nu", "00"),
    "both branches are": ("if x:\n    u\nelse:\n    u\nu", "001"),
    "a branch that leaves does not count": ("if x:\n    return\nelse:\n    u\nu", "01"),
    "the second operand may be skipped": ("x and u\nu", "00"),
    "the first one is not": ("u and u\nu", "011"),
    "a value that is chosen": ("a = u if x else y\nu", "00"),
    "a value that is chosen from two": ("a = u if x else u\nu", "001"),
    "a loop may run no time": ("for i in x:\n    u\n    u\nu", "010"),
    "what is looped over is read": ("for i in u:\n    u\nu", "011"),
    "a condition is read once": ("while u:\n    u\nu", "011"),
    "a comprehension may be empty": ("a = [u for i in x if u]\nu", "100"),
    "a try may stop half way": ("try:\n    x()\n    u\nexcept E:\n    u\nu", "001"),
    "a handler that goes on without": ("try:\n    u\nexcept E:\n    pass\nu", "00"),
    "a handler that leaves": ("try:\n    u\nexcept E:\n    raise\nu", "01"),
    "finally runs in any case": ("try:\n    x()\nfinally:\n    u\nu", "01"),
    "a with may swallow what went wrong": ("with x:\n    u\nu", "00"),
    "another context has another user": ("u\nwith app.app_context():\n    u\nu", "001"),
    "a nested function is on its own": ("u\ndef g():\n    return u\nu", "01"),
    "keys and values in turn": ("{u: u, x: u}", "011"),
    "the value comes before the target": ("a[u] = u", "10"),
    "a chain of comparisons may stop": ("x < y < u\nu", "00"),
    "one case of a match is not enough": ("match x:\n    case 1:\n        u\nu", "00"),
    "an assertion is asked, its message not": ("assert x, u\nassert u\nu", "001"),
}


@pytest.mark.parametrize(("body", "marks"), CASES.values(), ids=CASES.keys())
def test_a_use_is_loaded_when_every_way_to_it_passes_another(body, marks):
    lines = "\n    ".join(body.splitlines())
    source = parse_module("m", "m.py", f"def f():\n    {lines}\n")
    declared = Declarations()
    declared.declare(source)
    function = declared.by_name["m", "f"]
    uses = [
        node
        for node, owner in declared.owners.items()
        if isinstance(node, ast.Name) and node.id == "u" and owner is function
    ]

    found = surely_loaded(function, set(uses))

    placed = sorted(uses, key=lambda node: (node.lineno, node.col_offset))
    assert "".join("1" if node in found else "0" for node in placed) == marks
