"""The proxy says of an object what werkzeug's says, whatever is asked."""

import copy
import operator
import re
from contextvars import ContextVar
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug import local

from migrator.compat.proxy import LocalProxy


class Thing:
    """A thing."""

    kind = "thing"

    def __init__(self):
        self.name, self._get_current_object = "n", "its own"

    def method(self):
        return self.name

    @property
    def broken(self):
        raise AttributeError("from within")

    def __getattr__(self, name):
        if name.startswith("made"):
            return name
        raise AttributeError(name)


THING = Thing()
OBJECTS = [
    THING,
    {"a": 1, "items": 2},
    [3, 1, 2],
    "text",
    7,
    None,
    len,
    Thing,
    datetime(2026, 1, 1),
]
NAMES = sorted({name for it in OBJECTS for name in dir(it)} | {*dir(local.LocalProxy), "made_up"})
ASKED = [
    *(repr, str, bool, hash, len, iter, list, dir, int, float, reversed, copy.copy, callable),
    *(copy.deepcopy, lambda it: isinstance(it, Thing), lambda it: it == "text", lambda it: it + it),
    *(lambda it: it["a"], lambda it: it[0], lambda it: "a" in it, lambda it: 3 in it),
    *(lambda it: it(), lambda it: it([1]), lambda it: f"{it}", lambda it: it < [4], operator.neg),
]


def outcome(function, *args):
    try:
        found = function(*args)
    except Exception as error:  # noqa: BLE001 - any error has to be the same one
        return type(error), str(error)
    text = repr(found).replace(LocalProxy.__module__, local.__name__)
    return type(found), re.sub("0x[0-9a-f]+", "", text)


def pair(value, *unset):
    running = ContextVar("running")
    if not unset:
        running.set(value)
    return [
        kind(running, unbound_message="nothing runs") for kind in (local.LocalProxy, LocalProxy)
    ]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(OBJECTS), st.sampled_from(NAMES) | st.text(max_size=5))
def test_any_attribute_is_the_same(value, name):
    theirs, ours = pair(value)

    if name not in vars(LocalProxy) or name == "__doc__":
        assert outcome(getattr, ours, name) == outcome(getattr, theirs, name)


@pytest.mark.parametrize("value", OBJECTS, ids=lambda value: type(value).__name__)
def test_all_else_is_the_same(value):
    theirs, ours = pair(value)

    for function in ASKED:
        assert outcome(function, ours) == outcome(function, theirs)


@pytest.mark.parametrize("function", [*ASKED, lambda it: it.name, lambda it: hasattr(it, "name")])
def test_it_says_the_same_where_nothing_runs(function):
    theirs, ours = pair(None, "unset")

    assert outcome(function, ours) == outcome(function, theirs)


def test_it_writes_and_deletes_in_the_object():
    for value, proxy in [(Thing(), LocalProxy), (Thing(), local.LocalProxy)]:
        it = proxy(lambda value=value: value)
        it.name = "other"
        del it._get_current_object

        assert value.__dict__ == {"name": "other"}
    for value, proxy in [({"a": 1, "b": 2}, LocalProxy), ({"a": 1, "b": 2}, local.LocalProxy)]:
        it = proxy(lambda value=value: value)
        it["c"] = it["a"]
        del it["b"]

        assert value == {"a": 1, "c": 1}
        assert "c" in it


def test_an_attribute_may_be_named_like_those_of_the_proxy():
    theirs, ours = pair(Thing())

    assert callable(theirs._get_current_object)
    assert callable(ours._get_current_object)
    assert isinstance(ours, local.LocalProxy)
    assert issubclass(type(ours), local.LocalProxy)
