"""One header is left out, added or has another value; no client sends two Cookie headers."""

from migrator.model.route import Function, RouteSpec
from migrator.traffic.explore.header_trials import header_changes
from migrator.traffic.explore.material import Material

MATERIAL = Material(RouteSpec("show", "/show", ("GET",), 0, Function("app", "show")), "GET", ())
HOST, COOKIE, ACCEPT = ("Host", "shop.example"), ("Cookie", "basket=tea"), ("Accept", "*/*")


def changed(*headers):
    return [fresh for part in header_changes(MATERIAL, headers) for _, fresh in part]


def test_each_header_but_those_of_the_connection_is_left_out():
    found = changed(HOST, COOKIE, ACCEPT)

    assert (HOST, COOKIE) in found
    assert (HOST, ACCEPT) in found
    assert all(HOST in headers for headers in found)


def test_headers_that_views_read_are_added_in_the_place_of_those_of_that_name():
    found = changed(HOST, ACCEPT)

    assert (HOST, ACCEPT, ("Accept-Language", "en")) in found
    assert (HOST, ("Accept", "application/json")) in found


def test_cookies_are_changed_in_their_header_and_no_second_one_is_added():
    found = changed(HOST, COOKIE)

    assert (HOST, ("Cookie", "basket=")) in found
    assert all(sum(name == "Cookie" for name, _ in headers) <= 1 for headers in found)
