"""Section 1: which view answers, and what is answered when none does."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pairs import Case

UUID = "12345678-1234-5678-1234-567812345678"
GET_CASES = [
    Case("R1: a missing slash redirects and keeps the query", "/slash?a=%20+&b=%C3%A9", 308),
    Case("R1: a path with its slash is answered", "/slash/?a=1"),
    Case("R2: an extra slash is not found", "/noslash/", 404),
    Case("R3: no redirect for a method the rule has not", "/slash", 404, "POST"),
    Case("R3: no redirect for GET when only POST exists", "/post", 404),
    Case("R3: with the slash the method is wrong", "/slash/", 405, "POST"),
    Case("R4: POST is redirected with 308", "/post", 308, "POST", body=b"a=1"),
    Case("R5: strict_slashes=False takes both forms", "/loose/"),
    Case("R5: strict_slashes=False takes both forms", "/loose"),
    Case("R5: strict_slashes=False takes both forms", "/loose2"),
    Case("R5: strict_slashes=False takes both forms", "/loose2/"),
    Case("R6: double slashes are merged by a redirect", "/s//a", 308),
    Case("R6: double slashes are merged and the query kept", "/s///a?x=1&y=%2F", 308),
    Case("R7: leading double slashes are one", "//noslash"),
    Case("R8: double slashes inside a path are kept", "/p/a//b"),
    Case("R8: double slashes before a path are merged", "/p//a", 308),
    Case("R9: a rule with a double slash redirects to itself merged", "/nm//x", 308),
    Case("R9: and answers there", "/nm/x"),
    Case("R9: merge_slashes=False keeps it", "/keep//x"),
    *[
        Case("R10: int takes digits only", f"/i/{value}", None)
        for value in ["5", "005", "-5", "+5", "5.0", "abc", "%D9%A3", "1" * 20, "1_0", "5%20"]
    ],
    *[Case("R11: int(signed)", f"/is/{v}", None) for v in ["-5", "5", "+5", "--5"]],
    *[Case("R11: int(min, max)", f"/im/{v}", None) for v in ["2", "3", "9", "10"]],
    *[Case("R11: int(fixed_digits)", f"/if/{v}", None) for v in ["12", "012", "1234"]],
    *[
        Case("R12: float needs a dot", f"/f/{v}", None)
        for v in ["1", "1.5", "1e5", "nan", "-1.5", ".5", "1.", "01.50"]
    ],
    *[Case("R12: float(signed)", f"/fs/{v}", None) for v in ["-1.5", "1.5", "-1"]],
    *[
        Case("R13: uuid with dashes in any case", f"/u/{v}", None)
        for v in [UUID, UUID.upper(), UUID.replace("-", ""), "x"]
    ],
    Case("R14: path is not empty", "/p/", 404),
    Case("R14: path takes slashes", "/p/a/b/c"),
    Case("R15: the specific rule wins over the path", "/p/a/b/edit"),
    Case("R16: any() takes its words", "/any/foo"),
    Case("R16: any() takes only its words", "/any/fo", 404),
    *[Case("R16: string(length)", f"/len/{v}", None) for v in ["ab", "abc", "abcd"]],
    *[Case("R16: string(minlength)", f"/minlen/{v}", None) for v in ["a", "ab", "abcde"]],
    Case("R17: a custom converter converts", "/even/42"),
    Case("R17: ValidationError is not found", "/even/43", 404),
    Case("R17: abort() in a converter answers", "/even/44", 410),
    Case("R17: a failing converter is an error", "/even/66", 500),
    Case("R18: two variables in one segment", "/v1.2"),
    Case("R18: a variable after a dot", "/x.tar.gz"),
    Case("R19: static part beats converter", "/pri/me"),
    Case("R19: int beats string", "/pri/12"),
    Case("R19: string beats path", "/pri/abc"),
    Case("R19: path is last", "/pri/a/b"),
    Case("R19: a tie goes to the earlier rule", f"/q/{UUID}"),
    Case("R20: of equal rules the first answers", "/dup"),
    Case("R21: one path, several endpoints", "/gp", 200, "POST"),
    Case("R21: one path, several endpoints", "/gp", 200, "DELETE"),
    Case("R21: 405 names the methods of all", "/gp", 405, "PATCH"),
    Case("R21: OPTIONS names the methods of all", "/gp", 200, "OPTIONS"),
    Case("R22: two rules of one endpoint keep their methods", "/multi2", 200, "POST"),
    Case("R22: two rules of one endpoint keep their methods", "/multi2", 405),
    Case("R23: defaults fill in", "/d/"),
    Case("R23: the default value redirects", "/d/1", 308),
    Case("R23: another value is answered", "/d/2"),
    Case("R24: redirect_to drops the query", "/old?a=1", 308),
    Case("R24: redirect_to with a variable", "/oldi/7", 308),
    Case("R25: HEAD is GET without a body", "/i/5", 200, "HEAD"),
    Case("R25: HEAD of a redirect", "/slash", 308, "HEAD"),
    Case("R25: HEAD of what is not found", "/nothing", 404, "HEAD"),
    Case("R26: OPTIONS is answered", "/i/5", 200, "OPTIONS"),
    Case("R26: OPTIONS of what is not found", "/nothing", 404, "OPTIONS"),
    Case("R27: own OPTIONS", "/own-options", 200, "OPTIONS"),
    Case("R28: no automatic OPTIONS", "/no-options", 405, "OPTIONS"),
    Case("R29: 405", "/i/5", 405, "POST", body=b"x"),
    Case("R29: 405 for GET", "/put", 405),
    Case("R30: unknown method", "/i/5", 405, "FOO"),
    Case("R30: TRACE", "/i/5", 405, "TRACE"),
    Case("R30: CONNECT", "/i/5", 405, "CONNECT"),
    Case("R30: HEAD only", "/only-head", 200, "HEAD"),
    Case("R30: HEAD only", "/only-head", 405),
    Case("R31: 404", "/nothing", 404),
    Case("R32: %2F splits segments", "/s/a%2Fb", 404),
    Case("R32: %2F in a path", "/p/a%2Fb"),
    Case("R33: invalid UTF-8", "/s/%FF%FEx"),
    Case("R34: %3F belongs to the path", "/s/a%3Fb?c=1"),
    *[
        Case("R35: nothing is normalised", f"/s/{v}", None)
        for v in ["..", ".", "a;b", "a%00b", "a+b", "%zz", "%E9", "%C3%A9", "%25", "a%0Ab", "a%23b"]
    ],
    Case("R35: dots are segments", "/p/../i/5"),
    Case("R36: case matters", "/NOSLASH", 404),
    Case("R33: rules with other letters", "/h%C3%A9llo/%E2%82%AC"),
    Case("R41: no method override", "/gp", 200, "POST", (("X-HTTP-Method-Override", "DELETE"),)),
    Case("R43: nested blueprints", "/outer/inner/leaf/5"),
    Case("R43: a blueprint under two names", "/twice/inner/leaf/5"),
    Case("R43: relative endpoints", "/outer/"),
    Case("R43: two rules on one view", "/outer/again"),
    Case("R43: the prefix alone", "/outer", 308),
    Case("R45: FastAPI's own paths are not there", "/docs", 404),
    Case("R45: FastAPI's own paths are not there", "/openapi.json", 404),
    Case("R45: FastAPI's own paths are not there", "/redoc", 404),
    Case("R48: MethodView", "/things/a"),
    Case("R48: MethodView answers HEAD with get", "/things/a", 200, "HEAD"),
    Case("R48: MethodView", "/things/a", 200, "POST"),
    Case("R48: MethodView", "/things/a", 405, "PUT"),
    Case("R48: MethodView", "/things/a", 200, "OPTIONS"),
    Case("R48: View", "/plain", 200, "POST"),
    Case("P3: url_for in all its forms", "/urls"),
    Case("P4: url_for an unknown endpoint", "/urls-wrong", 500),
    Case("P4: url_for without a value", "/urls-missing", 500),
    Case("P3: _scheme needs _external", "/urls-scheme", 500),
    Case("R1: root", "/"),
    Case("R1: root with a query", "/?a"),
]

OTHER_CASES = [
    ("late", Case("R5: the map's strict_slashes", "/a")),
    (
        "late",
        Case("R39: a host that is trusted", "/a/", 200, headers=(("Host", "good.example:80"),)),
    ),
    ("late", Case("R39: a subdomain that is", "/a/", 200, headers=(("Host", "x.sub.example"),))),
    ("late", Case("R39: a host that is not", "/a/", 400, headers=(("Host", "evil.example"),))),
    (
        "late",
        Case("R39: nor for what is not found", "/zz", 400, headers=(("Host", "evil.example"),)),
    ),
    ("late", Case("R49: too late", "/register", 200, headers=(("Host", "good.example"),))),
    ("named", Case("R38: SERVER_NAME", "/x")),
    ("named", Case("R38: SERVER_NAME", "/x", headers=(("Host", "ex.com"),))),
    *[
        ("subs", Case("R37: subdomains", path, None, headers=(("Host", host),)))
        for host in ["ex.com", "api.ex.com", "who.ex.com", "other.org"]
        for path in ["/", "/w"]
    ],
    *[
        ("hosts", Case("R37: hosts", "/", None, headers=(("Host", host),)))
        for host in ["one.example", "two.example", "example", "one.example:80"]
    ],
    *[
        ("catch", Case("R19: weights", path, None))
        for path in ["/", "/x", "/ux", "/user", "/x/edit", "/x/y", "/x/y/z", "/u/edit"]
    ],
]


HOSTS = ["a b", "ex<a", "ex_a!b", "\xe9.example", "", "a/b?c", "u@h:1:2", "[::1", "h:port"]
GET_CASES += [
    Case(f"R40: Host: {host}", path, None, headers=(("Host", host),))
    for host in HOSTS
    for path in ["/slash?a=1", "/urls", "/noslash"]
]


@pytest.mark.parametrize("case", GET_CASES, ids=str)
def test_rules_are_matched_as_flask_matches_them(pair, case):
    pair.check("routing", case)


@pytest.mark.parametrize(("app", "case"), OTHER_CASES, ids=str)
def test_hosts_and_maps_are_configured_as_in_flask(pair, app, case):
    if app == "late" and not any(name == "Host" for name, _ in case.headers):
        case = Case(case.row, case.path, case.status, case.method, (("Host", "good.example"),))

    pair.check(app, case)


def test_r48_an_instance_is_made_for_each_request_or_once(pair):
    for path, method in [
        ("/counted", "GET"),
        ("/counted", "GET"),
        ("/counted-once", "POST"),
        ("/counted-once", "GET"),
        ("/counted-once", "GET"),
        ("/counted-once", "HEAD"),
        ("/counted-once", "GET"),
    ]:
        old, _ = pair.check("routing", Case("R48", path, None, method))
    assert old.body == b"4\n"


WORDS = st.sampled_from(
    [
        "i",
        "s",
        "p",
        "pri",
        "me",
        "x",
        "12",
        "-5",
        "1.5",
        "",
        ".",
        "..",
        "%2F",
        "%FF",
        "%C3%A9",
        "a b",
        "slash",
        "gp",
        "d",
        "1",
        "outer",
        "inner",
        "leaf",
        "static",
        "edit",
        "%",
        "~",
        ";",
        "héllo",
    ]
).map(lambda word: word.replace(" ", "%20").replace("é", "%C3%A9"))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    words=st.lists(WORDS, min_size=1, max_size=5),
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "DELETE"]),
)
def test_any_path_is_matched_alike(pair, words, method):
    pair.check("routing", Case("R19: any path", "/" + "/".join(words), None, method))
