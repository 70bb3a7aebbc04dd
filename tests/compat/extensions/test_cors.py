"""B11, X5: Flask-CORS's headers on answers, errors and preflights."""

import pytest
from pairs import Case

APPS = [
    f"cors_{name}"
    for name in [
        "default",
        "one_origin",
        "list",
        "regex",
        "compiled",
        "star_in_list",
        "wildcard",
        "no_vary",
        "not_always",
        "methods",
        "method_text",
        "headers",
        "header_text",
        "private",
        "not_on_errors",
        "resource",
        "resource_list",
        "resource_regex",
        "resources",
        "star_resource",
        "init_app",
        "blueprint",
        "config",
        "decorators_only",
    ]
]
PATHS = [
    "/x",
    "/api/v1/items",
    "/api/v1/Private/1",
    "/api/v1/private/1",
    "/forbidden",
    "/zero",
    "/slash",
    "/own",
    "/decorated",
    "/decorated/strict",
    "/decorated/abort",
    "/in/y",
    "/in/abort",
    "/nothing",
    "/api/nothing",
    "/%61pi/v1/items",
]

PREFLIGHTS = [
    "/x",
    "/x?fail-after=1",
    "/api/v1/Private/1",
    "/decorated/strict",
    "/decorated/manual",
    "/nothing",
]


def _headers(origin, **others):
    found = [("Origin", origin)] if origin else []
    return (*found, *((name.replace("_", "-"), value) for name, value in others.items()))


def _preflight(origin, method, names=None):
    asked = {"Access_Control_Request_Headers": names} if names else {}
    return _headers(origin, Access_Control_Request_Method=method, **asked)


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("origin", [None, "https://b.example"])
def test_b11_answers_and_errors_carry_the_same_headers(extensions, app, origin):
    for path in PATHS:
        extensions.check(app, Case("B11", path, None, headers=_headers(origin)))


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("origin", ["https://a.example"])
def test_b11_preflights_are_answered_alike(extensions, app, origin):
    asked = [
        ("GET", None),
        ("delete", "X-One, content-type,x-three"),
        ("PURGE", "X-One"),
    ]
    for path in PREFLIGHTS:
        for method, names in asked:
            case = Case("B11", path, None, "OPTIONS", _preflight(origin, method, names))
            extensions.check(app, case)


@pytest.mark.parametrize("app", ["cors_default", "cors_private", "cors_decorators_only"])
@pytest.mark.parametrize("wish", ["true", "false"])
def test_private_networks_are_told_apart(extensions, app, wish):
    headers = _headers("https://b.example", Access_Control_Request_Private_Network=wish)

    for path, method in [("/x", "GET"), ("/x", "OPTIONS"), ("/decorated", "OPTIONS")]:
        extensions.check(app, Case("B11", path, None, method, headers))


@pytest.mark.parametrize("app", APPS[:5])
@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "PUT"])
def test_other_methods_carry_the_headers_too(extensions, app, method):
    for path in ["/x", "/decorated", "/decorated/strict", "/nothing", "/slash"]:
        extensions.check(app, Case("B11", path, None, method, _headers("https://a.example")))
