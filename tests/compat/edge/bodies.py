"""Mischief in bodies: forms, multipart, JSON, lengths and chunks."""

from requests_made import Draft, noise, spoiled

FORM_PAGES = [("requests", b"/form"), ("requests", b"/form-key"), ("requests", b"/data-then-form")]
FORM_PAGES += [("requests", b"/form-then-data"), ("requests", b"/stream-then-form")]
FORM_PAGES += [("limited", b"/form"), ("small_forms", b"/form"), ("edge", b"/upload")]
BODY_PAGES = [
    ("edge", b"/body"),
    ("edge", b"/unread"),
    ("limited", b"/read"),
    ("limited", b"/form"),
]
BODY_PAGES += [("limited", b"/never-read"), ("requests", b"/json"), ("requests", b"/stream-part")]
JSON_PAGES = [("requests", b"/json"), ("requests", b"/json-silent"), ("requests", b"/json-force")]
JSON_PAGES += [("requests", b"/json-property"), ("requests", b"/json-twice"), ("limited", b"/json")]
JSON_PAGES += [
    ("requests", b"/json-force-silent"),
    ("requests", b"/json-get"),
    ("limited", b"/silent"),
]
URLENCODED = b"application/x-www-form-urlencoded"


def forms(chance):
    bits = [
        b"a",
        b"=",
        b"&",
        b";",
        b"%",
        b"%4",
        b"%E9",
        b"\xe9",
        b"+",
        b"\0",
        b"q=1",
        b"%00",
        b"\xff",
    ]
    bits += [b"a=" + b"x" * 600, b"\r\n", b"%C3%A9", b"id=", b"&" * 20, b"\xc3\xa9", b"a=1", b"[]"]
    body = noise(chance, 12, bits)
    if chance.random() < 0.05:
        body = b"&".join(b"k%d=v" % n for n in range(3000))
    kind = chance.choice(
        [URLENCODED] * 6
        + [
            URLENCODED + b"; charset=latin-1",
            URLENCODED + b"; charset=nope",
            URLENCODED.upper(),
            URLENCODED + b";",
            b"text/plain",
            b"",
            b"multipart/form-data",
            b"application/x-www",
            URLENCODED + b'; charset="',
            URLENCODED + b", text/plain",
            b"\xe9/x",
            b";;;=",
        ]
    )
    app, page = chance.choice(FORM_PAGES)
    method = (
        "POST" if app != "requests" else chance.choice(["POST", "POST", "PUT", "GET", "DELETE"])
    )
    return Draft(app, page, method, ((b"Content-Type", kind),), body)


def part(chance, boundary):
    disposition = chance.choice(
        [b'form-data; name="a"'] * 4
        + [b'form-data; name="f"; filename="x.txt"'] * 4
        + [
            b"form-data",
            b'form-data; name="f"; filename=""',
            b"form-data; name=a; filename=../../x",
            b"form-data; name*=utf-8''%c3%a9",
            b"form-data; name=\"f\"; filename*=utf-8''%ff",
            b"",
            b'form-data; name="a\\"b"',
            b'form-data; name="\xe9"; filename="\xff"',
            b'x; name="a"',
            b'form-data; name="f"; filename="' + b"y" * 9000 + b'"',
            b'form-data; name="a',
            b"\xff\xfe",
            b'form-data; name="f"; filename="a\r\n b"',
            b'form-data; name="f"; filename="\0"',
        ]
    )
    more = chance.choice(
        [b""] * 8
        + [
            b"Content-Type: text/html\r\n",
            b"Content-Type: \xe9\r\n",
            b"Content-Length: x\r\n",
            b"Content-Length: 99999999\r\n",
            b"Content-Transfer-Encoding: base64\r\n",
            b"no colon\r\n",
            b"X: " + b"h" * chance.choice([100, 70_000]) + b"\r\n",
            b" folded: 1\r\n",
            b"\0: \0\r\n",
            b"Content-Type: multipart/mixed; boundary=inner\r\n",
            b": \r\n",
            b"A: 1\r\n" * 200,
        ]
    )
    content = chance.choice(
        [
            b"",
            b"1",
            b"\r\n",
            b"\r\n--",
            b"--" + boundary,
            b"x" * 50,
            b"y" * 2000,
            b"\0\xff",
            b"\n--",
            b"--inner\r\nContent-Disposition: attachment\r\n\r\nz\r\n--inner--",
            b"\r",
            b"\r\n--X",
        ]
    )
    head = b"Content-Disposition: %s\r\n%s" % (disposition, more)
    end = chance.choice([b"\r\n"] * 12 + [b"\n", b"\r", b""])
    return b"--%s\r\n%s\r\n%s%s" % (boundary, head, content, end)


