"""Mischief in request lines, headers, cookies, paths and queries."""

import hmac
from hashlib import sha512

from itsdangerous import URLSafeTimedSerializer
from pairs import SECRET, signer
from requests_made import Draft, noise, percent, spoiled

from migrator.compat.session import _lazy_sha1

plain_signer = URLSafeTimedSerializer(
    SECRET,
    salt="cookie-session",
    signer_kwargs={"key_derivation": "hmac", "digest_method": _lazy_sha1},
)
SESSION_PAGES = [b"/get", b"/count", b"/untouched", b"/flashes", b"/flash-page", b"/touch/clear"]
LOGIN_PAGES = [b"/me", b"/who", b"/page", b"/fresh", b"/session", b"/logout", b"/open"]
COOKIE_BITS = [b"a", b"=", b";", b" ", b'"', b"\\", b"\\054", b"\\303\\251", b",", b"\xe9", b"\xc3"]
COOKIE_BITS += [b"session=", b"b=1", b"$Path", b"\t", b"%3D", b"a=" + b"x" * 900]
ODD_CHARACTERS = ["\r\n", "\n", "\r", "\0", "é", "€", "\x7f", "\x0b", "\u2028", "😀", "\t"]


def signed(payload):
    return plain_signer.dumps(payload).encode()


def cookies(chance):
    app, target = chance.choice(
        [("requests", b"/cookies"), ("requests", b"/cookie-key"), ("session", b"/get")]
    )
    return Draft(app, target, headers=((b"Cookie", noise(chance, 14, COOKIE_BITS)),))


def sessions(chance):
    key = chance.choice(["_permanent", "_flashes", "_user_id", "_fresh", "_id", "n", " t", "é"])
    value = chance.choice(
        [
            None,
            True,
            5,
            -1,
            1e400,
            "x",
            "é",
            [],
            [1],
            [["a", "b"]],
            [["a"]],
            {},
            {" t": 1},
            {" t": [1]},
            {" b": "!"},
            {" b": "YQ=="},
            {" d": "x"},
            {" u": "x"},
            {" m": 1},
            {" di": 5},
        ]
    )
    payload = chance.choice([{key: value}, {key: value, "n": 1}, [[key, value]], value, [key]])
    cookie = signed(payload)
    if chance.random() < 0.5:
        cookie = spoiled(chance, cookie)
    app, pages = chance.choice([("session", SESSION_PAGES), ("login", LOGIN_PAGES)])
    return Draft(app, chance.choice(pages), headers=((b"Cookie", b"session=" + cookie),))


def remembered(chance):
    user = chance.choice(["42", "gone", "None", "", "é", "a|b", "inactive", "x" * 500])
    digest = hmac.new(SECRET.encode(), user.encode(), sha512).hexdigest()
    token = f"{user}|{digest}".encode()
    if chance.random() < 0.6:
        token = spoiled(chance, token)
    cookie = b"remember_token=" + token
    if chance.random() < 0.3:
        state = {"_user_id": chance.choice(["42", None, 7, []]), "_fresh": chance.choice([True, 0])}
        state["_id"] = chance.choice(["x", None, 5])
        cookie += b"; session=" + str(signer.dumps(state)).encode()
    app = chance.choice(["login", "login_strong", "login_none", "login_messages"])
    return Draft(app, chance.choice(LOGIN_PAGES), headers=((b"Cookie", cookie),))


def queries(chance):
    bits = [b"a", b"n", b"=", b"&", b";", b"%", b"%2", b"%zz", b"%FF", b"%00", b"%C3%A9", b"%c3"]
    bits += [b"+", b"1", b"%D9%A3", b"[]", b"?", b"/", b"a=1", b"n=5", b"f=nan", b"%26", b"%3D"]
    bits += [b"f=1e999", b"n=" + b"9" * 300, b"n=" + b"9" * 4400, b"b=", b"\xe9", b"%E2%80%A8"]
    query = noise(chance, 14, bits)
    if chance.random() < 0.1:
        query = b"&".join(b"a=%d" % n for n in range(chance.choice([50, 600, 6000])))
    page = chance.choice([b"/args", b"/args", b"/args-key", b"/args-type-fails", b"/meta/x"])
    return Draft("requests", page + b"?" + query)


