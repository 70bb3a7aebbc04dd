"""The same Flask applications on the server of the new side, to tell whose answer differs.

`flask_on_uvicorn.py PORT`. What gunicorn refuses by itself, Flask never sees; here it does.
"""

import os
import sys
from pathlib import Path

import uvicorn
from a2wsgi import WSGIMiddleware

sys.path.insert(0, str(Path(__file__).parents[1]))
import servers


def _ends(environ, start_response):
    """Say that the body ends by itself, as gunicorn does; a chunked one has no length."""
    environ["wsgi.input_terminated"] = True
    return servers.flask_server(environ, start_response)


def main(port):
    servers._apps.update(servers.load("flask"))
    flask = WSGIMiddleware(_ends, workers=4)

    async def app(scope, receive, send):
        # gunicorn drops these names (Q25)
        headers = [header for header in scope["headers"] if b"_" not in header[0]]
        await flask({**scope, "headers": headers}, receive, send)

    uvicorn.run(
        app, host="127.0.0.1", port=port, proxy_headers=False, lifespan="off",
        log_level="critical", http=os.environ.get("TEST_HTTP", "h11"),
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