def multiparts(chance):
    boundary = chance.choice(
        [b"X"] * 6 + [b"b" * 70, b"b" * 300, b"a b", b"a'()+_,-./:=?", b"\xe9", b"-"]
    )
    parts = [part(chance, boundary) for _ in range(chance.choice([0, 1, 1, 2, 3, 5]))]
    if chance.random() < 0.08:
        many = chance.choice([998, 1001, 3000])
        parts += [
            b'--%s\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' % boundary
        ] * many
    if chance.random() < 0.03:
        head = b'--%s\r\nContent-Disposition: form-data; name="a"\r\n\r\n' % boundary
        parts.append(head + b"x" * chance.choice([490_000, 510_000, 700_000]) + b"\r\n")
    end = chance.choice(
        [b"--%s--\r\n" % boundary] * 6 + [b"", b"--%s" % boundary, b"--%s-" % boundary]
    )
    body = chance.choice([b""] * 6 + [b"preamble\r\n", b"\r\n", b"\n"]) + b"".join(parts) + end
    if chance.random() < 0.1:
        body = spoiled(chance, body)
    quoted = chance.choice([boundary] * 5 + [b'"%s"' % boundary, b'"%s' % boundary, b"", b"other"])
    kind = chance.choice(
        [b"multipart/form-data; boundary=%s"] * 12 + [b"Multipart/Form-Data;boundary=%s"]
    )
    kind = chance.choice(
        [kind] * 12 + [kind + b"; charset=latin-1", b"multipart/mixed; boundary=%s"]
    )
    app, page = chance.choice([*FORM_PAGES, ("edge", b"/upload"), ("edge", b"/upload")])
    return Draft(app, page, "POST", ((b"Content-Type", kind % quoted),), body)


def jsons(chance):
    text = chance.choice(
        [
            '{"a": 1}',
            '{"a": 1',
            "[]",
            "null",
            "NaN",
            "-Infinity",
            "1e999",
            '"\\ud800"',
            "{}",
            "",
            " ",
            '{"a": 1, "a": 2}',
            "[1,]",
            "'a'",
            '{"é": "ü"}',
            "9" * 4200,
            "9" * 4400,
            "0x1",
            "// c\n1",
            "\ufeff{}",
            '"\0"',
            "true false",
            '{"a": {"$oid": "x"}}',
            "1" * 100 + ".5",
            "[" * 300 + "]" * 300,
            # Where the stack ends depends on how many callers a view has: stay far from there.
            "[" * 100_000,
            "[" * 20_000 + "]" * 20_000,
            '{"a":' * 20_000,
            '{"a":' * 300 + "1" + "}" * 300,
        ]
    )
    encoding = chance.choice(
        ["utf-8"] * 8 + ["utf-16", "utf-16-le", "utf-32-be", "utf-8-sig", "latin-1"]
    )
    body = text.encode(encoding, "replace")
    if chance.random() < 0.2:
        body = spoiled(chance, body)
    kind = chance.choice(
        [b"application/json"] * 10
        + [
            b"application/json; charset=latin-1",
            b"application/json;charset=nope",
            b"text/json",
            b"",
            b"application/vnd.x+json",
            b"APPLICATION/JSON",
            b"application/json, text/html",
            b"\xff",
        ]
    )
    app, page = chance.choice(JSON_PAGES)
    return Draft(app, page, "POST", ((b"Content-Type", kind),), body)


