"""The stand-in of a value of each kind: valid where the original was valid."""

import base64
import json
import re
from collections.abc import Callable

from migrator.traffic.redaction.pseudonyms import Pseudonyms

CPF, CNPJ = 11, 14
_CPF_WEIGHTS = (range(10, 1, -1), range(11, 1, -1))
_CNPJ_WEIGHTS = ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
_CARD = re.compile(r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6\d{15}")


class StandIns:
    """Makes stand-ins by kind: ``email``, ``cpf``, ``cnpj``, ``card``, else a word."""

    def __init__(self, key: bytes) -> None:
        self._pseudonyms = Pseudonyms(key)

    def make(self, kind: str, value: str) -> str:
        """The stand-in of ``value``; it has its form, its length and its check digits."""
        if kind == "email":
            local, _, domain = value.partition("@")
            return f"{self._cased(local)}@{domain}"
        if kind in {"cpf", "cnpj", "card"}:
            return _filled(value, self._checked(kind, _digits(value)))
        return self._pseudonyms.word(value)

    def _cased(self, text: str) -> str:
        """Apps compare e-mails in lower case: both spellings have one stand-in."""
        found = self._pseudonyms.word(text.lower())
        return "".join(
            new.upper() if old.isupper() else new for old, new in zip(text, found, strict=True)
        )

    def _checked(self, kind: str, digits: str) -> str:
        checks = 1 if kind == "card" else 2
        body = self._pseudonyms.word(digits[0] + digits[1:-checks])
        return body + check_digits(kind, body)


def check_digits(kind: str, body: str) -> str:
    """The check digits of a CPF, a CNPJ or a card number without them."""
    if kind == "card":
        return _luhn(body)
    found = body
    for weights in _CPF_WEIGHTS if kind == "cpf" else _CNPJ_WEIGHTS:
        rest = sum(int(d) * w for d, w in zip(found, weights, strict=True)) % 11
        found += str(0 if rest < 2 else 11 - rest)  # noqa: PLR2004 (Receita Federal's rule)
    return found[len(body) :]


def number_kind(text: str) -> str:
    """Which of CPF, CNPJ and card a text of digits and punctuation is by its check digits."""
    digits = _digits(text)
    if len(set(digits)) == 1:
        return ""
    for kind, size, checks in (("cpf", CPF, 2), ("cnpj", CNPJ, 2)):
        if len(digits) == size and check_digits(kind, digits[:-checks]) == digits[-checks:]:
            return kind
    is_card = _CARD.fullmatch(digits) and _luhn(digits[:-1]) == digits[-1]
    return "card" if is_card else ""


def redacted_jwt(token: str, redact: Callable[[str], str], word: Callable[[str], str]) -> str:
    """A JWT that can still be read: claims through ``redact``, the signature a ``word``.

    Raises:
        ValueError: it is none.
    """
    head, claims, signature = token.split(".")
    text = _unpacked(claims)
    json.loads(_unpacked(head)), json.loads(text)
    return f"{head}.{_packed(redact(text))}.{word(signature)}"


def _unpacked(part: str) -> str:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _luhn(body: str) -> str:
    doubled = (int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(body)))
    return str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _filled(shape: str, digits: str) -> str:
    """The digits in the places that digits have in ``shape``."""
    left = iter(digits)
    return "".join(next(left) if letter.isdigit() else letter for letter in shape)
