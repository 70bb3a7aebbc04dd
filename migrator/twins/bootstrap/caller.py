"""Who asks for a value: the project's code, a library for its caller, or one for itself."""

import os
import sys

from moment import current

_DRAW_FOR_THEMSELVES = frozenset(
    (
        "a2wsgi",
        "bson",
        "email",
        "gridfs",
        "gunicorn",
        "motor",
        "pymongo",
        "python_multipart",
        "ssl",
        "starlette",
        "tempfile",
        "urllib",
        "uvicorn",
    )
)
_PASSING_ON = frozenset(
    {"random", "secrets", "uuid", "os", "werkzeug.security", __name__, "builtin", "sources"}
)
_own = os.path.join(os.environ["MIGRATOR_TWIN_ROOT"], "")


def drawer(depth):
    """The exchange to draw from, or None for real values.

    Libraries draw for themselves while they are imported, and as the app starts; how often depends
    on which libraries a side has, so only the project's own draws count then.
    """
    moment = current.get()
    if moment is None:
        return None
    frame = sys._getframe(depth + 1)
    while frame and frame.f_globals.get("__name__") in _PASSING_ON:
        frame = frame.f_back
    if frame is None or is_own(frame.f_code):
        return moment
    if moment.is_start or frame.f_code.co_name == "<module>":
        return None
    module = frame.f_globals.get("__name__", "")
    return None if module.partition(".")[0] in _DRAW_FOR_THEMSELVES else moment


def is_own(code):
    """Whether code stands in the project's folder, its installed packages aside."""
    return is_own_file(code.co_filename)


def is_own_file(name):
    """Whether a file does."""
    return name.startswith(_own) and "site-packages" not in name
