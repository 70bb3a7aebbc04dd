"""The servers' own pages of 500: an exception has left the application on both sides (A10).

gunicorn writes its own in ``gunicorn.util.write_error``, Starlette in ``ServerErrorMiddleware``.
"""

from migrator.model.exchange import Answer
from migrator.model.verdict import Excuse

SERVER_PAGES = Excuse(
    "server-pages",
    "an exception left the application on both sides; each server has its own page of 500 (A10)",
)
_FAILED = 500
_WORDS = b"Internal Server Error"
_GUNICORN = (
    b"<html>\n  <head>\n    <title>Internal Server Error</title>\n  </head>\n  <body>\n"
    b"    <h1><p>Internal Server Error</p></h1>\n"
)


def are_server_pages(legacy: Answer, new: Answer, method: str) -> bool:
    """Whether neither answer is the application's; of HEAD there are the headers to tell by."""
    if (legacy.status, new.status) != (_FAILED, _FAILED):
        return False
    if method == "HEAD":
        ours = _head(new)
        return _head(legacy)[0] == "text/html" and ours == ("text/plain; charset=utf-8", "21")
    return legacy.body.startswith(_GUNICORN) and new.body == _WORDS


def _head(answer: Answer) -> tuple[str, str]:
    headers = {name.lower(): value for name, value in answer.headers}
    return headers.get("content-type", ""), headers.get("content-length", "")
