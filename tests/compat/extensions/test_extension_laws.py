"""For any input, the pure parts of compat say what those of the Flask extensions say."""

import datetime as dt
import decimal
import json
import re

import flask_cors.core
import flask_restful
import flask_restful.fields
import flask_restful.inputs
import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from migrator.compat import cors, restful, restful_fields, restful_inputs
from migrator.compat.application import Application
from migrator.compat.cors_options import ordered_resources, resolve_options
from migrator.compat.responses import Response

settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
QUICK = settings.get_profile("quick")

HOSTS = [
    "https://a.example",
    "https://A.example",
    "http://b.example:8",
    "null",
    "https://x.a.example",
]
ORIGIN = st.sampled_from([*HOSTS, "*", r"https://.*\.example", "a[", ""])
NAME = st.sampled_from(["X-One", "content-type", "*", "X-.*", "Accept"])
METHOD = st.sampled_from(["GET", "get", "POST", "OPTIONS", "DELETE"])
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "origins": ORIGIN | st.lists(ORIGIN, max_size=3),
        "methods": METHOD | st.lists(METHOD, max_size=3),
        "allow_headers": NAME | st.lists(NAME, max_size=3),
        "expose_headers": st.none() | NAME | st.lists(NAME, max_size=3),
        "supports_credentials": st.booleans(),
        "max_age": st.none() | st.integers(0, 99) | st.just(dt.timedelta(minutes=2)),
        "send_wildcard": st.booleans(),
        "vary_header": st.booleans(),
        "always_send": st.booleans(),
        "allow_private_network": st.booleans(),
    },
)
SENT = st.fixed_dictionaries(
    {},
    optional={
        "Origin": st.sampled_from([*HOSTS, "https://other.test"]),
        "Access-Control-Request-Method": st.sampled_from(["GET", "delete", "PURGE"]),
        "Access-Control-Request-Headers": st.sampled_from(["X-One", "x-two, Accept", ",", ""]),
        "Access-Control-Request-Private-Network": st.sampled_from(["true", "false"]),
    },
)


def outcome(function, *args):
    """Return what a function returns, or the kind and the text of its error."""
    try:
        return function(*args)
    except Exception as error:  # noqa: BLE001 - any error counts
        return type(error).__name__, str(error)


@pytest.fixture(scope="module")
def apps():
    return Flask("law"), Application("law", static_folder=None, template_folder=None)


@QUICK
@given(options=OPTIONS, sent=SENT, method=st.sampled_from(["GET", "POST", "OPTIONS"]))
def test_cors_headers_are_those_of_flask_cors(apps, options, sent, method):
    old_app, new_app = apps
    theirs = outcome(flask_cors.core.get_cors_options, old_app, options)
    ours = outcome(resolve_options, new_app, options)
    if isinstance(theirs, tuple):
        assert ours == theirs
        return

    expected = Headers()
    found = flask_cors.core.get_cors_headers(theirs, Headers(sent), method)
    for name, value in found.items():
        expected.add(name, value)
    with new_app.test_request_context("/", method=method, headers=sent):
        response = Response()
        before = list(response.headers)
        cors._add(response, ours)

    assert sorted(response.headers) == sorted([*before, *expected])


PATH = st.sampled_from(["/a", "/a/b", "/a/*", "/*", "*", r"/a/.*/c", re.compile("/a"), "/b?", "/["])


@QUICK
@given(given=st.dictionaries(PATH, st.just({})) | st.lists(PATH) | PATH | st.just(5))
def test_resources_are_tried_in_the_order_of_flask_cors(given):
    theirs = outcome(flask_cors.core.parse_resources, given)
    ours = outcome(ordered_resources, given)

    assert ours == theirs


VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 10)
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-99, max_value=99)
    | st.datetimes(min_value=dt.datetime(1970, 1, 2), max_value=dt.datetime(2100, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)
PLAIN = ["Raw", "String", "Integer", "Boolean", "Float", "Arbitrary", "Fixed", "DateTime"]
SHAPE = st.deferred(
    lambda: (
        st.sampled_from(PLAIN)
        | st.tuples(st.just("List"), SHAPE)
        | st.tuples(st.just("Nested"), st.dictionaries(st.sampled_from("abc"), SHAPE, max_size=2))
    )
)
EXTRA = st.fixed_dictionaries(
    {}, optional={"attribute": st.sampled_from(["a", "a.b", "c.a.b", 0]), "default": VALUE}
)


def field(module, shape, extra):
    match shape:
        case ("List", inner):
            return module.List(field(module, inner, {}), **extra)
        case ("Nested", inner):
            return module.Nested({k: field(module, v, {}) for k, v in inner.items()}, **extra)
        case name:
            return getattr(module, name)(**extra)


@QUICK
@given(
    data=st.dictionaries(st.sampled_from("abc"), VALUE)
    | st.lists(st.dictionaries(st.just("a"), VALUE)),
    shapes=st.dictionaries(st.sampled_from("abcd"), st.tuples(SHAPE, EXTRA), max_size=3),
    envelope=st.none() | st.just("e"),
)
def test_marshalled_data_is_that_of_flask_restful(data, shapes, envelope):
    def run(module, marshal):
        built = {name: field(module, *shape) for name, shape in shapes.items()}
        return marshal(data, built, envelope)

    theirs = outcome(run, flask_restful.fields, flask_restful.marshal)
    ours = outcome(run, restful_fields, restful.marshal)
    assume("'int' object has no attribute" not in str(theirs))

    assert ours == theirs
    assert json.dumps(ours, default=repr) == json.dumps(theirs, default=repr)  # in this order


TEXT = (
    st.text(max_size=12)
    | st.from_regex(r"-?\d{1,3}(\.\d)?", fullmatch=True)
    | st.from_regex(r"(https?://)?[a-z.]{1,8}(:\d+)?(/\S*)?", fullmatch=True)
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: moment.isoformat())
    | st.sampled_from(["true", "False", "1", "0", "2013-01-01/P1M", "2013-01-01T10/PT5M"])
)


@QUICK
@given(value=TEXT | st.booleans() | st.integers(-3, 8) | st.just(decimal.Decimal("1.5")))
@pytest.mark.parametrize(
    "name",
    ["url", "date", "natural", "positive", "boolean", "iso8601interval", "datetime_from_iso8601"],
)
def test_types_of_arguments_are_those_of_flask_restful(name, value):
    theirs = outcome(getattr(flask_restful.inputs, name), value)
    ours = outcome(getattr(restful_inputs, name), value)

    assert ours == theirs


@QUICK
@given(
    value=TEXT,
    low=st.integers(-5, 5),
    high=st.integers(-5, 5),
    pattern=st.sampled_from(["a", "^[0-9]+$", "."]),
)
def test_ranges_and_patterns_are_those_of_flask_restful(value, low, high, pattern):
    for make in (
        lambda module: module.int_range(low, high, "x"),
        lambda module: module.regex(pattern),
    ):
        theirs, ours = make(flask_restful.inputs), make(restful_inputs)
        assert outcome(ours, value) == outcome(theirs, value)
