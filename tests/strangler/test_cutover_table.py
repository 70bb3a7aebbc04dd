"""The cutover file: what it may say, when it is read again, who a canary is."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.compat.cutover_table import Budget, CutoverWatch, Placement, bucket, parse_table

WRONG = {
    "no JSON": "{",
    "no object": "[]",
    "no format": '{"patterns": {}}',
    "another format": '{"format": 2, "patterns": {}}',
    "patterns that are a list": '{"format": 1, "patterns": []}',
    "an unknown stage": '{"format": 1, "patterns": {"/x": {"stage": "alive"}}}',
    "a percent above 100": '{"format": 1, "patterns": {"/x": {"stage": "canary", "percent": 101}}}',
    "a percent in words": '{"format": 1, "patterns": {"/x": {"stage": "canary", "percent": "1"}}}',
    "a budget without a window": '{"format": 1, "budget": {"errors": 1}}',
    "a budget that is never exceeded": '{"format": 1, "budget": {"errors": 9, "window": 9}}',
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_file_that_is_not_a_table_is_refused(text):
    with pytest.raises(ValueError):
        parse_table(text)


def test_a_table_keeps_only_the_rules_that_have_moved():
    patterns = {"/a": {"stage": "legacy"}, "/b": {"stage": "canary", "percent": 5}}
    budget = {"errors": 5, "window": 100}

    table = parse_table(json.dumps({"format": 1, "patterns": patterns, "budget": budget}))

    assert table.moved == {"/b": Placement("canary", 5)}
    assert table.budget == Budget(5, 100)


@given(st.text(), st.text(), st.floats(0, 100), st.floats(0, 100))
def test_a_wider_canary_evicts_nobody(rule, user, one, other):
    narrow, wide = sorted((one, other))

    assert not bucket(rule, user) < narrow or bucket(rule, user) < wide


@pytest.mark.parametrize("percent", [1, 10, 50, 90])
def test_the_share_of_a_canary_is_within_two_points(percent):
    users = [f"10.0.{n // 250}.{n % 250}\nBrowser" for n in range(10_000)]

    share = sum(bucket("/x", user) < percent for user in users) / 100

    assert abs(share - percent) < 2


def test_a_changed_file_is_noticed_after_the_interval(tmp_path):
    now = [0.0]
    path = _write(tmp_path / "cutover.json", {})
    watch = CutoverWatch(path, clock=lambda: now[0])

    assert not watch.current().moved
    _write(path, {"/x": {"stage": "live"}})
    assert not watch.current().moved
    now[0] = 0.5
    assert watch.current().moved == {"/x": Placement("live")}


def test_a_broken_file_keeps_the_last_good_table_and_says_so_once(tmp_path, caplog):
    path = _write(tmp_path / "cutover.json", {"/x": {"stage": "live"}})
    watch = CutoverWatch(path, interval=0)
    assert watch.current().moved

    path.write_text('{"format": 1, "patt')
    with caplog.at_level(logging.WARNING):
        tables = [watch.current() for _ in range(5)]

    assert all(table.moved == {"/x": Placement("live")} for table in tables)
    assert len(caplog.records) == 1
    assert "cutover.json" in caplog.text


def test_without_a_file_everything_is_on_flask(tmp_path):
    path = _write(tmp_path / "cutover.json", {"/x": {"stage": "live"}})
    watch = CutoverWatch(path, interval=0)
    assert watch.current().moved

    path.unlink()

    assert not watch.current().moved


def _write(path, patterns):
    text = json.dumps({"format": 1, "patterns": patterns})
    temporary = path.with_suffix(".new")
    temporary.write_text(text)
    temporary.replace(path)
    return path
