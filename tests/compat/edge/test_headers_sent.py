"""J27, J28: a header that cannot be sent is an error on both sides, never a broken connection."""

from urllib.parse import quote

import pytest
from requests_made import Draft
from socket_exchange import exchange


def both(ports, target):
    sent = Draft("edge", target.encode()).write(0, "by hand")
    return [exchange(ports[side], sent, ends_early=False) for side in ("flask", "compat")]


@pytest.mark.parametrize("value", ["a\0b", "a\x7fb", "a\x0bb", "€", "a\r\nX-Two: 1", "\x01"])
def test_j28_a_value_that_cannot_be_sent_is_a_500(ports, value):
    old, new = both(ports, f"/header?v={quote(value)}")

    assert (old.status, new.status) == (500, 500)


@pytest.mark.parametrize("name", ["X A", "", "X:A", "É", "X\0"])
def test_j28_a_name_that_cannot_be_sent_is_a_500(ports, name):
    old, new = both(ports, f"/header-name?v={quote(name)}")

    assert (old.status, new.status) == (500, 500)


@pytest.mark.parametrize("value", [" a", "a\t", "  ", "a b", "é"])
def test_spaces_around_a_value_are_not_sent(ports, value):
    old, new = both(ports, f"/header?v={quote(value)}")

    assert old.status == new.status == 200
    assert old.get("x-echo") == new.get("x-echo") == [value.strip(" \t")]
