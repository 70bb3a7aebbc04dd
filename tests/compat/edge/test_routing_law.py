"""R1-R36 for any rules and paths; Q1, Q9, Q26, Q44 for any query, form and cookies.

Flask is called as a WSGI application, compat as an ASGI application, with the same bytes.
"""

import asyncio
from io import BytesIO
from urllib.parse import quote_from_bytes, unquote_to_bytes

import flask
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.compat.application import Application
from migrator.compat.context import request
from migrator.compat.responses import jsonify

LAW = settings(max_examples=200, deadline=None, derandomize=True)
SEGMENTS = ["a", "b", "<x>", "<int:x>", "<path:x>", "<float:x>", "v<int:x>.<int:y>", "<any(a,b):x>"]
SEGMENTS += ["<string(length=2):x>", "<uuid:x>", "<int(signed=True):x>", "a<x>"]
RULES = st.builds(
    lambda parts, slash: "/" + "/".join(parts) + slash,
    st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3),
    st.sampled_from(["", "/"]),
).filter(lambda rule: rule.count(":x>") + rule.count("<x>") < 2)
METHODS = st.lists(st.sampled_from(["GET", "POST", "PUT", "OPTIONS"]), min_size=1, max_size=2)
STEPS = st.sampled_from(
    ["a", "b", "1", "-2", "1.5", "v1.2", "ab", "", "%2F", "%FF", "%C3%A9", ".."]
)
PATHS = st.builds(
    lambda steps, end: "/" + "/".join(steps) + end,
    st.lists(STEPS, max_size=4),
    st.sampled_from(["", "/", "//"]),
)


def with_rules(app, echo, rules):
    for number, (rule, methods) in enumerate(rules):
        app.add_url_rule(rule, f"e{number}", echo, methods=methods)
    return app


def over_wsgi(app, method, path, query=b"", headers=(), body=b""):
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": "h",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "h",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in headers:
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value.decode("latin-1")
    found = []
    pieces = app(environ, lambda status, headers, *_: found.extend([int(status[:3]), headers]))
    content = b"".join(pieces)
    return found[0], _facts(found[1]), content


def over_asgi(app, method, path, query=b"", headers=(), body=b""):
    raw = [(name.lower().encode(), value) for name, value in headers]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"h"), (b"content-length", b"%d" % len(body)), *raw],
        "client": ("127.0.0.1", 1),
        "server": ("h", 80),
    }
    sent = []

    incoming = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive():
        return incoming.pop() if incoming else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    found = [(name.decode(), value.decode("latin-1")) for name, value in sent[0]["headers"]]
    return sent[0]["status"], _facts(found), b"".join(m.get("body", b"") for m in sent[1:])


def _facts(headers):
    allow = [(n, v) if n.lower() != "allow" else (n, sorted(v.split(", "))) for n, v in headers]
    return sorted((name.lower(), value) for name, value in allow)


def old_echo(**values):
    return flask.jsonify(str(flask.request.url_rule), {k: str(v) for k, v in values.items()})


async def new_echo(**values):
    return jsonify(str(request.url_rule), {k: str(v) for k, v in values.items()})


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    rules=st.lists(st.tuples(RULES, METHODS), min_size=1, max_size=6),
    asked=st.lists(
        st.tuples(st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "FOO"]), PATHS), max_size=6
    ),
)
def test_any_rules_match_any_paths_alike(rules, asked):
    old = with_rules(flask.Flask("old", static_folder=None), old_echo, rules)
    new = with_rules(Application("new", static_folder=None), new_echo, rules)

    for method, path in asked:
        theirs = over_wsgi(old, method, path)
        assert over_asgi(new, method, path) == (*theirs[:2], b"" if method == "HEAD" else theirs[2])


def old_values():
    r = flask.request
    sources = (r.args, r.form, r.cookies, r.values)
    return flask.jsonify([source.to_dict(flat=False) for source in sources])


async def new_values():
    sources = (request.args, request.form, request.cookies, request.values)
    return jsonify([source.to_dict(flat=False) for source in sources])


OLD = flask.Flask("old values", static_folder=None)
NEW = Application("new values", static_folder=None)
OLD.add_url_rule("/", "v", old_values, methods=["GET", "POST"])
NEW.add_url_rule("/", "v", new_values, methods=["GET", "POST"])
BITS = st.lists(
    st.sampled_from(
        [b"a", b"b", b"=", b"&", b";", b"%", b"%C3%A9", b"%FF", b"+", b" ", b'"', b"\\"]
    )
    | st.binary(max_size=2),
    max_size=12,
).map(b"".join)


@LAW
@given(query=BITS, form=BITS, cookie=BITS, method=st.sampled_from(["GET", "POST"]))
def test_any_query_form_and_cookies_are_read_alike(query, form, cookie, method):
    asked = {
        "query": quote_from_bytes(query, safe="=&;%+").encode(),
        "headers": [("Content-Type", b"application/x-www-form-urlencoded"), ("Cookie", cookie)],
        "body": form,
    }

    assert over_asgi(NEW, method, "/", **asked) == over_wsgi(OLD, method, "/", **asked)
