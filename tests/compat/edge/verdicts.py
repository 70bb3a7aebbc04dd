"""Whether two answers are equal, and if not, which rule proves that a server made the difference.

A rule looks at the bytes of the request and at who has answered: both servers have error pages of
their own. What no rule explains is a difference of compat, named DIFFERENT.
"""

import h11
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from pairs import comparable

EQUAL = "equal"
DIFFERENT = "different"
_GUNICORN_PAGE = b"<html>\n  <head>\n    <title>"
_UVICORN_REFUSES = (400, b"Invalid HTTP request received.")
_UVICORN_FAILS = (500, b"Internal Server Error")


def judge(sent, old, new, ask_flask_on_uvicorn):
    """Return EQUAL, the name of the rule that explains the difference, or DIFFERENT."""
    theirs, ours = facts(old), facts(new)
    if ours == theirs:
        return EQUAL
    if new is None:
        return "left before the end" if reading(sent) == "unfinished" else DIFFERENT
    if (new.status, new.body) == _UVICORN_REFUSES:
        return "refused by uvicorn" if reading(sent) == "refused" else DIFFERENT
    is_gunicorns = old is not None and (old.body or b"").startswith(_GUNICORN_PAGE)
    if is_gunicorns and old.status == 500:
        # Neither server can send what the view has put into a header; both say so themselves.
        return "unsendable header" if (new.status, new.body) == _UVICORN_FAILS else DIFFERENT
    name = _reason(sent, is_gunicorns=is_gunicorns)
    same = name != DIFFERENT and facts(ask_flask_on_uvicorn()) == ours
    return name if same else DIFFERENT


def _reason(sent, *, is_gunicorns):
    if is_gunicorns:
        return "refused by gunicorn"
    if _is_odd_target(sent.target):
        return "target read by uvicorn"
    return "chunks refused by gunicorn" if _are_chunks_refused(sent) else DIFFERENT


def facts(answer):
    """Return what is compared: section 10."""
    return None if answer is None else comparable(answer)


def _is_odd_target(target):
    """Tell whether a request line names more than a path: RFC 9112, 3.2.2, or a fragment."""
    return not target.startswith(b"/") or b"#" in target


def _are_chunks_refused(sent):
    """Tell whether gunicorn's own parser fails in the chunks, which Flask's code then meets."""
    parser = RequestParser(Config(), iter([sent.raw]), ("127.0.0.1", 1))
    request = next(parser)
    try:
        request.body.read()
    except (ParseException, OSError):
        return True
    return False


def reading(sent):
    """Return what the parser of uvicorn says of these bytes: complete, unfinished or refused."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=64 * 1024)
    connection.receive_data(sent.raw)
    try:
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                return "unfinished"
            if isinstance(event, h11.EndOfMessage):
                return "complete"
    except h11.RemoteProtocolError:
        return "refused"
