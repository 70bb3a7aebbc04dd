"""Exploring the recorded shop, whose new side was written by hand and differs where nobody asked."""

import pytest

from migrator.errors import CouldNotRun, DatabaseUnreachable, ExitCode, RouteUnknown
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.verdict import Difference
from migrator.steps import explore as step
from migrator.steps import exploring
from migrator.steps.explore import Order, exit_code, explore, key_of
from migrator.steps.exploring import Seen
from migrator.steps.repro import repro
from migrator.traffic.recording import read_exchanges


def look(project, *words, **limits):
    return explore(project, Order(words, **limits), lambda *_: None)


def test_what_differs_is_kept_as_an_exchange_that_repro_plays(shop):
    found = look(shop, "show", examples=12)

    assert exit_code(found) == ExitCode.DIFFERENT
    finding = found.findings[0]
    assert finding.is_steady
    assert finding.rule in {"/orders/<oid>", ""}
    kept = list(read_exchanges(shop.explored_file))
    assert [item.id for item in kept] == [item.exchange for item in found.findings]
    assert kept[0].request == finding.request
    assert kept[0].state
    assert found.recording == str(shop.explored_file)

    seen = repro(shop, str(finding.exchange), shop.explored_file, lambda *_: None)
    assert seen.exit_code == ExitCode.DIFFERENT
    assert {item.aspect for item in seen.differences} == {d.aspect for d in finding.differences}


def test_rules_that_stay_on_flask_are_not_asked_and_then_nothing_was_compared(shop, refuse):
    refuse(shop, "show")

    found = look(shop, "show", examples=2)

    assert exit_code(found) == ExitCode.INCONCLUSIVE
    assert (found.compared, found.routes, found.kept) == (0, (), ("/orders/<oid>",))
    assert not shop.explored_file.exists()


def test_without_hypothesis_it_is_said_before_anything_starts(shop, monkeypatch):
    monkeypatch.setattr(step, "find_spec", lambda _: None)

    with pytest.raises(CouldNotRun, match="hypothesis is not installed") as told:
        look(shop)

    assert told.value.hint == "pip install 'migrator[explore]'"
    assert not (shop.state / "databases").exists()


def test_a_word_that_names_no_route_is_said_before_anything_starts(shop):
    with pytest.raises(RouteUnknown):
        look(shop, "nobody")

    assert not (shop.state / "databases").exists()


def test_a_database_that_fails_is_told_with_the_request_after_which_it_did(shop, monkeypatch):
    def refused(*_):
        raise DatabaseUnreachable("the database refused: internal server error")

    monkeypatch.setattr(exploring.Explorer, "_stored", refused)

    with pytest.raises(DatabaseUnreachable) as told:
        look(shop, "order", examples=20)

    first, _, second = told.value.message.partition("\n")
    assert first == "the database refused: internal server error"
    assert second.startswith("after curl -i -X POST http://localhost:8000/orders ")


def seen(*differences):
    exchange = Exchange(1, "s", 0.0, Request("GET", "/"), Answer(200), "a", "/a")
    return Seen(exchange, differences)


def test_what_differs_first_tells_one_difference_from_another_whatever_its_numbers():
    third = seen(Difference("body", "/items/3/price", "1", "2"))
    tenth = seen(Difference("body", "/items/10/price", "7", "8"), Difference("header", "X", "", ""))

    assert key_of(third) == key_of(tenth) == ("a", "/a", "body", "/items/*/price")
    assert key_of(seen(Difference("status", "status", "200", "404")))[-2:] == ("200", "404")
    assert key_of(seen()) is None
