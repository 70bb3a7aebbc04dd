"""B12-B14: Flask-RESTful's resources, errors, arguments and fields."""

import pytest
from pairs import Case

FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")
BOUNDARY = ("Content-Type", "multipart/form-data; boundary=B")
WHOLE = ["restful", "restful_late", "restful_all", "restful_decorated"]
IN_BLUEPRINTS = ["restful_bp", "restful_bp_late", "restful_bp_order"]
RETURNED = [
    "dict",
    "none",
    "empty",
    "text",
    "number",
    "list",
    "status",
    "headers",
    "no-content",
    "pair-of-data",
    "four",
]
RETURNED += ["dict?fail-after=1", "date", "nan", "response", "redirect", "unknown"]
FAILING = "400 401 403 404 405 406 409 415 500 503 402 plain gone strange http response zero"


def prefixed(app, path):
    return f"/v1{path}" if app == "restful_late" else path


@pytest.mark.parametrize("app", ["restful", "restful_late", "restful_decorated"])
@pytest.mark.parametrize("what", RETURNED)
def test_b12_what_resources_return_is_written_alike(extensions, app, what):
    for method in ("GET", "POST", "HEAD"):
        path = prefixed(app, f"/returned/{what}")
        extensions.check(app, Case("B12", path, None, method))


@pytest.mark.parametrize("app", [*WHOLE, "restful_own_errors"])
def test_b12_errors_of_resources_are_data(extensions, app):
    for what in FAILING.split():
        path = prefixed(app, f"/failing/{what}")
        extensions.check(app, Case(f"B12 {what}", path, None))


@pytest.mark.parametrize("app", [*WHOLE, *IN_BLUEPRINTS])
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PATCH", "FOO"])
def test_b12_errors_outside_are_the_applications(extensions, app, method):
    paths = [
        "/nothing",
        "/plain/404",
        "/plain/zero",
        "/made/",
        "/failing",
        "/bp/plain",
        "/at/plain",
    ]
    paths += ["/made", "/made/x", "/decorated", "/decorated/too", "/links", "/at/v1/failing/404"]
    for path in (*paths, *(prefixed(app, path) for path in paths[3:11])):
        extensions.check(app, Case("B12", path, None, method))


@pytest.mark.parametrize("app", IN_BLUEPRINTS)
def test_b12_resources_stand_in_blueprints(extensions, app):
    for start in ("/at/v1", "/v1/at", "/at"):
        for path in ("/returned/dict", "/failing/409", "/failing/zero", "/made/x", "/links"):
            for method in ("GET", "PUT"):
                extensions.check(app, Case("B12", f"{start}{path}", None, method))


@pytest.mark.parametrize(
    "accept",
    [
        *[None, "*/*", "application/json", "text/csv", "text/plain", "text/html"],
        *["image/png;q=1", "text/csv;q=0.5, application/json;q=0.4", "text/*", ""],
    ],
)
@pytest.mark.parametrize("app", ["restful", "restful_written"])
def test_b12_representations_are_chosen_alike(extensions, app, accept):
    headers = () if accept is None else (("Accept", accept),)

    for path in ("/written", "/returned/dict", "/returned/status", "/failing/404", "/failing/406"):
        extensions.check(app, Case("B12", path, None, headers=headers))


