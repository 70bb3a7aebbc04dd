import pytest

from migrator.compare.commands import FEWER, judge_commands
from migrator.model.command import Command
from migrator.model.verdict import Difference


def read(collection, command="find"):
    return Command("1", command, "shop", collection, writes=False)


def write(collection, command="insert"):
    return Command("1", command, "shop", collection, writes=True)


def judged(legacy, new):
    return list(judge_commands(legacy, new))


def test_the_same_commands_are_the_same():
    both = [read("orders"), write("orders")]

    assert judged(both, list(both)) == []


def test_reads_in_another_order_are_the_same():
    assert judged([read("a"), read("b")], [read("b"), read("a")]) == []


def test_a_query_for_each_document_is_a_difference():
    found = judged([read("orders")], [read("orders"), *[read("users")] * 20])

    assert found == [Difference("commands", "find shop.users", "never", "20 times")]


def test_reading_less_often_is_excused():
    assert judged([read("orders")] * 3, [read("orders")]) == [FEWER]


@pytest.mark.parametrize(
    ("new", "times"),
    [([], "never"), ([write("orders")] * 2, "twice")],
)
def test_a_write_that_is_lost_or_made_twice_is_a_difference(new, times):
    found = judged([write("orders")], new)

    assert found == [Difference("commands", "insert shop.orders", "once", times)]


def test_writes_in_another_order_are_a_difference():
    found = judged([write("a"), write("b")], [write("b"), write("a")])

    assert [difference.where for difference in found] == ["order of writes"]


def test_another_kind_of_write_names_both():
    found = judged([write("a", "update")], [write("a", "findAndModify")])

    assert [(item.where, item.expected, item.actual) for item in found] == [
        ("update shop.a", "once", "never"),
        ("findAndModify shop.a", "never", "once"),
    ]


def test_a_call_that_blocks_the_event_loop_is_a_difference_with_its_line_once():
    blocking = Command("1", "time.sleep", "", "app/views.py:7", writes=False, blocks=True)

    found = judged([read("a")], [read("a"), blocking, blocking])

    assert found == [
        Difference(
            "loop",
            "app/views.py:7",
            "others go on",
            "time.sleep blocks the event loop",
            source="app/views.py:7",
        )
    ]
