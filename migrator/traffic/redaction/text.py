"""Find and replace in text: by name in JSON, forms and HTML, by pattern anywhere."""

import base64
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
_WORD = re.compile(r"[\w-]{8,}", re.ASCII)
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|-?\d[\d.eE+-]*|\w+')
_INPUT = re.compile(r"<(?:input|meta)\b[^>]*>", re.IGNORECASE)
_NAME = re.compile(r"""\bname=["']([^"']*)["']""", re.IGNORECASE)
_VALUE = re.compile(r"""(\b(?:value|content)=["'])([^"']*)(["'])""", re.IGNORECASE)
_LONG_NUMBER = 6
_URL_SAFE = str.maketrans("-_", "+/")


class TextRedactor:
    """Replaces what the rules find; ``known`` are the secrets that were found by name."""

    def __init__(self, names: Names, replace: Replace, known: Callable[[str], bool]) -> None:
        self.names = names
        self.replace = replace
        self._known = known

    def text(self, text: str) -> str:
        """By pattern, and by what is known; everything else stays as it is."""
        text = _JWT.sub(self._jwt, text)
        text = _BASE64.sub(self._base64, text)
        text = _EMAIL.sub(self._email, text)
        text = _NUMBER.sub(self._number, text)
        text = _PHONE.sub(lambda found: self.replace("phone", found[0]), text)
        text = _KEY.sub(self._word, text)
        text = _TOKEN.sub(self._token, text)
        return _WORD.sub(self._if_known, text)

    def value(self, name: str, text: str) -> str:
        """The value of a field: a secret as a whole when its name says so."""
        if not self.names.is_secret(name):
            return self.text(text)
        if kind := number_kind(text):
            return self.replace(kind, text)
        scheme, gap, rest = text.partition(" ")
        if gap and scheme.lower() in {"bearer", "basic", "token"}:
            return f"{scheme} {self._credentials(scheme.lower(), rest)}"
        if _JWT.fullmatch(text):
            return _JWT.sub(self._jwt, text)
        return self.replace("secret", text) if text else text

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
                new = f'"{self.value(stack[-1] or name, piece[1:-1])}"'
            elif piece.isdigit():
                named = self.names.is_secret(stack[-1] or name) and len(piece) >= _LONG_NUMBER
                kind = number_kind(piece) or ("secret" if named else "")
                new = self.replace(kind, piece) if kind else piece
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
        return self.text(_INPUT.sub(self._tag, text))

    def path(self, path: str) -> str:
        """A path, segment by segment."""
        segments = ((segment, unquote(segment)) for segment in path.split("/"))
        redacted = ((segment, plain, self.text(plain)) for segment, plain in segments)
        return "/".join(s if plain == new else quote(new, "@:,") for s, plain, new in redacted)

    def _tag(self, found: re.Match[str]) -> str:
        name = _NAME.search(found[0])
        if not name or not self.names.is_secret(name[1]):
            return found[0]
        return _VALUE.sub(
            lambda value: value[1] + self.value(name[1], value[2]) + value[3], found[0]
        )

    def _credentials(self, scheme: str, text: str) -> str:
        if scheme == "basic":
            try:
                user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
            except ValueError:
                return self.replace("secret", text)
            plain = f"{self.text(user)}:{self.replace('secret', password)}"
            return base64.b64encode(plain.encode()).decode()
        return _JWT.sub(self._jwt, text) if _JWT.fullmatch(text) else self.replace("secret", text)

    def _jwt(self, found: re.Match[str]) -> str:
        try:
            return redacted_jwt(found[0], self.json, lambda word: self.replace("secret", word))
        except ValueError:
            return self.replace("secret", found[0])

    def _base64(self, found: re.Match[str]) -> str:
        """Text inside base64; what is not text is left to the other rules."""
        packed = found[0]
        is_url = "-" in packed or "_" in packed
        plain = _readable(packed)
        if not plain:
            return packed
        new = self.json(plain) if plain[:1] in "{[" else self.text(plain)
        if new == plain:
            return packed
        coded = (base64.urlsafe_b64encode if is_url else base64.b64encode)(new.encode()).decode()
        return coded if packed.endswith("=") else coded.rstrip("=")

    def _email(self, found: re.Match[str]) -> str:
        local, at, domain = found[0].partition(found[1])
        return self.replace("email", f"{local}@{domain}").replace("@", at, 1)

    def _number(self, found: re.Match[str]) -> str:
        kind = number_kind(found[0])
        return self.replace(kind, found[0]) if kind else found[0]

    def _word(self, found: re.Match[str]) -> str:
        return self.replace("secret", found[0])

    def _token(self, found: re.Match[str]) -> str:
        word = found[0]
        if _readable(word):
            return word
        is_random = _HEX.fullmatch(word) or (
            all(kind.search(word) for kind in _KINDS) and not _UUID.fullmatch(word)
        )
        return self.replace("secret", word) if is_random else word

    def _if_known(self, found: re.Match[str]) -> str:
        return self.replace("secret", found[0]) if self._known(found[0]) else found[0]


def _readable(packed: str) -> str:
    """The text that a word of base64 holds; empty when it holds none."""
    bare = packed.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    try:
        plain = base64.b64decode(padded.translate(_URL_SAFE), validate=True).decode("ascii")
    except ValueError:
        return ""
    return plain if plain.isprintable() else ""
