"""`Bcrypt`: Flask-Bcrypt's password hashes.

Keeps B8: bytes, `$2b$12$` unless BCRYPT_LOG_ROUNDS and BCRYPT_HASH_PREFIX say otherwise, long
passwords hashed before with BCRYPT_HANDLE_LONG_PASSWORDS. A hash takes a quarter of a second of
computing: `await in_thread(bcrypt.check_password_hash, stored, password)`.
Delete when: the passwords are hashed by another library, and no old hash is left.
"""

import hashlib
import hmac
from typing import TYPE_CHECKING

import bcrypt

if TYPE_CHECKING:
    from .application import Application

__all__ = ["Bcrypt", "check_password_hash", "generate_password_hash"]


class Bcrypt:
    """The settings of an application's hashes."""

    def __init__(self, app: "Application | None" = None) -> None:
        self._rounds = 12
        self._prefix = "2b"
        self._handles_long_passwords = False
        if app is not None:
            self.init_app(app)

    def init_app(self, app: "Application") -> None:
        """Read the settings of an application."""
        self._rounds = app.config.get("BCRYPT_LOG_ROUNDS", 12)
        self._prefix = app.config.get("BCRYPT_HASH_PREFIX", "2b")
        self._handles_long_passwords = app.config.get("BCRYPT_HANDLE_LONG_PASSWORDS", False)

    def generate_password_hash(
        self, password: str | bytes, rounds: int | None = None, prefix: str | bytes | None = None
    ) -> bytes:
        """Return the hash of a password, with a salt of its own."""
        if not password:
            raise ValueError("Password must be non-empty.")
        salt = bcrypt.gensalt(
            rounds=self._rounds if rounds is None else rounds,
            prefix=_bytes(self._prefix if prefix is None else prefix),
        )
        return bcrypt.hashpw(self._prepared(password), salt)

    def check_password_hash(self, pw_hash: str | bytes, password: str | bytes) -> bool:
        """Tell whether a hash is that of a password."""
        known = _bytes(pw_hash)
        return hmac.compare_digest(bcrypt.hashpw(self._prepared(password), known), known)

    def _prepared(self, password: str | bytes) -> bytes:
        content = _bytes(password)
        if not self._handles_long_passwords:
            return content
        return hashlib.sha256(content).hexdigest().encode()


def generate_password_hash(password: str | bytes, rounds: int | None = None) -> bytes:
    """Return the hash of a password, with Flask-Bcrypt's defaults."""
    return Bcrypt().generate_password_hash(password, rounds)


def check_password_hash(pw_hash: str | bytes, password: str | bytes) -> bool:
    """Tell whether a hash is that of a password, with Flask-Bcrypt's defaults."""
    return Bcrypt().check_password_hash(pw_hash, password)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
