"""Passwords that a recording proves: the hash in the database becomes that of the stand-in.

Only werkzeug's own formats are made anew (``method$salt$hex``, werkzeug.security); the hash of a
password that nobody typed, and bcrypt's, become stand-ins that no password opens.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable

HASH = re.compile(
    r"(pbkdf2:\w+:\d+|scrypt:\d+:\d+:\d+)\$([^$]+)\$([0-9a-f]+)|\$2[abxy]\$\d\d\$.{53}"
)
_MEMORY = 132


def redacted_hash(text: str, passwords: Iterable[str], replace: Callable[[str, str], str]) -> str:
    """The hash of the stand-in of that password of ``passwords`` which it is the hash of."""
    found = HASH.fullmatch(text)
    if not found or not found[1]:
        head = text[:7]
        return head + replace("secret", text[7:])
    method, salt, digest = found.groups()
    new_salt = replace("secret", salt)
    for password in passwords:
        if hmac.compare_digest(_hashed(method, salt, password), digest):
            return f"{method}${new_salt}${_hashed(method, new_salt, replace('secret', password))}"
    return f"{method}${new_salt}${replace('secret', digest)}"


def _hashed(method: str, salt: str, password: str) -> str:
    kind, *numbers = method.split(":")
    if kind == "pbkdf2":
        name, rounds = numbers
        return hashlib.pbkdf2_hmac(name, password.encode(), salt.encode(), int(rounds)).hex()
    n, r, p = map(int, numbers)
    limit = _MEMORY * n * r * p
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=n, r=r, p=p, maxmem=limit).hex()