@pytest.mark.parametrize("app", WHOLE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_b12_decorators_are_for_their_methods(extensions, app, method):
    for path in ("/decorated", "/decorated/too"):
        extensions.check(app, Case("B12", prefixed(app, path), None, method))


@pytest.mark.parametrize("app", WHOLE)
def test_b14_fields_are_written_alike(extensions, app):
    for method in ("GET", "POST", "PUT"):
        path = prefixed(app, "/shaped/5")
        extensions.check(app, Case("B14", path, None, method))


@pytest.mark.parametrize("shape", ["integer", "date", "format", "fixed", "text", "list", "nested"])
def test_b14_what_does_not_fit_its_field_fails_alike(extensions, shape):
    extensions.check("restful", Case("B14", f"/shaped/5?shape={shape}", None, "DELETE"))


QUERIES = [
    "",
    "name=a",
    "name=",
    "name=a&name=b&rate=7&rates=1&rates=2",
    "name=a&rate=x",
    "rate=x&rates=y&kind=none",
    "name=a&kind=sMALL&flag=TRUE&price=1.10&bad=x&trimmed=%20t%20&who=me",
    "name=a&kind=big&flag=2",
    "name=a&other=1&more=2",
    "name=5&rates=1",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("app", ["restful", "restful_decorated"])
@pytest.mark.parametrize("mode", ["", "bundle=1", "strict=1", "trim=1", "copy=1"])
def test_b13_arguments_are_parsed_alike(extensions, app, query, mode):
    path = f"/parsed?{mode}"
    extensions.check(app, Case("B13", f"{path}&{query}", None, "POST", (JSON,), b"{}"))
    extensions.check(app, Case("B13", path, None, "POST", (FORM,), query.encode()))


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "a", "rate": 1.5, "rates": [1, "2"], "flag": true, "price": 1.25}',
        b'{"name": ["a", "b"], "rates": 5, "kind": "BIG"}',
        b'{"name": null, "rate": null, "never-null": null}',
        b'{"name": {"x": 1}, "never-null": "x", "other": 1}',
        b'{"rate": []}',
        b"[]",
        b'"text"',
        b"null",
        b"{",
        b"",
    ],
)
def test_b13_json_comes_first(extensions, body):
    for mode in ("", "?name=q", "?bundle=1", "?strict=1"):
        case = Case("B13", f"/parsed{mode}", None, "POST", (JSON,), body)
        extensions.check("restful", case)
    extensions.check("restful", Case("B13", "/placed/json", None, "POST", (JSON,), body))


@pytest.mark.parametrize(
    "place", ["args", "form", "json", "headers", "cookies", "files", "several", "operators"]
)
def test_b13_places_are_looked_at_alike(extensions, place):
    part = b'--B\r\nContent-Disposition: form-data; name="x"%s\r\n\r\nv\r\n--B--\r\n'
    cases = [
        Case("B13", f"/placed/{place}", None),
        Case("B13", f"/placed/{place}?x=1&x=2", None),
        Case("B13", f"/placed/{place}?x>=4&x<=5&x<6", None),
        Case("B13", f"/placed/{place}", None, headers=(("X", "h"), ("Cookie", "x=c"))),
        Case("B13", f"/placed/{place}?x=q", None, "POST", (FORM,), b"x=f&x=g"),
        Case("B13", f"/placed/{place}", None, "POST", (JSON,), b'{"x": {"a": 1}}'),
        Case("B13", f"/placed/{place}", None, "POST", (BOUNDARY,), part % b""),
        Case("B13", f"/placed/{place}", None, "POST", (BOUNDARY,), part % b'; filename="n"'),
    ]

    for case in cases:
        extensions.check("restful", case)


VALUES = [
    *["http://a.example/x", "a.example", "ftp://u:p@localhost:8/", "no url", "abc", "Abc", ""],
    *["0", "1", "-1", "3", "6", "true", "FALSE", "yes", "1.5", "2013-01-01", "2013-13-01"],
    *["2013-01-01T12", "2013-01-01T12:30", "2013-01-01T12:30:10%2B02:00", "2013-01-01/P3D"],
    *["2013-02-28/2013-01-01", "Wed, 02 Oct 2002 08:00:00 EST", "2013-01-01T06:00/PT30M"],
]
TYPES = "url regex interval date natural positive range boolean rfc822 iso8601 two three int"


@pytest.mark.parametrize("kind", TYPES.split())
def test_b13_types_accept_and_refuse_alike(extensions, kind):
    for value in VALUES:
        extensions.check(
            "restful", Case(f"B13 {value}", f"/typed/{kind}?x={value.replace(' ', '+')}", None)
        )
    extensions.check("restful", Case("B13", f"/typed/{kind}?x=?&bundle=1", None))
