import json
from dataclasses import asdict

import pytest

from migrator.model.command import Command
from migrator.twins.command_watch import CommandWatch
from migrator.twins.commands import CommandLog


@pytest.fixture
def ask(tmp_path):
    """``ask("legacy", number, collection)`` writes a command into the log of a side."""

    def ask(side, number, collection="orders", *, writes=False, command=""):
        name = command or ("insert" if writes else "find")
        asked = Command(number, name, f"shop_{side}", collection, writes)
        with (tmp_path / side).open("a") as log:
            log.write(json.dumps(asdict(asked)) + "\n")

    return ask


@pytest.fixture
def watch(tmp_path):
    logs = CommandLog(tmp_path / "legacy"), [CommandLog(tmp_path / "new")]
    return CommandWatch(*logs, {"shop_legacy": "shop", "shop_new": "shop"})


def test_what_both_ask_for_is_settled_under_the_names_of_the_snapshot(watch, ask):
    ask("legacy", "1")
    ask("new", "1")
    watch.look()
    watch.settle()

    assert not dict(watch.unequal())


def test_what_only_one_asks_for_stays_open(watch, ask):
    ask("legacy", "1")
    ask("new", "1")
    ask("new", "1")

    ours, theirs = dict(watch.unequal())[1]
    assert (len(ours), len(theirs)) == (1, 2)
    assert {command.database for command in theirs} == {"shop"}


def test_a_command_that_comes_after_the_answer_settles_its_exchange(watch, ask):
    ask("legacy", "1")
    watch.look()
    watch.settle()
    ask("legacy", "2")
    ask("new", "2")
    ask("new", "1")

    assert not dict(watch.unequal())


def test_commands_of_the_start_and_of_no_exchange_are_not_compared(watch, ask):
    ask("legacy", "0")
    ask("new", "")

    assert not dict(watch.unequal())


def test_a_look_names_what_either_side_writes(watch, ask):
    ask("legacy", "1", "orders")
    ask("new", "1", "stock", writes=True)
    ask("new", "", "users", writes=True)

    assert watch.look() == {("shop_new", "stock"), ("shop_new", "users")}
    assert watch.look() == frozenset()


def test_a_change_of_indexes_in_an_exchange_names_them_too(watch, ask):
    ask("new", "1", writes=True, command="createIndexes")
    ask("legacy", "0", "users", writes=True, command="createIndexes")

    assert watch.look() == {
        ("shop_new", "orders"),
        ("shop_new", "orders$indexes"),
        ("shop_legacy", "users"),
    }


def test_what_stays_open_in_very_many_exchanges_is_put_by_and_still_settled(watch, ask):
    for number in range(1, 3001):
        ask("legacy", str(number))
        if number % 1000 == 0:
            watch.look()
            watch.settle()
    ask("new", "7")
    ask("new", "2999")
    ask("new", "8")
    ask("new", "8")

    unequal = watch.unequal()

    asked = {number: (len(ours), len(theirs)) for number, (ours, theirs) in unequal}
    expected = dict.fromkeys(range(1, 3001), (1, 0)) | {8: (1, 2)}
    assert asked == {n: sides for n, sides in expected.items() if n not in (7, 2999)}
    assert [number for number, _ in unequal] == sorted(asked)


@pytest.mark.parametrize("late", [False, True])
def test_work_on_the_loop_is_told_where_flask_never_does_it(watch, tmp_path, late):
    def log(side, number, function):
        it = Command(number, "open", function, "views.py:3", writes=False, blocks=True)
        with (tmp_path / side).open("a") as file:
            file.write(json.dumps(asdict(it)) + "\n")

    if not late:
        log("legacy", "", "views.py:export")
    log("new", "1", "views.py:export")
    log("new", "2", "views.py:health")
    watch.look()
    watch.settle()
    if late:
        log("legacy", "9", "views.py:export")

    found = {number: asked for number, asked in watch.unequal() if any(asked)}
    assert list(found) == [2]
    assert [command.database for command in found[2][1]] == ["views.py:health"]
