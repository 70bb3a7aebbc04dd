"""What generated code costs over the same app by hand: CPU per request, for both drivers.

python benchmarks/handwritten_cost.py [SLICES]

Both apps live in one process and are asked as ASGI apps, in turns of a few requests, so that
whatever else the machine does meets both alike; the processor time of all threads counts. The
server around them (uvicorn) is the same for both and left out, which makes the ratio larger, not
smaller. The database is the wire player, see `estoque_sides.py`.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from estoque_sides import (
    ASYNC,
    BY_HAND_ASYNC,
    BY_HAND_MOTOR,
    FLASK,
    HERE,
    MOTOR,
    ROUTES,
    Answered,
    Visitor,
    prepare,
    uri_of,
)
from paired import Measure, measured_in_turns, show_head, show_ratio
from uvloop import new_event_loop

from migrator.twins.wire.process import wire_process

MOST = 1.05
REQUESTS = 4


class Inside:
    """An app of this process; answers as the servers of the other benchmarks do."""

    def __init__(self, loop: asyncio.AbstractEventLoop, app) -> None:
        self._loop = loop
        self._app = app
        self.visitor = Visitor(self)

    def ask(self, method: str, path: str, fields=None, headers=None) -> Answered:
        """One request."""
        return self._loop.run_until_complete(self._answer(method, path, fields, headers or {}))

    def microseconds(self, name: str) -> Measure:
        """A slice of requests to a route; the CPU time of one."""
        wanted = self.visitor.wants(name)

        async def requests() -> None:
            for _ in range(REQUESTS):
                await self._answer(*wanted)

        def measure() -> float:
            began = time.process_time()
            self._loop.run_until_complete(requests())
            return (time.process_time() - began) / REQUESTS * 1e6

        assert self.ask(*wanted).status in {200, 302}
        measure()
        return measure

    async def _answer(self, method: str, path: str, fields, headers) -> Answered:
        body = urlencode(fields).encode() if fields is not None else b""
        told = [(b"host", b"estoque.local")]
        told += [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        if body:
            told.append((b"content-type", b"application/x-www-form-urlencoded"))
            told.append((b"content-length", str(len(body)).encode()))
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": told,
            "client": ("127.0.0.1", 4000),
            "server": ("127.0.0.1", 8000),
            "state": {},
        }
        start, pieces = {}, []

        async def receive() -> dict:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                pieces.append(message.get("body", b""))

        await self._app(scope, receive, send)
        return Answered(start["status"], _Headers(start["headers"]), b"".join(pieces))


class _Headers(list):
    """The headers of an ASGI answer, as `http.client` gives them."""

    def get_all(self, wanted: str) -> list[str]:
        """All values of a name."""
        return [value.decode() for name, value in self if name.decode().lower() == wanted.lower()]


def measure_inside(driver: str, slices: int) -> None:
    """Show the rows of one driver; the environment says where apps and database are."""
    from serve_estoque import fastapi_app

    loop = new_event_loop()
    by_hand, generated = (Inside(loop, fastapi_app(it)) for it in ("handwritten", "generated"))
    show_head(f"{driver}, CPU us a request", "by hand", "generated", "ratio")
    rows = {}
    for name in ROUTES:
        rows[name] = measured_in_turns(
            by_hand.microseconds(name), generated.microseconds(name), slices
        )
        show_ratio(name, rows[name], MOST)
    together = [
        tuple(map(sum, zip(*pairs, strict=True))) for pairs in zip(*rows.values(), strict=True)
    ]
    show_ratio("one of each", together, MOST)


def main() -> None:
    if sys.argv[1:2] == ["inside"]:
        measure_inside(sys.argv[2], int(sys.argv[3]))
        return
    slices = sys.argv[1] if len(sys.argv) > 1 else "41"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = prepare(folder, [FLASK, MOTOR, ASYNC, BY_HAND_MOTOR, BY_HAND_ASYNC])
        with wire_process(["play", "--file", str(file)], folder / "play.log") as player:
            for side in (BY_HAND_MOTOR, BY_HAND_ASYNC):
                driver = side.environment["DRIVER"]
                app = "generated-async" if side is BY_HAND_ASYNC else "generated"
                environment = {
                    **os.environ,
                    **side.environment,
                    "MONGO_URI": f"{uri_of(player)}estoque",
                    "SECRET_KEY": "benchmark",
                    "UPLOAD_FOLDER": str(folder / "uploads"),
                    "PYTHONPATH": f"{folder / app}:{HERE}",
                }
                script = [sys.executable, __file__, "inside", driver, slices]
                subprocess.run(script, env=environment, cwd=folder, check=True)
            said = player.process
        assert " 0 unknown, 0 unstable" in said.last_lines(), said.last_lines()


if __name__ == "__main__":
    main()
