"""Serve the generated app with uvicorn: ``python new.py MODULE:APP FD``."""

import os
import socket
import sys
from importlib import import_module
from typing import Any, Awaitable, Callable

from blocking import is_on_loop, watch_loop
from moment import exchange
from startup import HEADER, READY, START, prepare
from working import watch_work

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]
begin = prepare()


def reading(app: AsgiApp) -> AsgiApp:
    """The ASGI application behind the reader of our header; its start-up goes on in exchange 0."""
    name = HEADER.encode()

    async def twin(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            begin(START)
            await app(scope, receive, send)
            return
        value = next((value.decode() for key, value in scope["headers"] if key == name), None)
        if value == READY:
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            return
        begin(value)
        kept = [item for item in scope["headers"] if item[0] != name]
        await app(dict(scope, headers=kept), receive, send)

    return twin


def main() -> None:
    """Load the app and run uvicorn."""
    module, _, attribute = sys.argv[1].partition(":")
    watch_loop(os.environ["MIGRATOR_TWIN_COMMANDS"], exchange)
    watch_work(os.environ["MIGRATOR_TWIN_COMMANDS"], exchange, counts=is_on_loop)
    begin(START)
    app = getattr(import_module(module), attribute)
    begin(None)
    uvicorn = import_module("uvicorn")
    config = uvicorn.Config(
        reading(app),
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[2]))])


if __name__ == "__main__":
    main()
