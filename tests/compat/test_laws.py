"""Laws that hold for any value, checked against Flask in this process."""

import dataclasses
import datetime as dt
import decimal

import flask
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from migrator.compat import bridge
from migrator.compat.application import Application
from migrator.compat.responses import jsonify, make_response

old = flask.Flask("old", static_folder=None)
new = Application("new", static_folder=None)


def view(**_):
    return ""


for rule in ["/", "/s/<x>", "/i/<int:x>", "/p/<path:x>", "/f/<float:x>", "/two/<x>/<int:y>/"]:
    old.add_url_rule(rule, rule.replace("/", "_"), view)
    new.add_url_rule(rule, rule.replace("/", "_"), view)


@dataclasses.dataclass
class Thing:
    name: str
    number: int


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.uuids()
    | st.datetimes(min_value=dt.datetime(1, 1, 2), max_value=dt.datetime(9999, 1, 1))
    | st.datetimes(
        min_value=dt.datetime(1000, 1, 2),
        max_value=dt.datetime(9000, 1, 1),
        timezones=st.just(dt.timezone(dt.timedelta(hours=-3))),
    )
    | st.dates()
    | st.decimals(allow_nan=False)
    | st.builds(Markup, st.text())
    | st.builds(Thing, st.text(), st.integers())
    | st.just(decimal.Decimal("1.10"))
    | st.binary(max_size=3)
    | st.sets(st.integers(), max_size=2)
)
KEYS = st.text(max_size=4) | st.integers() | st.booleans() | st.none()
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.tuples(inner, inner)
    ),
    max_leaves=10,
)


def outcome(function, *args, **kwargs):
    """Return what a call gives, or the class of its error."""
    try:
        result = function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - any error has to be the same one
        return type(error).__name__
    if hasattr(result, "get_data"):
        return result.status, sorted(result.headers), result.get_data()
    return result


@settings(max_examples=250, deadline=None)
@given(JSON)
def test_j1_to_j13_any_value_is_written_alike(value):
    with old.app_context():
        theirs = outcome(flask.jsonify, value)
    with new.app_context():
        ours = outcome(jsonify, value)

    assert ours == theirs


@settings(max_examples=120, deadline=None)
@given(
    body=st.text(max_size=5)
    | st.binary(max_size=5)
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
    | st.none()
    | st.integers(),
    extras=st.tuples()
    | st.tuples(st.sampled_from([200, 204, 404, 599, "201", "299 Own", "bad status", None, -1]))
    | st.tuples(
        st.sampled_from([200, 304]),
        st.dictionaries(
            st.sampled_from(["X-A", "Content-Type", "Content-Length"]),
            st.sampled_from(["1", "a/b", "x\ny"]),
        )
        | st.lists(
            st.tuples(st.sampled_from(["X-A", "X-B"]), st.text("ab", max_size=2)), max_size=3
        ),
    )
    | st.tuples(st.integers(), st.integers(), st.integers(), st.integers()),
)
def test_j16_to_j20_any_return_value_becomes_the_same_response(body, extras):
    value = (body, *extras) if extras else body

    with old.test_request_context("/"):
        theirs = outcome(flask.make_response, value)
    with new.test_request_context("/"):
        ours = outcome(make_response, value)

    assert ours == theirs


VALUES = (
    st.text(max_size=6)
    | st.integers()
    | st.floats(0, 9)
    | st.booleans()
    | st.none()
    | st.lists(st.text(max_size=3), max_size=2)
)


@settings(max_examples=200, deadline=None)
@given(
    endpoint=st.sampled_from(
        [
            "_",
            "_s_<x>",
            "_i_<int:x>",
            "_p_<path:x>",
            "_f_<float:x>",
            "_two_<x>_<int:y>_",
            "nope",
            ".",
        ]
    ),
    values=st.dictionaries(st.sampled_from(["x", "y", "q", "é"]), VALUES, max_size=3),
    special=st.fixed_dictionaries(
        {},
        optional={
            "_external": st.booleans(),
            "_anchor": st.text(max_size=4),
            "_scheme": st.sampled_from(["https", "ws"]),
            "_method": st.sampled_from(["GET", "POST"]),
        },
    ),
)
def test_p3_p4_any_url_is_built_alike(endpoint, values, special):
    with old.test_request_context("/", base_url="http://ex.com/root"):
        theirs = outcome(flask.url_for, endpoint, **values, **special)
    with new.test_request_context("/", base_url="http://ex.com/root"):
        ours = outcome(new.url_for, endpoint, **values, **special)

    assert ours == theirs


class Named(dict):
    a = "of the class"


@settings(max_examples=200, deadline=None)
@given(
    value=st.dictionaries(st.sampled_from(["a", "items", "é", "get", "_x"]), st.integers())
    | st.builds(Named, a=st.integers())
    | st.builds(Thing, st.text(), st.integers())
    | st.text(max_size=2)
    | st.none(),
    name=st.sampled_from(["a", "items", "é", "get", "_x", "name", "keys", "__class__", "no"]),
)
def test_p6_a_template_finds_the_same_by_a_dot(value, name):
    theirs = old.jinja_env.getattr(value, name)
    ours = new.jinja_env.getattr(value, name)

    assert (type(ours), repr(ours)) == (type(theirs), repr(theirs))
    assert getattr(ours, "_undefined_message", None) == getattr(theirs, "_undefined_message", None)


@settings(deadline=None)
@given(st.none() | st.sampled_from(["", "*", "Cookie", "cookie", "Accept, Cookie", "Origin"]))
def test_c8_vary_grows_as_werkzeug_has_it_grow(before):
    headers = {} if before is None else {"X-A": "1", "Vary": before}
    theirs, ours = flask.Response(headers=headers), new.response_class(headers=headers)
    theirs.vary.add("Cookie")
    new.session_interface._vary(ours)

    assert list(ours.headers) == list(theirs.headers)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["X-A", "x-a", "Date", "Bad Name", "", "X:é", "Server"]),
            st.text("a \t\x00é\u20ac", max_size=4),
        ),
        max_size=4,
    )
)
def test_t5_names_that_are_known_are_sent_as_for_the_first_time(headers):
    bridge._known_names.clear()
    first = outcome(bridge.raw_headers, headers)

    assert outcome(bridge.raw_headers, headers) == first
    if first != "ValueError":
        assert [name for name, _ in first] == [
            name.lower().encode() for name, _ in headers if name not in {"Date", "Server"}
        ]


def test_t5_the_names_of_clients_are_not_kept_without_end():
    bridge.raw_headers([(f"X-{number}", "1") for number in range(1000)])

    assert len(bridge._known_names) <= 512
