"""The raw requests that every version is asked, by name, and how they are asked."""

import hashlib
import io
import re
from urllib.parse import quote

from behaviours import CODES, COOKIES, MIMETYPES, SECRET
from itsdangerous import URLSafeTimedSerializer

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = {"Content-Type": "multipart/form-data; boundary=b"}
OLD_SESSION = "(a session that was kept)"


def _part(name, value, *lines, filename=None):
    file = f'; filename="{filename}"' if filename is not None else ""
    head = [f'Content-Disposition: form-data; name="{name}"{file}', *lines]
    return "--b\r\n" + "\r\n".join(head) + f"\r\n\r\n{value}\r\n"


def _multipart(*parts):
    return ("".join(parts) + "--b--\r\n").encode("utf-8")


QUESTIONS = {
    path: ("GET", path, {}, None)
    for path in [
        "/text", "/bytes", "/dict", "/list", "/jsonify", "/values", "/dumps", "/nan", "/set",
        "/tags", "/stream", "/session/set", "/session/get", "/session/in",
        "/session/len", "/session/clear", "/session/pop", "/session/all", "/flash", "/redirect",
        "/redirect/absolute", "/redirect/relative", "/redirect/twice", "/redirect/303",
        "/redirect/308", "/location", "/url", "/url/external", "/url/path", "/url/none",
        "/challenge", "/headers", "/no-content", "/unknown-status", "/none", "/number", "/key",
        "/crash", "/template", "/file", "/file/quoted", "/file/letters", "/file/foreign", "/redirect/brackets",
        "/slash/a[b]^?c=[d]|", "/file/time", "/file/js", "/file/gz", "/streamed", "/changed", "/several", "/undefined", "/flashed",
        "/static/x.txt", "/static/x.js", "/static/missing", "/static/", "/static/..%2Frecord.py",
        "/static/x.txt?v=1", "/where",
        "/nowhere", "/put", "/slash", "/slash/", "/slash/a%20b", "/slash/%C3%A9?x=%C3%A7&y=a+b",
        "/int/5", "/int/05", "/int/-5", "/signed/-5", "/float/1.5", "/float/1", "/any/b%20c",
        "/any/c", "/page/1", "/page/2", "/page", "/page/", "/whole/a//b", "/whole//a", "//text", "/text//", "///slash",
        "/shown/a%2Fb", "/shown/%FF", "/shown/%25", "/shown/a;b=c", "/whole/..%2Fx", "/whole/../x",
        "/args?a=1&a=2&b=&c", "/args?a=%FF&b=%C3%A9", "/args?a=1;b=2", "/args?%C3%A9=%zz&x=a+b%20c",
        "/args?&&=1&", "/urls?a=%20b&c=é", "/url-encoded%20path",
    ]
}  # fmt: skip
QUESTIONS |= {f"cookie {n}": ("GET", f"/cookies?n={quote(n)}", {}, None) for n in COOKIES}
QUESTIONS |= {f"abort {code}": ("GET", f"/abort/{code}", {}, None) for code in CODES}
QUESTIONS |= {
    f"described {code}": ("GET", f"/described/{code}", {}, None) for code in (400, 404, 409)
}
QUESTIONS |= {
    f"{path} {kind}": ("GET", f"/{path}?n={n}", {}, None)
    for n, kind in enumerate(MIMETYPES)
    for path in ("types", "content-types")
}
QUESTIONS |= {
    "HEAD": ("HEAD", "/dict", {}, None),
    "OPTIONS": ("OPTIONS", "/put", {}, None),
    "wrong method": ("DELETE", "/text", {}, None),
    "unknown method": ("STRANGE", "/text", {}, None),
    "slash by POST": ("POST", "/slash", {}, None),
    "session kept": ("GET", "/session/get", {"Cookie": OLD_SESSION}, None),
    "session cleared": ("GET", "/session/clear", {"Cookie": OLD_SESSION}, None),
    "session left alone": ("GET", "/session/in", {"Cookie": OLD_SESSION}, None),
    "slash with signs": ("GET", "/slash/a=b&c@d|e~(f)?next=/x&y=a@b", {}, None),
    "session refreshed": ("GET", "/text", {"Cookie": OLD_SESSION}, None),
    "if none match": ("GET", "/tags", {"If-None-Match": '"a", W/"b", *'}, None),
    "if modified since": ("GET", "/tags", {"If-Modified-Since": "Wed, 31 Jan 2024 23:59:58 GMT"}, None),
    "a range": ("GET", "/file/time", {"Range": "bytes=1-3"}, None),
    "a last range": ("GET", "/file/time", {"Range": "bytes=-2"}, None),
    "two ranges": ("GET", "/file/time", {"Range": "bytes=0-1,3-4"}, None),
    "a range too far": ("GET", "/file/time", {"Range": "bytes=90-"}, None),
    "a wrong range": ("GET", "/file/time", {"Range": "bytes=x"}, None),
    "if range": ("GET", "/file/time", {"Range": "bytes=1-3", "If-Range": '"other"'}, None),
    "json of no type": ("POST", "/get-json", {}, b'{"a":1}'),
    "json of a text": ("POST", "/get-json", {"Content-Type": "text/plain"}, b'{"a":1}'),
    "json of a form": ("POST", "/get-json", FORM, b"a=1"),
    "json attribute of a text": ("POST", "/json", {"Content-Type": "text/plain"}, b"{}"),
    "json attribute by GET": ("GET", "/json", {}, None),
    "malformed json": ("POST", "/get-json", JSON, b"{"),
    "empty json": ("POST", "/get-json", JSON, b""),
    "json that is not UTF-8": ("POST", "/get-json", JSON, b'"\xff"'),
    "json in UTF-16": ("POST", "/get-json", JSON, '{"a":"é"}'.encode("utf-16")),
    "json with a charset": ("POST", "/get-json", {"Content-Type": "application/json; charset=latin-1"}, '"é"'.encode("latin-1")),
    "json of a kind": ("POST", "/get-json", {"Content-Type": "application/vnd.api+json"}, b"1"),
    "silent json of a text": ("POST", "/get-json/silent", {"Content-Type": "text/plain"}, b"1"),
    "forced json": ("POST", "/get-json/force", {"Content-Type": "text/plain"}, b"[1]"),
    "forced malformed json": ("POST", "/get-json/force", {}, b"x"),
    "a form": ("POST", "/form", FORM, b"a=1&a=2&b=&c&d=%C3%A9+x%20y"),
    "a form that is not UTF-8": ("POST", "/form", FORM, b"a=%FF&b=\xff"),
    "a form in latin-1": ("POST", "/form", {"Content-Type": "application/x-www-form-urlencoded; charset=latin-1"}, b"a=%E9"),
    "a form with semicolons": ("POST", "/form", FORM, b"a=1;b=2"),
    "a large form": ("POST", "/form", FORM, b"a=" + b"x" * 600_000),
    "many fields": ("POST", "/form", FORM, b"&".join(b"a%d=1" % n for n in range(1200))),
    "multipart": ("POST", "/form", MULTIPART, _multipart(_part("a", "é"), _part("f", "content", "Content-Type: text/plain", filename="é.txt"))),
    "multipart with a charset": ("POST", "/form", MULTIPART, _multipart(_part("a", "x", "Content-Type: text/plain; charset=latin-1")).replace(b"\r\n\r\nx", b"\r\n\r\n\xe9")),
    "multipart with no name of a file": ("POST", "/form", MULTIPART, _multipart(_part("f", "", filename=""))),
    "multipart with many parts": ("POST", "/form", MULTIPART, _multipart(*(_part(f"a{n}", "1") for n in range(1200)))),
    "multipart with a large field": ("POST", "/form", MULTIPART, _multipart(_part("a", "x" * 600_000))),
    "multipart with a large file": ("POST", "/form", MULTIPART, _multipart(_part("f", "x" * 600_000, filename="f"))),
    "multipart without an end": ("POST", "/form", MULTIPART, _part("a", "1").encode()),
    "multipart of nothing": ("POST", "/form", MULTIPART, b""),
    "multipart without boundary": ("POST", "/form", {"Content-Type": "multipart/form-data"}, b"x"),
    "multipart with a path": ("POST", "/form", MULTIPART, _multipart(_part("f", "c", filename="C:\\\\a\\\\b.txt"))),
    "data": ("POST", "/data", {}, b"\x00\xff"),
    "data of a form": ("POST", "/data", FORM, b"a=1"),
    "cookies": ("GET", "/cookie", {"Cookie": 'a=1; a=2; b="x y"; c="q\\"\\054\\351"; d; =e; f=é; g=a=b'}, None),
    "cookies without spaces": ("GET", "/cookie", {"Cookie": "a=1;b=2;;c =3; $Version=1"}, None),
    "cookies with lone quotes": (
        "GET", "/cookie", {"Cookie": 'a={"x":1}; b="y; c=2; d="e;f"; g="h"i; "j=k; l="m'}, None,
    ),
    "basic without a colon": ("GET", "/authorization", {"Authorization": "Basic dQ=="}, None),
    "basic with two colons": ("GET", "/authorization", {"Authorization": "basic dTpwOmE="}, None),
    "an odd ETag": ("GET", "/accept", {"If-None-Match": '"tag"x'}, None),
    "an odd language": ("GET", "/accept", {"Accept-Language": '"pt"'}, None),
    "basic": ("GET", "/authorization", {"Authorization": "Basic dTpw"}, None),
    "bad basic": ("GET", "/authorization", {"Authorization": "Basic !"}, None),
    "bearer": ("GET", "/authorization", {"Authorization": "Bearer abc"}, None),
    "digest": ("GET", "/authorization", {"Authorization": 'Digest username="u", realm="r"'}, None),
    "no scheme": ("GET", "/authorization", {"Authorization": "abc"}, None),
    "accept": ("GET", "/accept", {"Accept": "application/json;q=0.9, text/*;q=0.8", "Accept-Language": "pt-BR, en;q=0.5", "Range": "bytes=0-", "If-None-Match": 'W/"x"'}, None),
    "accept anything": ("GET", "/accept", {"Accept": "*/*", "If-Modified-Since": "yesterday", "Range": "lines=1-2"}, None),
    "a bad host": ("GET", "/urls", {"Host": "a b"}, None),
    "a host with a port": ("GET", "/urls", {"Host": "testing.example:8080"}, None),
    "a file by HEAD": ("HEAD", "/static/x.txt", {}, None),
    "a file by POST": ("POST", "/static/x.txt", {}, None),
    "a part of a file": ("GET", "/static/x.txt", {"Range": "bytes=2-4"}, None),
    "a file that is kept": ("GET", "/static/x.txt", {"If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"}, None),
    "a subdomain": ("GET", "/where", {"Host": "api.testing.example"}, None),
    "a subdomain with a variable": ("GET", "/where", {"Host": "b.at.testing.example"}, None),
    "an unknown subdomain": ("GET", "/where", {"Host": "x.testing.example"}, None),
    "a subdomain's path elsewhere": ("GET", "/text", {"Host": "api.testing.example"}, None),
    "another host": ("GET", "/urls", {"Host": "other.example"}, None),
}  # fmt: skip