def paths(chance):
    up = [
        b"..",
        b"%2e%2e",
        b"%2E.",
        b".%2e",
        b".",
        b"%252e%252e",
        b"..%00",
        b"..;",
        b"%c0%ae%c0%ae",
    ]
    slashes = [b"/", b"/", b"//", b"%2f", b"%2F", b"\\", b"%5c", b"%255c", b"/./", b"%c0%af", b";/"]
    names = [
        b"s.css",
        b"sub/x.js",
        b"a.txt",
        b"etc/passwd",
        b"noext",
        b"%C3%A9.txt",
        b"\xc3\xa9.txt",
    ]
    names += [b"s.css%00", b"s.css%20", b"sub", b"", b"%E9.txt", b"C:", b"s.css?x", b"x" * 300]
    base = chance.choice(
        [
            ("responses", b"/static/"),
            ("responses", b"/from/"),
            ("responses", b"/from-relative/"),
            ("responses", b"/bp/files/"),
            ("edge", b"/send/"),
            ("edge", b"/send?v="),
            ("aged", b"/st/"),
            ("routing", b"/"),
            ("routing", b"/things/"),
            ("requests", b"/meta/"),
        ]
    )
    steps = [
        chance.choice(up + names[:2]) + chance.choice(slashes) for _ in range(chance.randint(0, 5))
    ]
    start = b"/" if chance.random() < 0.1 else b""
    return Draft(base[0], base[1] + start + b"".join(steps) + chance.choice(names))


def conditions(chance):
    pages = [b"/file/0", b"/file/13", b"/file/7", b"/file/15", b"/static/s.css", b"/conditional"]
    pages += [b"/file/17", b"/from/sub/x.js", b"/bp/files/noext", b"/file/6", b"/stream/0"]
    ranges = [
        b"bytes=",
        b"0-",
        b"-1",
        b"5-2",
        b"0-0",
        b",",
        b"1-3",
        b"99999999-",
        b"a-b",
        b" ",
        b"-",
    ]
    ranges += [
        b"items=0-1",
        b"-0",
        b"\xd9\xa3-",
        b"9" * 30 + b"-",
        b"bytes=0-4",
        b"1_0-2_0",
        b"+1-2",
    ]
    tags = [b'"', b"W/", b"*", b"x", b",", b"1700000000.0-20-1234", b'"a"', b"\\", b" ", b"\xe9"]
    dates = [b"Tue, 14 Nov 2023 22:13:20 GMT", b"0", b"x", b"Tue, 99 Nov 2023 22:13:20 GMT", b""]
    dates += [b"Tue, 14 Nov 2023 22:13:20 +9999", b"14 Nov 99999", b"Tue, 14 Nov 0001 00:00:00 GMT"]
    dates += [b"Tue, 14 Nov 2023 25:61:61 GMT", b"1-1-1", b"Fri, 31 Dec 9999 23:59:59 -1200"]
    found = {b"Range": noise(chance, 5, ranges)}
    found[b"If-Range"] = chance.choice([noise(chance, 4, tags), chance.choice(dates)])
    found[b"If-None-Match"] = found[b"If-Match"] = noise(chance, 5, tags)
    found[b"If-Modified-Since"] = found[b"If-Unmodified-Since"] = chance.choice(dates)
    names = chance.sample(sorted(found), chance.randint(1, 3))
    method = chance.choice(["GET", "GET", "HEAD"])
    return Draft("responses", chance.choice(pages), method, tuple((n, found[n]) for n in names))


