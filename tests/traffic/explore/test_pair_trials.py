"""Pairs are changed one at a time, and a change is known again in another query."""

from migrator.model.route import Function, RouteSpec
from migrator.traffic.explore.material import Material
from migrator.traffic.explore.pair_trials import cookie_changes, pair_changes

MATERIAL = Material(RouteSpec("show", "/show", ("GET",), 0, Function("app", "show")), "GET", ())


def changes(recorded, *names):
    return dict(pair for part in pair_changes(MATERIAL, recorded, names) for pair in part)


def test_a_pair_is_replaced_left_out_repeated_and_loses_its_value():
    texts = set(changes("q=a&page=2").values())

    assert {"q=&page=2", "page=2", "q=a&q=+a&page=2", "q=+a&q=a&page=2", "q&page=2"} <= texts
    assert {"q=a&page=3", "q=a", "q=a&page=%FF"} <= texts


def test_only_names_that_are_not_there_are_added():
    texts = changes("q=a", "q", "sort").values()

    assert "q=a&sort=" in texts
    assert not any(text.startswith("q=a&q=&") for text in texts)


def test_the_same_change_has_the_same_name_in_another_query():
    assert changes("q=a").keys() <= changes("q=a&page=2").keys()


def test_quoted_names_are_read_and_kept_as_they_stand():
    assert ("a b", "a+b=2") in changes("a+b=1")


def test_cookies_are_left_out_and_get_values_that_a_client_may_send():
    found = [
        text for part in cookie_changes(MATERIAL, "session=abc; basket=tea") for _, text in part
    ]

    assert {"basket=tea", "session=abc", "session=abc; basket=", "session=; basket=tea"} <= set(
        found
    )
    assert not any(set(text) & set('" ,\\\t') for text in found for text in text.split("; "))
