"""Calls of the project's code, written down among the commands of the driver."""

import os

from caller import is_own
from lines import Lines


class Calls:
    """Appends to a file, which the process opens that makes the first call."""

    def __init__(self, path):
        self._lines = Lines(path)

    def write(self, number, call, frame, function=""):
        """One line, as for a command of the driver, with the project's line in its place."""
        line = {
            "exchange": number,
            "command": call,
            "database": function,
            "collection": place(frame),
            "writes": False,
            "blocks": True,
        }
        self._lines.write(line)


def place(frame):
    """The line of the project's own code that made the call; empty where none did."""
    while frame and not is_own(frame.f_code):
        frame = frame.f_back
    if frame is None:
        return ""
    root = os.path.join(os.environ["MIGRATOR_TWIN_ROOT"], "")
    return f"{frame.f_code.co_filename[len(root) :]}:{frame.f_lineno}"
