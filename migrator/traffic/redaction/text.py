"""Find and replace in text: by name in JSON, forms and HTML, by pattern anywhere."""

import base64
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from migrator.traffic.redaction.names import Names
from migrator.traffic.redaction.stand_ins import number_kind, redacted_jwt

Replace = Callable[[str, str], str]
"""What stands for a value of a kind: ``replace("email", "ana@shop.example")``."""

_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
_EMAIL = re.compile(r"[\w.+-]+(@|%40|&#64;|\\u0040)[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d./ -]{9,21}\d(?![\w-])")
_PHONE = re.compile(r"(?<![\w+])(?:\+55 ?)?\(?\d{2}\)? ?9?\d{4}-\d{4}(?!\w)")
_KEY = re.compile(r"\b(?:[sr]k_(?:live|test)_|gh[pousr]_|xox[abp]-|AKIA|AIza|glpat-)[\w-]{12,}")
_BASE64 = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/_-]{12,}={0,2}(?![\w+/=-])")
_TOKEN = re.compile(r"(?<![\w-])[\w-]{20,}(?![\w-])", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{32,}|[0-9A-F]{32,}")
_KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"))
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_WORD = re.compile(r"(?<=\\[nrt])[\w-]{8,}|(?<!\\)[\w-]{8,}", re.ASCII)
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|-?\d[\d.eE+-]*|\w+')
_INPUT = re.compile(r"<(?:input|meta)\b[^>]*>", re.IGNORECASE)
_NAME = re.compile(r"""\bname=["']([^"']*)["']""", re.IGNORECASE)
_VALUE = re.compile(r"""(\b(?:value|content)=["'])([^"']*)(["'])""", re.IGNORECASE)
_PAIR = re.compile(r"""([\w.-]+)["']?(=| ?[:=] ?)["']?([^\s"'&;,(){}\[\]<>]+)""")
_LONG_NUMBER = 6
_FORM = re.compile(r"[\w.\[\]-]+=[^\s&=]*(?:&[\w.\[\]-]+=[^\s&=]*)*")
_LINES = dict.fromkeys(map(ord, "\r\n\t"))
_URL_SAFE = str.maketrans("-_", "+/")


Change = Callable[[re.Match[str]], str | None]
"""What stands for a match; None when it is none of that kind after all."""


class TextRedactor:
    """Replaces what the rules find; ``known`` are the secrets that were found by name.

    No rule sees what another one has put there, so that a short value which happens to be the
    stand-in of another is replaced like any other.
    """

    def __init__(self, names: Names, replace: Replace, known: Callable[[str], bool]) -> None:
        self.names = names
        self.replace = replace
        self._known = known
        self._rules: tuple[tuple[re.Pattern[str], Change], ...] = (
            (_WORD, self._if_known),
            (_JWT, self._jwt),
            (_BASE64, self._base64),
            (_EMAIL, self._email),
            (_NUMBER, self._number),
            (_PHONE, lambda found: self.replace("phone", found[0])),
            (_KEY, lambda found: self.replace("key", found[0])),
            (_TOKEN, self._token),
        )

    def text(self, text: str) -> str:
        """By pattern, and by what is known; everything else stays as it is."""
        return _ruled(text, self._rules)

    def known(self, text: str) -> str:
        """Only what is known, for what is no text."""
        return _ruled(text, self._rules[:1])

    def inner(self, text: str) -> str:
        """A value that may be a document of its own: JSON, a form or a page."""
        if text[:1] in {"{", "["} and _is_json(text):
            return self.json(text)
        return self.form(text) if _FORM.fullmatch(text) else self.html(text)

    def value(self, name: str, text: str) -> str:
        """The value of a field: a secret as a whole when its name says so."""
        if not self.names.is_secret(name):
            return self.inner(text)
        if kind := number_kind(text):
            return self.replace(kind, text)
        scheme, gap, rest = text.partition(" ")
        if gap and scheme.lower() in {"bearer", "basic", "token"}:
            return f"{scheme} {self._credentials(scheme.lower(), rest)}"
        if found := _JWT.fullmatch(text):
            return self._jwt(found)
        return self.replace("secret", text) if text else text

    def number(self, name: str, digits: str) -> str:
        """A number: by its check digits, or a long one in a field whose name says so."""
        named = self.names.is_secret(name) and len(digits) >= _LONG_NUMBER
        kind = number_kind(digits) or ("secret" if named else "")
        return self.replace(kind, digits) if kind and digits.isdigit() else digits

    def json(self, text: str) -> str:
        """JSON by its keys, with every byte kept that is not part of a secret."""
        parts, end, name, stack = [], 0, "", [""]
        for found in _JSON.finditer(text):
            piece, stop = found[0], found.end()
            new = piece
            if piece in "{[":
                stack.append(name if self.names.is_secret(name) else stack[-1])
            elif piece in "}]":
                stack = stack[:-1] or [""]
                name = ""
            elif piece[0] == '"' and text[stop : stop + 8].lstrip()[:1] == ":":
                name = piece[1:-1]
                new = f'"{self.text(name)}"'
            elif piece[0] == '"':
                new = self._string(stack[-1] or name, piece)
            elif piece.isdigit():
                new = self.number(stack[-1] or name, piece)
            parts += [text[end : found.start()], new]
            end = stop
        return "".join((*parts, text[end:]))

    def form(self, text: str) -> str:
        """A query or a form, pairs as they were spelled where nothing was replaced."""
        pairs = []
        for pair in text.split("&"):
            name, equals, value = pair.partition("=")
            plain = unquote_plus(value)
            new = self.value(unquote_plus(name), plain)
            pairs.append(
                f"{name}={quote_plus(new, '@/:,')}" if new != plain else name + equals + value
            )
        return "&".join(pairs)

    def html(self, text: str) -> str:
        """A page: fields and meta tags by name, the rest by pattern."""
        return _ruled(text, ((_INPUT, self._tag), *self._rules))

    def line(self, line: str) -> str:
        """A line of a log: pairs by name, however they are written, the rest by pattern."""
        if line[:1] == "{" and _is_json(line):
            return self.json(line)
        return _ruled(line, ((_PAIR, self._pair), *self._rules))

    def path(self, path: str) -> str:
        """A path, segment by segment."""
        segments = ((segment, unquote(segment)) for segment in path.split("/"))
        redacted = ((segment, plain, self.text(plain)) for segment, plain in segments)
        return "/".join(s if plain == new else quote(new, "@:,") for s, plain, new in redacted)

    def _string(self, name: str, piece: str) -> str:
        """A string of JSON; escapes are undone first, so that none of them hides a word."""
        if "\\" not in piece:
            return f'"{self.value(name, piece[1:-1])}"'
        try:
            plain = json.loads(piece, strict=False)
        except ValueError:
            return f'"{self.value(name, piece[1:-1])}"'
        new = self.value(name, plain)
        return piece if new == plain else json.dumps(new, ensure_ascii=piece.isascii())

    def _tag(self, found: re.Match[str]) -> str | None:
        name = _NAME.search(found[0])
        if not name or not self.names.is_secret(name[1]):
            return None
        value: Change = lambda part: part[1] + self.value(name[1], part[2]) + part[3]  # noqa: E731
        return _ruled(found[0], ((_VALUE, value), *self._rules))

    def _pair(self, found: re.Match[str]) -> str | None:
        if not self.names.is_secret(found[1]):
            return None
        plain = unquote_plus(found[3])
        new = self.value(found[1], plain)
        start = found.start(3) - found.start()
        return found[0][:start] + (found[3] if new == plain else quote_plus(new, "@/:,"))

    def _credentials(self, scheme: str, text: str) -> str:
        if scheme == "basic":
            try:
                user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
            except ValueError:
                return self.replace("secret", text)
            plain = f"{self.text(user)}:{self.replace('secret', password)}"
            return base64.b64encode(plain.encode()).decode()
        found = _JWT.fullmatch(text)
        return self._jwt(found) if found else self.replace("secret", text)

    def _jwt(self, found: re.Match[str]) -> str:
        try:
            return redacted_jwt(found[0], self.json, lambda word: self.replace("secret", word))
        except ValueError:
            return self.replace("secret", found[0])

    def _base64(self, found: re.Match[str]) -> str | None:
        """Text inside base64; what is not text is left to the other rules."""
        packed = found[0]
        is_url = "-" in packed or "_" in packed
        plain = _readable(packed)
        if not plain:
            return None
        new = self.inner(plain)
        if new == plain:
            return packed
        coded = (base64.urlsafe_b64encode if is_url else base64.b64encode)(new.encode()).decode()
        return coded if packed.endswith("=") else coded.rstrip("=")

    def _email(self, found: re.Match[str]) -> str:
        local, at, domain = found[0].partition(found[1])
        return self.replace("email", f"{local}@{domain}").replace("@", at, 1)

    def _number(self, found: re.Match[str]) -> str | None:
        kind = number_kind(found[0])
        return self.replace(kind, found[0]) if kind else None

    def _token(self, found: re.Match[str]) -> str | None:
        word = found[0]
        is_random = _HEX.fullmatch(word) or (
            all(kind.search(word) for kind in _KINDS) and not _UUID.fullmatch(word)
        )
        return self.replace("token", word) if is_random else None

    def _if_known(self, found: re.Match[str]) -> str | None:
        return self.replace("secret", found[0]) if self._known(found[0]) else None


def _ruled(text: str, rules: tuple[tuple[re.Pattern[str], Change], ...]) -> str:
    """The text with every rule applied to what the rules before it left alone."""
    if not rules or not text:
        return text
    (pattern, change), rest = rules[0], rules[1:]
    parts, end = [], 0
    for found in pattern.finditer(text):
        new = change(found)
        if new is not None:
            parts += [_ruled(text[end : found.start()], rest), new]
            end = found.end()
    return "".join((*parts, _ruled(text[end:], rest)))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _readable(packed: str) -> str:
    """The text that a word of base64 holds; empty when it holds none."""
    bare = packed.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    try:
        plain = base64.b64decode(padded.translate(_URL_SAFE), validate=True).decode()
    except ValueError:
        return ""
    return plain if plain.translate(_LINES).isprintable() else ""
