"""Equal is decided before anything is explained; what an explanation costs has a limit of steps."""

import json

import pytest

from migrator.compare import body, json_array
from migrator.compare.body import judge_body
from migrator.compare.json_body import explain_json
from migrator.compare.shown import MOST_FOUND
from migrator.compare.work import MOST_PAIRINGS, MOST_WORK, Work
from migrator.model.exchange import Answer

KINDS = ("application/json", "text/html", "text/csv", "text/plain", "application/pdf")


def answer(kind, text):
    return Answer(200, (("Content-Type", kind),), text)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_bytes_are_equal_and_nothing_looks_into_them(kind, monkeypatch):
    def look(*_, **__):
        raise AssertionError("it looked")

    for name in ("explain_json", "explain_html", "explain_csv", "explain_text", "explain_binary"):
        monkeypatch.setattr(body, name, look)

    assert judge_body(answer(kind, b"[" * 100_000), answer(kind, b"[" * 100_000)) == ()


HOSTILE = {
    "deep lists around much": ("[" * 900 + '"%s"' + "]" * 900, "application/json"),
    "deep objects": ('{"a":' * 900 + '"%s"' + "}" * 900, "application/json"),
    "unclosed tags": ("<div a=b>" * 20_000 + "%s", "text/html"),
    "an open quote": ('<a b="' + "c=' " * 20_000 + "%s", "text/html"),
    "open comments": ("<!--" * 20_000 + "%s", "text/html"),
    "one line": ("a" * 100_000 + "%s", "text/plain"),
    "many lines": ("a\n" * 50_000 + "%s", "text/csv"),
    "quotes": ('"' * 99_999 + "\n" + '"' * 99_999 + "%s", "text/csv"),
    "an exponent": ("1e%s" + "9" * 1_000, "application/json"),
}


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize(("page", "kind"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_pair_is_explained_or_said_to_be_too_large(page, kind, every):
    sides = (answer(kind, (page % text).encode()) for text in ("1" * 1000, "2" * 1000))

    found = judge_body(*sides, every=every)

    assert 1 <= len(found) <= MOST_FOUND + 3


@pytest.mark.parametrize("size", [100_000, 4_000_000, 40_000_000])
def test_no_body_is_looked_through_more_often_than_its_size_allows(size):
    work = Work(size)

    depth = next(n for n in range(MOST_WORK) if work.is_too_deep("/0" * n))

    assert depth * size <= max(MOST_WORK, 8 * size)


def test_a_large_body_that_differs_at_the_bottom_is_too_large_to_explain():
    def nested(value):
        for _ in range(100):
            value = [value]
        return json.dumps(value).encode()

    much = [str(n) for n in range(60_000)]

    (found,) = explain_json(nested([*much, "a"]), nested([*much, "b"]))

    assert found.where.endswith("(too large to explain)")


def test_only_so_many_arrays_are_paired(monkeypatch):
    paired = []
    real = json_array._with_deepdiff
    monkeypatch.setattr(
        json_array, "_with_deepdiff", lambda *given: paired.append(1) or real(*given)
    )
    left = [[n, {"a": n}, n + 1] for n in range(30)]
    right = [[n, {"a": -n - 1}] for n in range(30)]

    explain_json(json.dumps(left).encode(), json.dumps(right).encode(), most=MOST_FOUND)

    assert len(paired) == MOST_PAIRINGS
