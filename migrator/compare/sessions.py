"""Compare two signed Flask sessions by their payload, as both apps read it (C1 to C5)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from itsdangerous import BadData, URLSafeTimedSerializer

from migrator.compare.context import JudgeContext
from migrator.compare.json_body import explain_json
from migrator.compare.shown import hidden
from migrator.model.verdict import Difference, Excuse

TIMESTAMP = Excuse(
    "session-timestamp", "both sides sign at their own second; payloads are equal (N3)"
)


class _Text:
    """The serializer protocol of itsdangerous, leaving the payload as the text it is."""

    @staticmethod
    def loads(payload: bytes | str) -> str:
        return payload.decode() if isinstance(payload, bytes) else payload

    @staticmethod
    def dumps(payload: str) -> str:
        return payload


@dataclass(frozen=True, slots=True)
class _Session:
    payload: str
    signed_at: datetime | None
    is_signed: bool


def judge_session(
    expected: str, actual: str, context: JudgeContext
) -> Iterator[Difference | Excuse]:
    """Why one session cookie is not the other; a timestamp alone is excused on a running clock."""
    left, right = _decode(expected, context), _decode(actual, context)
    where = context.session_cookie
    if left is None or right is None:
        yield Difference("session", where, hidden(expected), hidden(actual), cause="C1")
        return
    if left.is_signed != right.is_signed:
        yield Difference("session", f"{where} signature", _signed(left), _signed(right), cause="C1")
        return
    if left.payload != right.payload:
        for found in explain_json(left.payload.encode(), right.payload.encode(), "session"):
            yield replace(found, cause="C3" if found.cause == "J1" else found.cause)
        return
    if left.is_signed and left.signed_at != right.signed_at and not context.frozen:
        yield TIMESTAMP
        return
    yield _beside_the_payload((expected, left), (actual, right), where)


def _beside_the_payload(
    expected: tuple[str, _Session], actual: tuple[str, _Session], where: str
) -> Difference:
    """Equal payloads in unequal cookies: another time, another key, another compression."""
    times = expected[1].signed_at, actual[1].signed_at
    if times[0] != times[1] and expected[1].is_signed:
        return Difference("session", f"{where} timestamp", str(times[0]), str(times[1]))
    sides = hidden(expected[0]), hidden(actual[0])
    return Difference("session", f"{where} signature", *sides, cause="C1")


def _signed(session: _Session) -> str:
    return "signed with the app's key" if session.is_signed else "not signed with the app's key"


def _decode(cookie: str, context: JudgeContext) -> _Session | None:
    """The session in a cookie; without a known key its payload, unverified; None for no session."""
    serializer = URLSafeTimedSerializer(
        list(context.secret_keys) or "",
        salt="cookie-session",
        serializer=_Text,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
    )
    try:
        payload, signed_at = serializer.loads(cookie, return_timestamp=True)
    except BadData:
        return _unverified(serializer, cookie)
    return _Session(payload, signed_at, is_signed=True)


def _unverified(serializer: URLSafeTimedSerializer, cookie: str) -> _Session | None:
    _, payload = serializer.loads_unsafe(cookie)
    return None if payload is None else _Session(payload, None, is_signed=False)
