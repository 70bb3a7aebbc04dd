"""Members of JSON, parts of multipart bodies and whole bodies are changed one by one."""

import json

from migrator.model.exchange import Request
from migrator.model.route import Function, RouteSpec
from migrator.traffic.explore.body_trials import body_trials
from migrator.traffic.explore.material import Material

ROUTE = RouteSpec("add", "/add", ("POST",), 0, Function("app", "add"))
JSON = (("Host", "shop.example"), ("Content-Type", "application/json"))
PARTS = (("Host", "shop.example"), ("Content-Type", 'multipart/form-data; boundary="b"'))


def changed(headers, body, **known):
    material = Material(ROUTE, "POST", (), **known)
    requests = body_trials(material, Request("POST", "/add", headers, body))
    return [request for changes in requests for _, request in changes]


def values(body, **known):
    found = []
    for request in changed(JSON, json.dumps(body).encode(), **known):
        try:
            found.append(json.loads(request.body))
        except ValueError:
            continue
    return found


def test_a_member_is_changed_left_out_and_of_another_type():
    found = values({"n": 3, "q": "tea"}, tied={"n": ("9", "10", "8")})

    for n in (4, 2, 9, 3.5, "3", None, [], {}, 0, True):
        assert {"n": n, "q": "tea"} in found
    assert {"q": "tea"} in found
    assert {"n": 3, "q": " tea"} in found


def test_members_of_members_and_the_first_item_of_a_list_are_changed():
    found = values({"items": [{"id": "x"}, {"id": "y"}], "of": {"a": True}})

    assert {"items": [{"id": None}, {"id": "y"}], "of": {"a": True}} in found
    assert {"items": [{"id": "y"}], "of": {"a": True}} in found
    assert {"items": [{"id": "x"}, {"id": "y"}], "of": {"a": False}} in found


def test_a_field_that_was_not_sent_is_added():
    assert {"n": 1, "limit": 51} in values({"n": 1}, fields=("limit",), tied={"limit": ("51",)})


def test_a_body_is_left_out_broken_and_sent_as_another_type():
    found = changed(JSON, b"{}")

    assert {b"", b"null", b"[]", b"{"} <= {request.body for request in found}
    types = {dict(request.headers).get("Content-Type") for request in found}
    assert {"text/plain", "application/x-www-form-urlencoded", None} <= types


def test_what_is_no_json_is_not_changed_as_such():
    assert {request.body for request in changed(JSON, b"{x")} >= {b"{x", b"null"}


def test_parts_are_left_out_repeated_and_filled_with_something_else():
    part = b'\r\nContent-Disposition: form-data; name="q"\r\n\r\ntea\r\n'
    body = b"--b" + part + b"--b--\r\n"

    bodies = [request.body for request in changed(PARTS, body)]

    assert b"--b--\r\n" in bodies
    assert b"--b" + part + b"--b" + part + b"--b--\r\n" in bodies
    assert body.replace(b"tea", b" tea") in bodies
