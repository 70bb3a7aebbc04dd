"""Q12-Q20 as a law: whatever JSON text is sent, both sides read the same or refuse alike."""

import json
import sys

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pairs import Case, Known

relaxed = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
JSON = (("Content-Type", "application/json"),)

# Texts of JSON, and of what is nearly JSON.
NUMBERS = st.one_of(
    st.integers().map(str),
    st.integers(min_value=10**30, max_value=10**40).map(str),
    st.floats().map(json.dumps),
    st.sampled_from(["1e400", "-1e400", "1E5", "0.1e-400", "-0", "-0.0", "01", "1.", ".5", "+1"]),
)
ESCAPES = st.sampled_from(
    [r"\ud800", r"\udc00\ud800", r"\ud83d\ude00", r"\u0000", r"\u12", r"\x41", r"\/", "\t", "\x7f"]
)
STRINGS = st.one_of(
    st.text(max_size=6).map(json.dumps),
    st.text(max_size=6).map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.lists(ESCAPES, max_size=3).map(lambda parts: f'"{"".join(parts)}"'),
)
WORDS = st.sampled_from(
    ["null", "true", "false", "NaN", "Infinity", "-Infinity", "nul", "None", ""]
)
KEYS = st.sampled_from(['"a"', '"b"', '"a"', '"__proto__"', '""', '"$oid"', "1", "a"])
SPACES = st.sampled_from(["", "", " ", "\n", "\t", "\xa0", "\ufeff"])


def members(inner):
    pair = st.tuples(KEYS, SPACES, inner).map(lambda parts: f"{parts[0]}:{parts[1]}{parts[2]}")
    return st.lists(pair, max_size=4).map(lambda pairs: "{" + ",".join(pairs) + "}")


def items(inner):
    return st.tuples(st.lists(inner, max_size=4), SPACES).map(
        lambda parts: "[" + f",{parts[1]}".join(parts[0]) + "]"
    )


TEXTS = st.recursive(
    NUMBERS | STRINGS | WORDS, lambda inner: members(inner) | items(inner), max_leaves=8
)
ENCODINGS = st.sampled_from(
    ["utf-8"] * 6 + ["utf-8-sig", "latin-1", "utf-16", "utf-16-be", "utf-32-le"]
)
TYPES = st.sampled_from(
    ["application/json"] * 4
    + [
        "application/json; charset=latin-1",
        "application/json;charset=utf-16",
        "APPLICATION/vnd.api+JSON",
        "text/json",
        "application/x-www-form-urlencoded",
        "",
    ]
)
PATHS = st.sampled_from(["/json", "/json", "/json-silent", "/json-force", "/json-twice"])


def encoded(parts):
    """Return a text in an encoding, cut or with a wrong byte in it."""
    text, encoding, cut, wrong = parts
    raw = text.encode(encoding, "xmlcharrefreplace" if encoding == "latin-1" else "surrogatepass")
    return raw[: len(raw) - cut] + (b"\xff" if wrong else b"")


BODIES = st.tuples(
    TEXTS, ENCODINGS, st.sampled_from([0, 0, 0, 1]), st.sampled_from([False] * 9 + [True])
).map(encoded) | st.binary(max_size=12)


@relaxed
@given(body=BODIES, kind=TYPES, path=PATHS)
@example(body=b"9" * 5000, kind="application/json", path="/json")
@example(body=b"[" * 3000, kind="application/json", path="/json")
@example(body=b"[" * 900 + b"]" * 900, kind="application/json", path="/json-silent")
@example(body=b'{"a":1,"a":2}', kind="application/json", path="/json")
@example(body=b'"\\ud800"', kind="application/json", path="/json")
@example(body=b"\xef\xbb\xbf1", kind="application/json", path="/json")
def test_q17_any_json_text_is_read_alike(pair, body, kind, path):
    headers = (("Content-Type", kind),) if kind else ()

    pair.check("requests", Case("Q17", path, None, "POST", headers, body))


@pytest.mark.parametrize("digits", [4300, 4301])
@pytest.mark.parametrize("path", ["/json", "/json-silent", "/json-force-silent"])
def test_q13_numbers_beyond_the_limit_of_python_are_refused_alike(pair, path, digits):
    body = b'{"n": ' + b"7" * digits + b"}"

    pair.check("requests", Case("Q13", path, None, "POST", JSON, body))


@pytest.mark.parametrize("depth", [100, 900, 5000, 100_000])
@pytest.mark.parametrize("path", ["/json", "/json-silent"])
def test_q13_deep_json_is_refused_alike(pair, path, depth):
    body = b"[" * depth + b"]" * depth

    pair.check("requests", Case("Q13", path, None, "POST", JSON, body))


def deepest(side, low, high):
    """Return the greatest depth of arrays that is read."""
    while high - low > 1:
        depth = (low + high) // 2
        case = Case("Q13", "/json-silent", None, "POST", JSON, b"[" * depth + b"]" * depth)
        low, high = (depth, high) if side.send("requests", case).status == 200 else (low, depth)
    return low


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the parser has a limit of its own")
@pytest.mark.parametrize("known", [Known("depth of JSON")])
def test_the_stack_leaves_a_little_less_room_for_deep_json(pair, known):
    old, new = deepest(pair.flask, 900, 1000), deepest(pair.compat, 900, 1000)

    assert 900 < new < old < 1000, known
