"""500 secrets, and the ways in which a request or an answer can carry one."""

import base64
import gzip
import json
import random
import string
import zlib
from urllib.parse import quote, quote_plus

from migrator.traffic.redaction.stand_ins import check_digits


def secrets():
    """500 secrets: passwords, tokens, keys, e-mails and CPFs, each told once."""
    draw = random.Random(500)
    word = lambda n: "".join(draw.choices(string.ascii_letters + string.digits, k=n)) + "aB3"  # noqa: E731
    body = lambda: "".join(draw.choices("123456789", k=9))  # noqa: E731
    cpfs = [found + check_digits("cpf", found) for found in (body() for _ in range(100))]
    emails = [f"{word(9).lower()}@shop.example" for _ in range(100)]
    return [word(13) for _ in range(200)] + [word(29) for _ in range(100)] + emails + cpfs


def sent(number, secret):
    """A request that carries a secret in one of the ways there are."""
    pack = lambda text: base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()  # noqa: E731
    kind = lambda name: {"Content-Type": name}  # noqa: E731
    jwt = f"{pack(json.dumps({'alg': 'HS256'}))}.{pack(json.dumps({'token': secret}))}.{'x1Y' * 14}"
    as_json = json.dumps({"outer": [{"password": secret}]}).encode()
    multipart = f'--b\r\nContent-Disposition: form-data; name="senha"\r\n\r\n{secret}\r\n--b--\r\n'
    ways = [
        ("/a", kind("application/json"), as_json),
        (
            "/a",
            kind("application/x-www-form-urlencoded"),
            f"a=1&senha={quote_plus(secret)}".encode(),
        ),
        (f"/a?token={quote(secret, safe='')}", {}, b""),
        ("/a", {"Cookie": f"theme=dark; session={secret}"}, b""),
        ("/a", {"Authorization": f"Bearer {jwt}"}, b""),
        (
            "/a",
            {"Authorization": "Basic " + base64.b64encode(f"u:{secret}".encode()).decode()},
            b"",
        ),
        ("/a", kind("multipart/form-data; boundary=b"), multipart.encode()),
        ("/a", {**kind("application/json"), "Content-Encoding": "gzip"}, gzip.compress(as_json)),
        ("/a", {**kind("application/json"), "Content-Encoding": "deflate"}, zlib.compress(as_json)),
        ("/a", {"X-Api-Key": secret}, b""),
    ]
    return ways[number % len(ways)]


def haystack(folder):
    """All bytes on disk, and what gzip, deflate and base64 hide in them."""
    found = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for line in (folder / "recording.ndjson").read_bytes().splitlines()[1:]:
        for side in (json.loads(line)["request"], json.loads(line)["answer"]):
            body = side.get("body", "")
            if isinstance(body, dict):
                raw = base64.b64decode(body["base64"])
                found += raw + (
                    gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else zlib.decompress(raw)
                )
    return found


def left(hay):
    """The secrets that stand in it, raw, URL-encoded or in base64."""
    return [secret for secret in secrets() if any(form.encode() in hay for form in forms(secret))]


def forms(secret):
    packed = base64.b64encode(secret.encode()).decode().rstrip("=")
    return secret, quote(secret, safe=""), packed[:-1]
