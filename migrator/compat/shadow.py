"""Lets the new side answer in the background too and counts where its answers differ.

Keeps no Flask behaviour; it goes when the last rule is live and Flask is gone.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .shadow_answer import ShadowAnswer, session_reader, unequal

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
        self._read_session = session_reader(api)
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
        flask = ShadowAnswer()
        await legacy(scope, receive, _noting(flask, send))

        if len(self._running) >= self._limit:
            self.counts[rule]["skipped"] += 1
            return
        task = asyncio.create_task(self._compare(rule, copy, flask))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Stop what still runs."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _compare(self, rule: str, scope: Scope, flask: ShadowAnswer) -> None:
        new = ShadowAnswer()
        try:
            async with asyncio.timeout(self._seconds):
                await self._api(scope, _empty_body(), _noting(new, _discard))
        except Exception as error:  # whatever it is, no client may notice
            self.counts[rule]["failed"] += 1
            log.warning("shadow of %s failed: %r", rule, error)
            return
        where = ", ".join(unequal(flask, new, scope["method"], self._read_session))
        self.counts[rule]["different" if where else "same"] += 1
        if where:
            level = logging.WARNING if self.counts[rule]["different"] == 1 else logging.INFO
            log.log(
                level, "shadow of %s differs in %s: Flask %s, FastAPI %s", rule, where, flask, new
            )


def _noting(answer: ShadowAnswer, send: Send) -> Send:
    """A ``send`` that lets an answer know what passes through."""

    async def note(message: Message) -> None:
        answer.add(message, monotonic())
        await send(message)

    return note


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
