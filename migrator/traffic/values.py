"""What a value is that an app may make anew: ids, tokens, codes, cursors; not words, not counts."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote, unquote_plus

from migrator.model.exchange import Answer, Request

WORD = re.compile(r"[0-9A-Za-z_\-]{5,}")
"""A value inside of a text: what stands between punctuation."""
OPAQUE = re.compile(r"[0-9A-Za-z_\-+/=%.~]{5,}")
"""A value that may have punctuation of its own: base64, a signed token, quoted for a URL or not."""
SIGNED = re.compile(r"\.?[0-9A-Za-z_\-]{6,}\.[0-9A-Za-z_\-]{4,}\.[0-9A-Za-z_\-]{16,}")
"""What says something and is signed: a JSON web token (RFC 7519), a session of itsdangerous."""
_TOKEN = re.compile(r"eyJ[0-9A-Za-z_\-]+\.[0-9A-Za-z_\-]+\.[0-9A-Za-z_\-]*")
CUTS = re.compile(r"""[\s?&;,"'<>()#]+""")
"""What separates the pieces of a text or an address."""
BY_JAR = frozenset({"cookie", "set-cookie"})
_OF_CACHES = frozenset(
    {"etag", "if-none-match", "if-match", "if-range", "date", "expires", "last-modified"}
    | {"if-modified-since", "if-unmodified-since", "age"}
)
NOT_FOLLOWED = BY_JAR | _OF_CACHES
"""Headers whose values are the business of the jar, of the validators and of clocks."""

_MADE = re.compile(
    r"[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_LEAST_DIGITS = 6
_LEAST_INSIDE = 12
_LEAST_TURNS = 4
_TURNS = re.compile("[a-z](?=[A-Z])|[A-Z](?=[a-z])|[+=]")
_ALPHABETS = re.compile(r"[0-9A-Za-z_\-]+={0,2}|[0-9A-Za-z+/]+={0,2}")


def is_made(value: str) -> bool:
    """Whether it is an ObjectId or a UUID: nobody but an app that makes ids writes these."""
    return _MADE.fullmatch(value) is not None


def looks_fresh(value: str) -> bool:
    """Whether it may have been drawn or counted: a mix, a long number, a code in capitals."""
    if value.isdigit():
        return len(value) >= _LEAST_DIGITS
    if any(c.isdigit() for c in value):
        return any(c.isalpha() for c in value)
    if value.isascii() and value.isalpha() and value.isupper():
        return True
    return len(value) >= _LEAST_INSIDE and len(_TURNS.findall(value)) >= _LEAST_TURNS


def values_in(message: Request | Answer) -> frozenset[str]:
    """Every value of a message that an app may have made, cookies aside."""
    texts = [message.body.decode("latin-1")]
    if isinstance(message, Request):
        texts.append(message.target)
    texts += [value for name, value in message.headers if name.lower() not in NOT_FOLLOWED]
    return frozenset(value for text in texts for value in values_of(text))


def cookie_values(request: Request) -> frozenset[str]:
    """The values of the cookies that a request carries."""
    headers = (value for name, value in request.headers if name.lower() == "cookie")
    pairs = (pair.partition("=")[2] for header in headers for pair in header.split("; "))
    return frozenset(value for value in pairs if looks_fresh(value))


def values_of(text: str) -> Iterator[str]:
    """The values in a text: whole pieces, those behind a ``name=``, and the words of both."""
    for piece in CUTS.split(text):
        for whole in dict.fromkeys((piece, piece.partition("=")[2])):
            decoded = unquote_plus(whole) if "%" in whole else whole
            if OPAQUE.fullmatch(decoded) and not decoded.startswith("/") and looks_fresh(decoded):
                yield decoded
        for word in WORD.findall(unquote(piece)):
            if looks_fresh(word):
                yield word


def inside(value: str, change: Callable[[str], str]) -> str:
    """A value with a change of the readable text that it is base64 of; else as it is.

    So a cursor that carries an id can be read, and the claims of a JSON web token: what was signed
    over them is left alone.
    """
    if _TOKEN.fullmatch(value):
        head, claims, signature = value.split(".")
        return ".".join((head, _changed(claims, change), signature))
    return _changed(value, change)


def _changed(value: str, change: Callable[[str], str]) -> str:
    if len(value) < _LEAST_INSIDE or not _ALPHABETS.fullmatch(value):
        return value
    text = _readable(value)
    if text is None or (changed := change(text)) == text:
        return value
    is_plain = "+" in value or "/" in value
    encode = base64.b64encode if is_plain else base64.urlsafe_b64encode
    encoded = encode(changed.encode()).decode()
    return encoded if value.endswith("=") or len(value) % 4 == 0 else encoded.rstrip("=")


def _readable(value: str) -> str | None:
    plain = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        text = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return text if text.isprintable() else None
