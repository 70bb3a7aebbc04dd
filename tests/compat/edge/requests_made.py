"""The request of a number: the same bytes in every run, on every machine.

`made(number)` draws a kind of mischief and lets it write a whole request, head and body.
"""

import random
from dataclasses import dataclass
from urllib.parse import quote

APP_HEADER = b"X-Test-App"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request; `ends_early` when the client says that no more bytes will come."""

    number: int
    kind: str
    app: str
    method: str
    target: bytes
    raw: bytes
    ends_early: bool = False

    def __str__(self):
        return f"request {self.number} ({self.kind}, app {self.app}): {self.raw[:1500]!r}"


@dataclass(slots=True)
class Draft:
    """A request while it is written; `length` "right" adds the Content-Length of the body."""

    app: str
    target: bytes
    method: str = "GET"
    headers: tuple = ()
    body: bytes | None = None
    length: str = "right"
    version: bytes = b"HTTP/1.1"
    host: bytes | None = b"Host: testing.example\r\n"
    ends_early: bool = False

    def write(self, number, kind):
        lines = [b"%s %s %s\r\n" % (self.method.encode("latin-1"), self.target, self.version)]
        lines.append(self.host or b"")
        lines.append(b"%s: %s\r\nConnection: close\r\n" % (APP_HEADER, self.app.encode()))
        lines += [b"%s: %s\r\n" % header for header in self.headers]
        if self.body is not None and self.length == "right":
            lines.append(b"Content-Length: %d\r\n" % len(self.body))
        raw = b"".join(lines) + b"\r\n" + (self.body or b"")
        return Sent(number, kind, self.app, self.method, self.target, raw, self.ends_early)


def made(number):
    """Return the request of a number."""
    from bodies import BODIES
    from heads import HEADS

    kinds = {**HEADS, **BODIES}
    chance = random.Random(f"edge {number}")
    kind = chance.choice(sorted(kinds))
    return kinds[kind](chance).write(number, kind)


def noise(chance, most=12, alphabet=None):
    """Return a few bytes: any, or of an alphabet of byte strings."""
    size = chance.randint(0, most)
    if alphabet is None:
        return bytes(chance.randrange(256) for _ in range(size))
    return b"".join(chance.choice(alphabet) for _ in range(size))


def percent(raw):
    """Return bytes that may stand in a request line."""
    return quote(raw).encode()


def spoiled(chance, raw):
    """Return bytes with one to three of them changed, left out, doubled or cut."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(raw))
        match chance.randrange(5):
            case 0:
                raw = raw[:at] + raw[at + 1 :]
            case 1:
                raw = raw[:at] + bytes([chance.choice(b'"\\;,=.%-_|:~\xe9\xff a0\t')]) + raw[at:]
            case 2:
                raw = raw[:at]
            case 3:
                raw = raw[:at] + raw[:at]
            case _:
                raw = raw[:at] + bytes([chance.randrange(33, 256)]) + raw[at + 1 :]
    return raw
