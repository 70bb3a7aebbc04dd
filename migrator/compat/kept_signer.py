"""The serializer of session cookies with its key derived once, not for every cookie.

Keeps C1 (the bytes of Flask's cookie): only the time it takes differs from itsdangerous.
Delete when: sessions are Starlette's.
"""

from typing import Any

from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class KeptKeySigner(TimestampSigner):
    """Signs and unsigns; remembers what it derived from each of its keys."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._derived: dict[Any, bytes] = {}

    def derive_key(self, secret_key: Any = None) -> bytes:
        """Return the key for this salt."""
        found = self._derived.get(secret_key)
        if found is None:
            found = self._derived[secret_key] = super().derive_key(secret_key)
        return found


class KeptSignerSerializer(URLSafeTimedSerializer):
    """Uses one signer for all cookies of its own salt."""

    default_signer = KeptKeySigner
    _kept: Any = None

    def make_signer(self, salt: Any = None) -> Any:
        """Return the signer."""
        if salt not in (None, self.salt):
            return super().make_signer(salt)
        if self._kept is None:
            self._kept = super().make_signer(salt)
        return self._kept
