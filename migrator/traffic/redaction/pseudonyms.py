"""Other numbers and words for given ones: keyed, of the same form, and one to one.

Small domains are permuted by a Feistel network with cycle walking (as format-preserving
encryption does, NIST SP 800-38G), so that no two values ever share a stand-in and a unique index
stays unique. Large ones are drawn from a keyed hash, which nobody can turn back.
"""

import hashlib
import hmac
from math import isqrt, prod

_ROUNDS = 8
_PERMUTED_BITS = 120
_LOWER, _UPPER, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_ACCENTED = "àáâãçéêíóôõú"
_HEX = frozenset("0123456789abcdef")


class Pseudonyms:
    """Stand-ins under one ``key``; two keys give two worlds."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def word(self, text: str) -> str:
        """Each letter another one of its kind, each digit a digit; punctuation stays.

        Hexadecimal stays hexadecimal, and a number keeps its first digit off zero.
        """
        alphabets = _alphabets(text)
        size = prod(len(alphabet) for alphabet in alphabets)
        number = 0
        for letter, alphabet in zip(text, alphabets, strict=True):
            number = number * len(alphabet) + alphabet.index(letter)
        if size == 1:
            return text
        number = self.number(number, size, "word")
        letters = []
        for alphabet in reversed(alphabets):
            number, index = divmod(number, len(alphabet))
            letters.append(alphabet[index])
        return "".join(reversed(letters))

    def number(self, value: int, size: int, purpose: str) -> int:
        """Another number below ``size``: one to one when the domain is small."""
        if size.bit_length() > _PERMUTED_BITS:
            seed = self._draw(f"{purpose}:{size}:{value}")
            width = size.bit_length() // 8 + 16
            return int.from_bytes(hashlib.shake_256(seed).digest(width)) % size
        found = self._round_trip(value, size, purpose)
        while found >= size:
            found = self._round_trip(found, size, purpose)
        return found

    def _round_trip(self, value: int, size: int, purpose: str) -> int:
        high = isqrt(size - 1) + 1
        low = -(-size // high)
        left, right = divmod(value, low)
        for turn in range(_ROUNDS):
            if turn % 2:
                right = (right + self._int(f"{purpose}:{size}:{turn}:{left}")) % low
            else:
                left = (left + self._int(f"{purpose}:{size}:{turn}:{right}")) % high
        return left * low + right

    def _int(self, text: str) -> int:
        return int.from_bytes(self._draw(text))

    def _draw(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode(), "sha256")


def _alphabets(text: str) -> list[str]:
    """What each letter of a text may become."""
    is_hex = set(text.lower()) <= _HEX
    found = [_alphabet(letter, 6 if is_hex else 26) for letter in text]
    if text[:1] in _DIGITS[1:]:
        found[:1] = [_DIGITS[1:]]
    elif text[:1] == "0":
        found[:1] = ["0"]
    return found


def _alphabet(letter: str, letters: int) -> str:
    for alphabet in (_LOWER[:letters], _UPPER[:letters], _DIGITS, _ACCENTED):
        if letter in alphabet:
            return alphabet
    return letter
