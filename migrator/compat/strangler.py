"""One ASGI app in front of both sides: Flask and FastAPI serve one site while routes move.

Each request goes by the rule it matches and the stage of that rule in ``cutover.json``: ``legacy``,
``shadow`` (Flask answers, FastAPI is compared), ``canary`` (some users) or ``live``. Keeps R46 and
R47: a rule moves with all its methods and takes the paths of no other. Goes when the last rule is
live: then ``app = api`` is enough.
"""

import os
from functools import partial
from pathlib import Path
from typing import Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .cutover_table import Budget, CutoverWatch
from .error_budget import ErrorBudget
from .shadow import Shadow

_SERVER_ERROR = 500
_OWN_PAGES = "/_migrator/"  # the docs of the new side, under a path that no Flask rule uses


class Api(Protocol):
    """The new side: an ASGI app that knows Flask's complete rule map."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

    def match_rule(self, scope: Scope) -> str | None:
        """The rule text of the pattern that a path belongs to, whatever the method."""


class Strangler:
    """The app that the server runs; without a legacy app it hands everything to ``api``.

    ``legacy`` is what ``flask --app`` takes, for Flask in this process, or the URL of its server.
    """

    def __init__(self, api: Api, legacy: str | None, cutover: Path) -> None:
        self.api = api
        self._new = _marked(api, b"fastapi")
        self.app: ASGIApp = self._new
        if not legacy:
            return
        self._flask = _connect(legacy)
        self._legacy = _marked(self._flask, b"flask")
        self._watch = CutoverWatch(cutover)
        self._errors = ErrorBudget(self._watch)
        self.shadow = Shadow(api)
        self.app = self._choose

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the side that owns the rule."""
        await self.app(scope, receive, send)

    async def _choose(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._lifespan_or_socket(scope, receive, send)
            return
        if scope["path"].startswith(_OWN_PAGES):
            await self._new(scope, receive, send)
            return
        table = self._watch.current()
        rule = self.api.match_rule(scope) if table.moved else None
        stage = "legacy" if rule is None else table.stage(rule, partial(_user, scope))
        if rule is None or stage == "legacy":
            await self._legacy(scope, receive, send)
        elif stage == "shadow":
            await self.shadow.answer(rule, self._legacy, scope, receive, send)
        elif table.budget is None:
            await self._new(scope, receive, send)
        else:
            await self._within(table.budget, rule, scope, receive, send)

    async def _within(
        self, budget: Budget, rule: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._new(scope, receive, watched)
        except Exception:
            status = _SERVER_ERROR
            raise
        finally:
            self._errors.answered(rule, status, budget)

    async def _lifespan_or_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.api(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                await self.shadow.close()
                close = getattr(self._flask, "close", None)
                if close is not None:
                    close()


def _connect(legacy: str) -> ASGIApp:
    """Import only the way that is used: each needs a library that the other does not."""
    if legacy.startswith(("http://", "https://")):
        from .upstream import Upstream

        return Upstream(legacy)
    from .legacy import in_process

    return in_process(legacy)


def _user(scope: Scope) -> str:
    """What stays the same between the requests of one browser without giving it a new cookie."""
    headers = dict(scope["headers"])
    client = scope.get("client") or ("", 0)
    forwarded = headers.get(b"x-forwarded-for", b"").decode("latin-1").partition(",")[0].strip()
    agent = headers.get(b"user-agent", b"").decode("latin-1")
    return f"{forwarded or client[0]}\n{agent}"


def _marked(app: ASGIApp, side: bytes) -> ASGIApp:
    """With ``MIGRATOR_MARK=1``, ``app`` with a header that names the side that has answered."""
    if os.environ.get("MIGRATOR_MARK") != "1":
        return app

    async def marked(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_mark(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"x-served-by", side)]}
            await send(message)

        await app(scope, receive, with_mark)

    return marked
