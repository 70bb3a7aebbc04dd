"""What projects do less often, asked of both servers."""

import pytest
from pairs import Case, Known

JSON = (("Content-Type", "application/json"),)
# 14 and 15 have a number in the body, which is an error in the middle of the answer or before it
# (A10); 24 says that it is longer than it is, and gunicorn lets the client wait for the rest.
CASES = [
    Case("X3: the environ", "/environ?a=%20b", headers=(("X-One", "1"), ("Accept", "a/b"))),
    *[
        Case(f"E3: {what}", f"/plain/a?before={what}", None)
        for what in ["this", "none-response", "response", "tuple", "redirect"]
    ],
    *[
        Case(f"E1: values {what}", f"{path}?values={what}", None)
        for what in ["abort", "raise", "change"]
        for path in ["/plain/a", "/nothing", "/pt/f/x/1"]
    ],
    *[
        Case(f"E12: after {what}", f"{path}?after={what}", None)
        for what in ["abort", "status", "session", "type", "delete", "json"]
        for path in ["/plain/a", "/nothing", "/handler/403"]
    ],
    *[Case("J19: odd responses", f"/odd/{n}", None) for n in range(30) if n not in {14, 15, 24}],
    *[Case("R25: HEAD of odd responses", f"/odd/{n}", None, "HEAD") for n in range(30) if n != 15],
    *[
        Case("T3: a range of a body", "/odd/1", None, headers=(("Range", text),))
        for text in ["bytes=0-3", "bytes=5-", "bytes=20-", "x"]
    ],
    *[Case("E5: handlers", f"/handler/{code}", None) for code in [409, 410, 412, 413, 404]],
    Case("E6: a wrong method", "/plain/a", 405, "DELETE"),
    *[
        Case("R43: values of a blueprint", path, None)
        for path in ["/pt/f/x/1", "/again/en/x/5", "/pt/f/abort", "/pt/f/nothing", "/pt/f"]
    ],
]
OWN = [
    Case("Q34: a request class", "/shout", 222),
    Case("R26: an OPTIONS of the application", "/shout", None, "OPTIONS"),
    Case("R25: HEAD", "/shout", None, "HEAD"),
    Case("R19: an adapter of the application", "/moved/shout", None),
    *[Case("J20: a response class", f"/kinds/{n}", None) for n in range(9)],
    *[Case("A4: an error page of that class", f"/abort/{code}", None) for code in [404, 500]],
    Case("R31: nothing", "/nothing", 404),
    *[
        Case("Q13: on_json_loading_failure", "/json", None, "POST", headers, body)
        for headers in [JSON, ()]
        for body in [b"{bad", b"", b"[1]"]
    ],
    Case("Q43: a limit of the request class", "/json", None, "POST", JSON, b"[" + b" " * 30 + b"]"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_corners_are_those_of_flask(pair, case):
    pair.check("corners", case)

    pair.check("corners", Case("X7: the teardown before", "/events"))


@pytest.mark.parametrize("path", ["/plain/a", "/nothing", "/handler/413"])
def test_x7_a_failing_teardown_leaves_those_of_the_application_to_run(pair, path):
    sent = Case("X7", f"{path}?torn=raise", None)
    old, new = pair.flask.send("corners", sent), pair.compat.send("corners", sent)

    # The exception leaves the application: each server has its own page (A10).
    assert (old.status, new.status) == (500, 500)
    events, _ = pair.check("corners", Case("X7: the events of", "/events"))
    assert b"second" in events.body
    assert b"first" not in events.body
    assert b'"app ' in events.body


@pytest.mark.parametrize("known", [Known("wsgi.multithread")])
def test_the_flags_of_the_environ_are_those_of_one_event_loop(pair, known):
    old, new = (side.send("corners", Case("X3", "/flags")) for side in (pair.flask, pair.compat))

    assert old.body == b"[true,false,false]\n", known
    assert new.body == b"[false,true,false]\n"


@pytest.mark.parametrize("case", OWN, ids=str)
def test_classes_of_the_project_are_used_as_by_flask(pair, case):
    pair.check("own_classes", case)