APPS = {
    "plain": {},
    "served": {"SERVER_NAME": "testing.example"},
    "sorted off": {"JSON_SORT_KEYS": False, "JSON_AS_ASCII": False},
    "pretty": {"JSONIFY_PRETTYPRINT_REGULAR": True, "JSONIFY_MIMETYPE": "application/x-json"},
    "cookies": {
        "SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PARTITIONED": True, "SESSION_COOKIE_PATH": "/p",
        "SESSION_COOKIE_DOMAIN": ".example.com",
    },
    "limited": {"MAX_CONTENT_LENGTH": 1000, "MAX_FORM_PARTS": 1, "MAX_FORM_MEMORY_SIZE": 3},
    "trapping": {"TRUSTED_HOSTS": ["testing.example"], "PROVIDE_AUTOMATIC_OPTIONS": False},
    "subdomains": {"SERVER_NAME": "testing.example", "SUBDOMAINS": True},
    "attributes": {"OLD_ATTRIBUTES": True},
    "rooted": {"APPLICATION_ROOT": "/root", "PERMANENT_SESSION_LIFETIME": 60},
}  # fmt: skip
"""Applications by name, with their configuration; all but the first are asked a few things."""
SOME = [
    "/text", "/dict", "/jsonify", "/list", "/set", "/values", "/dumps", "/template", "/session/set", "/session/clear", "/session/all",
    "/session/get", "/url/external", "/slash", "/key", "OPTIONS", "wrong method", "a form",
    "a large form", "multipart", "multipart with a large field", "json of a text", "another host",
    "a host with a port", "session refreshed", "/nowhere", "/where", "a subdomain",
    "a subdomain with a variable", "an unknown subdomain", "a subdomain's path elsewhere", "/several",
]  # fmt: skip


