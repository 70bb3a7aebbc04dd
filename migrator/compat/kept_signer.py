"""The serializer of session cookies: it derives its key once and checks a cookie's signature once.

Keeps C1 (the bytes of Flask's cookie) and C5 (its age, looked at every time): only the time it
takes differs from itsdangerous. A browser sends the same cookie until its session changes, and
whether a signature is right depends on nothing but the text and the keys.
Delete when: sessions are Starlette's.
"""

import hmac
from functools import lru_cache
from typing import Any

from itsdangerous import BadData, Serializer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import want_bytes
from itsdangerous.signer import SigningAlgorithm

_MOST_COOKIES = 512  # of 4 KB at most


class OneCallHMAC(SigningAlgorithm):
    """What `HMACAlgorithm` of itsdangerous signs, in one call of OpenSSL."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """Return the signature with SHA-1, which is Flask's."""
        return hmac.digest(key, value, "sha1")


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


class _AsItIs:
    """Leaves what is inside a cookie unread."""

    dumps = loads = staticmethod(bytes)


class KeptSignerSerializer(URLSafeTimedSerializer):
    """Uses one signer for all cookies of its own salt, and opens a cookie that it knows at once."""

    default_signer = KeptKeySigner
    _kept: Any = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._opened = lru_cache(_MOST_COOKIES)(self._open)

    def make_signer(self, salt: Any = None) -> Any:
        """Return the signer."""
        if salt not in (None, self.salt):
            return super().make_signer(salt)
        if self._kept is None:
            self._kept = super().make_signer(salt)
        return self._kept

    def loads(  # type: ignore[override]  # as TimedSerializer has it
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: Any = None,
    ) -> Any:
        """Return what was signed.

        Raises:
            BadData: it was signed by nobody, or too long ago.
        """
        if return_timestamp or salt is not None:
            return super().loads(s, max_age, return_timestamp, salt)
        try:
            content, signed_at = self._opened(s)
        except BadData:
            return super().loads(s, max_age)  # says what is wrong
        if max_age is not None:
            age = self.make_signer().get_timestamp() - signed_at
            if not 0 <= age <= max_age:
                return super().loads(s, max_age)
        return Serializer.load_payload(self, content)

    def _open(self, s: str | bytes) -> tuple[bytes, int]:
        """Return the content of a cookie that is right, and the second in which it was signed."""
        packed, moment = self.make_signer().unsign(want_bytes(s), return_timestamp=True)
        return self.load_payload(packed, _AsItIs), int(moment.timestamp())
