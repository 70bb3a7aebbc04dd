"""The application."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handwritten.database import client
from handwritten.routes import router

_FOR_ALL = [
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
_FOR_THE_API = [*_FOR_ALL, (b"cache-control", b"no-store")]


class SecurityHeaders:
    """Headers that every answer has."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with them."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = _FOR_THE_API if scope["path"].startswith("/api/") else _FOR_ALL

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self.app(scope, receive, send_with_headers)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    yield
    closed: Any = client.close()
    if closed is not None:
        await closed


app = FastAPI(lifespan=lifespan)
app.add_middleware(SecurityHeaders)
app.add_middleware(SessionMiddleware, secret_key=os.environ["SECRET_KEY"], same_site="lax")
app.include_router(router)