def questions(app):
    """The questions that an application is asked, by name."""
    names = QUESTIONS if app == "plain" else SOME
    return {name: QUESTIONS[name] for name in names}


LONGEST = 400
_NOW = re.compile(r"(Expires=)[^;]*(20[3-9]\d|202[6-9])[^;]*")
_OURS = re.compile(r"31 Jan 2024|tag|[0-9a-f]{40}")
_SESSION = re.compile(r"(session=\.?[^.;]+)[^;]*")


def settled(status, headers, body):
    """An answer as it is compared: without the moment, long bodies cut, headers and sets sorted."""
    return [
        status,
        sorted(_header(name.lower(), value) for name, value in headers),
        body.decode("latin-1")[:LONGEST],
    ]


def _header(name, value):
    if name in {"date", "expires"}:
        value = "(now)"
    elif name in {"etag", "last-modified"} and not _OURS.search(value):
        value = "(of the file)"
    elif name in {"allow", "vary"}:
        value = ", ".join(sorted(item.strip() for item in value.split(",")))
    elif name == "set-cookie":
        value = _SESSION.sub(r"\1", _NOW.sub(r"\1(now)", value))
    return [name, value]


def kept_session():
    """A session as a browser brings it back: permanent, with one value."""
    signer = URLSafeTimedSerializer(
        SECRET,
        salt="cookie-session",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
    )
    return f"session={signer.dumps({'_permanent': True, 'a': 1})}"


def environ_of(method, target, headers, body):
    """The WSGI environment of a raw request, as a server makes it."""
    path, _, query = target.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _unquoted(path),
        "QUERY_STRING": query.encode("utf-8").decode("latin-1"),
        "REQUEST_URI": target.encode("utf-8").decode("latin-1"),
        "RAW_URI": target.encode("utf-8").decode("latin-1"),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testing.example",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body or b""),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        own = key in {"CONTENT_TYPE", "CONTENT_LENGTH"}
        text = kept_session() if value == OLD_SESSION else value
        environ[key if own else f"HTTP_{key}"] = text.encode("utf-8").decode("latin-1")
    if body is not None:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def _unquoted(path):
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(path).decode("latin-1")
