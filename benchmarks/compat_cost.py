"""What Flask's behaviour costs a request: compat against bare FastAPI, called as ASGI apps.

python benchmarks/compat_cost.py [SLICES]
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from paired import Measure, measured_in_turns, show_difference, show_head, show_ratio

from migrator.compat.application import Application
from migrator.compat.responses import jsonify
from migrator.compat.strangler import Strangler

REQUESTS = 200
ITEMS = [{"id": n, "nome": f"Produto {n}", "saldo": n * 1.5} for n in range(20)]
HEADERS = [
    (b"host", b"loja.example"),
    (b"accept", b"application/json"),
    (b"user-agent", b"benchmark"),
    (b"cookie", b"tema=escuro"),
]


def bare() -> FastAPI:
    app = FastAPI()

    @app.get("/produtos/{pagina}")
    async def produtos(pagina: int) -> JSONResponse:
        return JSONResponse({"itens": ITEMS, "pagina": pagina})

    return app


def with_compat(rules: int = 10) -> Application:
    app = Application("loja", root_path=tempfile.gettempdir(), static_folder=None)

    @app.get("/produtos/{pagina:int}")
    async def produtos(pagina: int) -> Any:
        return jsonify(itens=ITEMS, pagina=pagina)

    for number in range(rules - 1):
        app.add_url_rule(f"/area{number}/<int:x>/detalhe", f"area{number}", produtos)
    return app


def scope() -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/produtos/3",
        "raw_path": b"/produtos/3",
        "query_string": b"ordem=nome",
        "root_path": "",
        "headers": list(HEADERS),
        "client": ("127.0.0.1", 4000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


async def receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def ask(app: Any) -> bytes:
    body = []

    async def send(message: dict[str, Any]) -> None:
        body.append(message.get("body", b""))

    await app(scope(), receive, send)
    return b"".join(body)


def microseconds(loop: asyncio.AbstractEventLoop, app: Any) -> Measure:
    """A slice of requests to an app; the CPU time of one, which other processes hardly change."""

    async def requests() -> None:
        for _ in range(REQUESTS):
            await ask(app)

    def measure() -> float:
        began = time.process_time()
        loop.run_until_complete(requests())
        return (time.process_time() - began) / REQUESTS * 1e6

    assert b"Produto 19" in loop.run_until_complete(ask(app))
    measure()
    return measure


def live(app: Application, folder: Path, site: str) -> Strangler:
    """The strangler with this rule live, in front of a Flask server that is never asked."""
    table = folder / "cutover.json"
    table.write_text('{"format": 1, "patterns": {"/produtos/<int:pagina>": {"stage": "live"}}}')
    return Strangler(app, site, table)


def main() -> None:
    slices = int(sys.argv[1]) if len(sys.argv) > 1 else 41
    loop = asyncio.new_event_loop()
    small, large = with_compat(10), with_compat(500)

    def turns(base: Any, other: Any) -> list[tuple[float, float]]:
        return measured_in_turns(microseconds(loop, base), microseconds(loop, other), slices)

    with tempfile.TemporaryDirectory() as name:
        strangler = live(small, Path(name), "http://127.0.0.1:9")
        alone = Strangler(small, None, Path(name) / "none.json")
        show_head("a JSON route, microseconds", "base", "other", "difference")
        show_difference("compat over bare FastAPI", turns(bare(), small), 50)
        show_difference("strangler in front, rule live", turns(small, strangler), 50)
        show_head("", "base", "other", "ratio")
        show_ratio("500 rules over 10 rules", turns(small, large), 1.05)
        show_ratio("strangler without Flask over none", turns(small, alone), 1.03)


if __name__ == "__main__":
    main()