def lengths(chance):
    body = chance.choice(
        [b"", b"a=1", b"a=1&b=2", b'{"a": 1}', b"x" * 999, b"x" * 1001, b"x" * 60_000]
    )
    right = b"%d" % len(body)
    stated = chance.choice(
        [
            right,
            b"%d" % (len(body) + 5),
            b"%d" % max(0, len(body) - 2),
            b"0",
            b"-1",
            b"+3",
            b"0x3",
            b"3 3",
            b"1e3",
            b"\xd9\xa3",
            b"",
            b"9" * 25,
            b"3,3",
            b"3, 4",
            b"0" * 30 + b"3",
            b"1_0",
            b"3;",
            b" 3",
            b"3\r\nContent-Length: 3",
            b"3\r\nContent-Length: 4",
            b"1000",
            b"1001",
            b"2000000000",
        ]
    )
    headers = ((b"Content-Type", URLENCODED), (b"Content-Length", stated))
    if chance.random() < 0.1:
        # gunicorn refuses what else is expected; of a cut body the witness could not tell.
        others = [b"x"] if stated == right else []
        headers += ((b"Expect", chance.choice([b"100-continue", b"100-Continue", *others])),)
    if chance.random() < 0.1:
        headers += ((b"Content-Encoding", chance.choice([b"gzip", b"deflate", b"identity", b"x"])),)
    app, page = chance.choice(BODY_PAGES)
    ends_early = stated not in {right, b"0"}
    return Draft(app, page, "POST", headers, body, "given", ends_early=ends_early)


def chunks(chance):
    sizes = [
        b"5",
        b"5;x=y",
        b"05",
        b"5 ",
        b" 5",
        b"0x5",
        b"-5",
        b"5_0",
        b"",
        b"Z",
        b"FFFFFFFFFFFFFFFFFF",
    ]
    sizes = [b"5"] * 20 + sizes + [b"5;" + b"e" * 300, b"+5", b"5\t", b"6", b"4", b'5;a="\r']
    ends = [b"\r\n"] * 20 + [b"\n", b"", b"\r", b"x\r\n"]
    pieces = [
        chance.choice(sizes) + chance.choice(ends) + b"hello" + chance.choice(ends)
        for _ in range(chance.choice([0, 1, 2, 5]))
    ]
    last = chance.choice(
        [b"0\r\n\r\n"] * 8 + [b"", b"0\r\n", b"0\r\nX-Trailer: 1\r\n\r\n", b"00\r\n\r\n"]
    )
    if (
        chance.random() < 0.2
    ):  # more than the limit, and well formed: compat may answer before the end
        pieces, last = [b"5\r\nhello\r\n"] * 300, b"0\r\n\r\n"
    codings = [b"chunked"] * 12 + [
        b"Chunked",
        b"chunked, chunked",
        b"gzip, chunked",
        b"identity",
        b"x",
    ]
    codings += [
        b"chunked\r\nTransfer-Encoding: chunked",
        b"chunked\r\nContent-Length: 5",
        b" chunked",
        b"",
    ]
    headers = ((b"Content-Type", URLENCODED), (b"Transfer-Encoding", chance.choice(codings)))
    app, page = chance.choice(BODY_PAGES)
    version = chance.choice([b"HTTP/1.1"] * 9 + [b"HTTP/1.0"])
    body = b"".join(pieces) + last
    return Draft(app, page, "POST", headers, body, "none", version, ends_early=True)


BODIES = {
    "chunks": chunks,
    "forms": forms,
    "jsons": jsons,
    "lengths": lengths,
    "multiparts": multiparts,
}
