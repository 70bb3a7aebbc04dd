"""Write down which functions of the project open files or compress, on both sides.

In a thread that is nobody else's affair, on an event loop every other request waits. Most such
calls are over soon and stay where they are in the translation, so only a function that does on the
loop what it never did in Flask is a difference (`twins/command_watch.py`). Python tells of files
(https://docs.python.org/3/library/audit_events.html); of what compresses the names are replaced,
so this must run before the app is imported.
"""

import importlib
import os
import re
import sys

from builtin import Builtin
from caller import is_own
from calls import Calls

_COMPRESSING = ("zlib", "bz2", "lzma")
_PASSING_ON = frozenset(
    [
        *("_compression", "_pyio", "builtin", "bz2", "codecs", "compression", "fileinput", "gzip"),
        *("io", "lzma", "pathlib", "shutil", "tarfile", "zipfile", __name__),
    ]
)  # they open for who called them; other libraries fill caches, which each side does when it wants


def watch_work(path, exchange, counts):
    """Append to the file ``path`` from now on; it cannot be taken back.

    ``exchange`` is a ContextVar with the current number, ``counts()`` tells whether a call made now
    is of interest.
    """
    work = _Work(Calls(path), exchange)

    def hook(event, _):
        if event == "open" and counts():
            work.note(event, sys._getframe(1))

    def watched(name, real):
        def call(*given, **named):
            if counts():
                work.note(name, sys._getframe(1))
            return real(*given, **named)

        return Builtin(call)

    for name in _COMPRESSING:
        try:
            module = importlib.import_module(name)
        except ImportError:  # this Python was built without it
            continue
        module.compress = watched(f"{name}.compress", module.compress)
        module.decompress = watched(f"{name}.decompress", module.decompress)
    sys.addaudithook(hook)


class _Work:
    """Writes down what the project's code does; a loop that opens a thousand files says so once."""

    def __init__(self, calls, exchange):
        self._calls = calls
        self._exchange = exchange
        self._last = ()

    def note(self, call, frame):
        frame = _asking(frame)
        if frame is None:
            return
        made = (self._exchange.get(), call, frame.f_code, frame.f_lineno)
        if made != self._last:
            self._last = made
            self._calls.write(made[0], call, frame, _function(frame))


def _asking(frame):
    """The project's own frame that made a call; None where a library made it for itself."""
    while frame:
        name = frame.f_globals.get("__name__", "")
        if is_own(frame.f_code):
            return None if ".compat." in name else frame
        if name.partition(".")[0] not in _PASSING_ON:
            return None
        frame = frame.f_back
    return None


def _function(frame):
    """File and function, which have the same names on both sides but for modules that moved."""
    while frame.f_code.co_name.startswith("<") and frame.f_back and is_own(frame.f_back.f_code):
        frame = frame.f_back  # comprehensions and lambdas
    file = re.sub("^project_", "", os.path.basename(frame.f_code.co_filename))
    return f"{file}:{frame.f_code.co_name}"
