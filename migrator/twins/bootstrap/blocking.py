"""Write down calls that make the event loop wait: what blocks it blocks every other request.

Python tells an audit hook of each such call (https://docs.python.org/3/library/audit_events.html),
so nothing is measured, and a slow machine blames nobody. A call in a worker thread blocks nothing.
"""

import asyncio
import json
import os
import subprocess
import sys
import time

from builtin import Builtin
from caller import is_own

_WAITING = frozenset(("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "os.system"))


def watch_loop(path, exchange):
    """Append what blocks to the file ``path`` from now on; it cannot be taken back.

    ``exchange`` is a ContextVar with the current number. Must run before the app is imported, as a
    name once imported cannot be replaced.
    """
    writer = _Writer(path)
    real_sleep = time.sleep

    def hook(event, given):
        if event not in _WAITING or asyncio._get_running_loop() is None:
            return
        if event != "socket.connect" or given[0].gettimeout() != 0:  # 0: asyncio's own way
            writer.write(exchange.get(), event)

    def sleep(seconds):
        if seconds and asyncio._get_running_loop() is not None:
            writer.write(exchange.get(), "time.sleep")
        real_sleep(seconds)

    real_wait = subprocess.Popen.wait

    def wait(process, timeout=None):
        if process.returncode is None and asyncio._get_running_loop() is not None:
            writer.write(exchange.get(), "subprocess.wait")
        return real_wait(process, timeout)

    sys.addaudithook(hook)
    subprocess.Popen.wait = wait  # ``run``, ``call`` and ``check_output`` all end there
    time.sleep = Builtin(sleep)  # Python tells of it from 3.13 on


class _Writer:
    def __init__(self, path):
        self._path = path
        self._file = None

    def write(self, number, call):
        """One line, as for a command of the driver, with the project's line in its place."""
        if self._file is None:
            self._file = open(self._path, "ab", buffering=0)  # noqa: SIM115
        line = {
            "exchange": number,
            "command": call,
            "database": "",
            "collection": _place(),
            "writes": False,
            "blocks": True,
        }
        self._file.write(json.dumps(line).encode() + b"\n")


def _place():
    """The line of the project's own code that made the call; empty where none did."""
    frame = sys._getframe(1)
    while frame and not is_own(frame.f_code):
        frame = frame.f_back
    if frame is None:
        return ""
    root = os.path.join(os.environ["MIGRATOR_TWIN_ROOT"], "")
    return f"{frame.f_code.co_filename[len(root) :]}:{frame.f_lineno}"