def typed(chance):
    bits = [
        b"a",
        b"/",
        b"*",
        b";q=",
        b"1",
        b"0.5",
        b",",
        b'"',
        b"=",
        b"\\",
        b" ",
        b"\xe9",
        b"-",
        b"x",
    ]
    bits += [
        b"Basic ",
        b"YTpi",
        b"Digest ",
        b"Bearer ",
        b"max-age=",
        b"bytes=0-",
        b"application/json",
    ]
    names = [
        b"Accept",
        b"Accept-Language",
        b"Authorization",
        b"Cache-Control",
        b"User-Agent",
        b"Range",
    ]
    names += [b"Referer", b"Origin", b"Content-Type", b"If-None-Match", b"Date", b"Max-Forwards"]
    names += [b"Accept-Charset", b"Pragma", b"If-Range", b"X-Requested-With"]
    headers = tuple(
        (name, noise(chance, 8, bits).strip())
        for name in chance.sample(names, chance.randint(1, 4))
    )
    return Draft("requests", b"/typed", headers=headers)


def reflected(chance):
    text = "".join(
        chance.choice([*ODD_CHARACTERS, "a", " ", ";", '"', ":", "/", "[", "\\", "x=1"])
        for _ in range(chance.randint(0, 6))
    )
    raw = text.encode() + (noise(chance, 3) if chance.random() < 0.2 else b"")
    page = chance.choice([b"/header", b"/redirect", b"/cookie", b"/remember", b"/download"])
    if chance.random() < 0.1:
        page, raw = b"/header-name", text.encode()
    return Draft("edge", page + b"?v=" + percent(raw))


def injected(chance):
    ends = [
        b"\r\n ",
        b"\r\n\t",
        b"\n",
        b"\r",
        b"\0",
        b"\r\nX-Two: ",
        b"\x0b",
        b"\xe9",
        b"\xff",
        b"\x7f",
    ]
    ends += [b"\x01", b" ", b"\t", b"a", b"b" * 200, b"b" * 9000, b"\r\n\r\n", b":"]
    value = b"1" + noise(chance, 4, ends)
    name = chance.choice(
        [b"X-One", b"X-One", b"X One", b"X-One ", b"", b"X_One", b"X-\xe9", b"X-One\t"]
    )
    extra = ()
    if chance.random() < 0.15:
        extra = tuple((b"X-%d" % n, b"1") for n in range(chance.choice([20, 90, 95, 97, 100, 300])))
    page = chance.choice([b"/headers", b"/header"])
    return Draft("requests", page, headers=((name, value), *extra))


def methods(chance):
    names = ["FOO", "get", "G", "GE", "PROPFIND", "TRACE", "CONNECT", "QUERY", "M-SEARCH", "GET\t"]
    names += [
        "X" * 19,
        "X" * 30,
        "A$B",
        "PÖST",
        "G(T",
        "OPTIONS",
        "HEAD",
        "DELETE",
        "PATCH",
        "",
        "12A",
    ]
    targets = [b"/", b"/args", b"/form", b"*", b"/json", b"http://testing.example/args", b"//args"]
    targets += [
        b"testing.example:80",
        b"args",
        b"/args#x",
        b"/args?a#x",
        b"?",
        b"/\xff",
        b"/%",
        b"",
    ]
    versions = [b"HTTP/1.1"] * 12 + [
        b"HTTP/1.0",
        b"HTTP/2.0",
        b"HTTP/1.9",
        b"HTTP/0.9",
        b"HTTP/x",
        b"",
    ]
    hosts = [b"Host: testing.example\r\n"] * 12 + [
        None,
        b"Host: a\r\nHost: b\r\n",
        b"Host: a b\r\n",
    ]
    hosts += [
        b"Host: \xe9\r\n",
        b"Host: a/b\r\n",
        b"Host: \r\n",
        b"Host: [::1]:x\r\n",
        b"Host: a:99999\r\n",
    ]
    return Draft(
        "requests",
        chance.choice(targets),
        chance.choice(names),
        version=chance.choice(versions),
        host=chance.choice(hosts),
    )


HEADS = {
    "conditions": conditions,
    "cookies": cookies,
    "injected": injected,
    "methods": methods,
    "paths": paths,
    "queries": queries,
    "reflected": reflected,
    "remembered": remembered,
    "sessions": sessions,
    "typed": typed,
}
