"""Serve one side of the example with its clock stopped: `python serve_estoque.py SIDE FD THREADS`.

The side is `flask` (gunicorn, gthread, one worker), `generated` or `handwritten` (uvicorn). With
the clock stopped the same request asks the database the same questions, today and tomorrow.
"""

import datetime as dt
import socket
import sys
from pathlib import Path

MOMENT = dt.datetime(2026, 9, 15, 12)  # noqa: DTZ001 (as it stands in the documents)
HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "estoque"


class Stopped(dt.datetime):
    """Stands in the place of `datetime` in the app's own module."""

    @classmethod
    def utcnow(cls):
        """The moment, as always."""
        return MOMENT

    @classmethod
    def now(cls, tz=None):  # noqa: ARG003
        """The moment, as always."""
        return MOMENT


def flask_app():
    sys.path.insert(0, str(EXAMPLE))
    import app

    app.datetime = Stopped
    return app.create_app()


def serve_flask(handle: str, threads: str) -> None:
    sys.argv = [
        *("gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", threads),
        *("--bind", f"fd://{handle}", "--keep-alive", "75", "--timeout", "0", "--backlog", "512"),
        *("--config", "/dev/null", "--pythonpath", str(HERE), "serve_estoque:flask_app()"),
    ]
    from gunicorn.app.wsgiapp import run

    run()


def fastapi_app(side: str):
    if side == "generated":
        from generated_app import app as module

        module.datetime = Stopped
        from generated_app.main import app
    else:
        sys.path.insert(0, str(HERE))
        from handwritten import clock

        clock.now = lambda: MOMENT
        from handwritten.main import app
    return app


def serve_fastapi(side: str, handle: str) -> None:
    import uvicorn

    config = uvicorn.Config(
        fastapi_app(side),
        http="httptools",
        ws="none",
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(handle))])


if __name__ == "__main__":
    if sys.argv[1] == "flask":
        serve_flask(*sys.argv[2:4])
    else:
        serve_fastapi(*sys.argv[1:3])
