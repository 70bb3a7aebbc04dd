"""Lets the new side answer in the background too and counts where its answers differ.

Keeps no Flask behaviour; it goes when the last rule is live and Flask is gone.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from hashlib import blake2b

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("migrator.shadow")

_SAFE = {"GET", "HEAD"}
_BODY_HEADERS = {b"content-length", b"transfer-encoding"}


class Shadow:
    """Background copies of safe requests, at most ``limit`` at a time.

    ``counts`` holds for each rule how many answers were ``same`` or ``different``, how many copies
    ``failed`` with an exception or by time, and how many were ``skipped`` because others ran.
    """

    def __init__(self, api: ASGIApp, limit: int = 8, seconds: float = 30.0) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._api = api
        self._limit = limit
        self._seconds = seconds
        self._running: set[asyncio.Task[None]] = set()

    async def answer(
        self, rule: str, legacy: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer from Flask; when that is done, start the copy that nobody waits for."""
        if not _is_safe(scope):
            await legacy(scope, receive, send)
            return
        copy = {**scope, "headers": list(scope["headers"]), "state": dict(scope.get("state", {}))}
        print_of_flask = _Fingerprint(send)
        await legacy(scope, receive, print_of_flask)

        if len(self._running) >= self._limit:
            self.counts[rule]["skipped"] += 1
            return
        task = asyncio.create_task(self._compare(rule, copy, print_of_flask))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Stop what still runs."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _compare(self, rule: str, scope: Scope, flask: "_Fingerprint") -> None:
        new = _Fingerprint(_discard)
        try:
            async with asyncio.timeout(self._seconds):
                await self._api(scope, _empty_body(), new)
        except Exception as error:  # whatever it is, no client may notice
            self.counts[rule]["failed"] += 1
            log.warning("shadow of %s failed: %r", rule, error)
            return
        outcome = "same" if new.value == flask.value else "different"
        self.counts[rule][outcome] += 1
        if outcome == "different":
            level = logging.WARNING if self.counts[rule][outcome] == 1 else logging.INFO
            log.log(level, "shadow of %s differs: Flask %s, FastAPI %s", rule, flask, new)


class _Fingerprint:
    """A ``send`` that remembers status, length and digest of what passes through."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._digest = blake2b(digest_size=16)
        self._length = 0
        self._status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            self._length += len(body)
            self._digest.update(body)
        await self._send(message)

    @property
    def value(self) -> tuple[int, bytes]:
        return self._status, self._digest.digest()

    def __str__(self) -> str:
        return f"{self._status} with {self._length} bytes"


def _is_safe(scope: Scope) -> bool:
    if scope["method"] not in _SAFE:
        return False
    return not any(name in _BODY_HEADERS and value != b"0" for name, value in scope["headers"])


async def _discard(message: Message) -> None:
    """A ``send`` to nobody."""


def _empty_body() -> Receive:
    first = True

    async def receive() -> Message:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": b"", "more_body": False}
        # A client that waits: telling of a disconnect would stop a streamed answer half way.
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    return receive
