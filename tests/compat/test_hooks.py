"""Section 5: what runs when, and who answers errors."""

import pytest
from pairs import Case

SCOPES = ["", "/o", "/o/i"]
# The row that each word of the view proves; in a blueprint, E4 stands for its hooks.
WHATS = {
    "E1": ["x", "after-this"],
    "E5": ["base", "sub", "teapot", "400", "402", "403", "405", "418"],
    "E8": ["none", "other", "value", "zero", "lookup", "500"],
    "E9": ["404", "409", "410"],
    "E10": ["502", "crash-503"],
    "E11": ["key", "406"],
    "C12": ["write-and-fail"],
    "P5": ["template"],
    "X1": ["g", "g-missing"],
    "X3": ["contexts"],
}
NOTHING = {
    "E6": ["/nothing"],
    "R42": ["/o/nothing"],
    "E7": ["/slash"],
    "E2": ["/v/x", "/o/v/x", "/o/i/v/x"],
}
STOPS = ["1", "2", "outer", "inner", "raise", "abort"]

CASES = [
    *[
        Case(f"{'E4' if scope and row == 'E1' else row}: {what}", f"{scope}/v/{what}", None)
        for scope in SCOPES
        for row, whats in WHATS.items()
        for what in whats
    ],
    *[
        Case(f"E3: stopped by {stop}", f"{scope}/v/x?stop={stop}", None)
        for scope in SCOPES
        for stop in STOPS
    ],
    *[
        Case(f"{row}: no view is called", path, None, method)
        for row, paths in NOTHING.items()
        for path in paths
        for method in ["GET", "HEAD", "OPTIONS", "POST"]
    ],
    *[
        Case(f"E12: after_request may {what}", f"/o/v/x?after={what}", None)
        for what in ["raise", "replace"]
    ],
    Case("E12: after_request fails for an error", "/v/zero?after=raise", None),
]
OTHERS = [
    *[
        ("bare", Case(f"{row}: errors keep headers and session", f"/v/{w}", None))
        for row, whats in {
            "A9": ["zero", "none"],
            "C12": ["zero", "500"],
            "C14": ["unserialisable"],
            "X5": ["500", "x", "zero"],
        }.items()
        for w in whats
    ],
    ("bare", Case("C12: 404 keeps the session", "/nothing", 404)),
    *[
        ("bare", Case("J22: an error page in the hands of a hook", path, None, method))
        for path in ["/nothing?read=1", "/nothing?wrap=1", "/v/500?wrap=1", "/v/zero?read=1"]
        for method in ["GET", "HEAD"]
    ],
    ("bare", Case("C12: OPTIONS keeps the session", "/v/x", 200, "OPTIONS")),
    *[
        (app, Case(f"{'E7' if path == '/slash' else 'E5'}: one handler", path, None, method))
        for app in ["anything", "http_only"]
        for path in ["/v/404", "/v/500", "/v/zero", "/v/402", "/nothing", "/slash"]
        for method in ["GET", "POST"]
    ],
    *[
        ("early", Case("E3: a guard", path, None, method))
        for path in ["/closed", "/open", "/closed/x"]
        for method in ["GET", "OPTIONS", "POST"]
    ],
    ("bad_after", Case("E12: after_request is fine", "/ok")),
]


TEARDOWNS = {
    "zero": "teardown1:ZeroDivisionError",
    "key": "teardown1:ValueError",
    "base": "teardown1:NoneType",
    "404": "teardown1:NoneType",
    "500": "teardown1:NoneType",
    "x": "teardown1:NoneType",
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_hooks_and_handlers_run_in_flasks_order(pair, case):
    pair.check("hooks", case)

    # What the request before has noted, its teardown included.
    pair.check("hooks", Case("E1: with the events of", "/events"))


@pytest.mark.parametrize("case", [Case("X7", f"/v/{what}", None) for what in TEARDOWNS], ids=str)
def test_teardown_is_told_of_unhandled_errors_only(pair, case):
    pair.check("hooks", case)

    _, new = pair.check("hooks", Case("X7: the events of", "/events"))
    assert TEARDOWNS[case.path.removeprefix("/v/")].encode() in new.body


@pytest.mark.parametrize(("app", "case"), OTHERS, ids=str)
def test_other_applications_answer_alike(pair, app, case):
    pair.check(app, case)


@pytest.mark.parametrize("path", ["/plain", "/context", "/closing"])
def test_t1_teardown_and_body_come_in_flasks_order(pair, path):
    pair.check("streaming", Case("T1: a stream", path))

    old, _ = pair.check("streaming", Case("T1: its events", "/events"))
    assert b"piece1" in old.body or b"closed" in old.body
