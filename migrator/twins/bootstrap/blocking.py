"""Write down calls that make the event loop wait: what blocks it blocks every other request.

Python tells an audit hook of each such call (https://docs.python.org/3/library/audit_events.html),
so nothing is measured, and a slow machine blames nobody. A call in a worker thread blocks nothing.
What computes for long has no name in general: of that only the hashing of passwords is found.
"""

import asyncio
import importlib
import importlib.util
import subprocess
import sys
import time

from builtin import Builtin
from caller import is_own_file
from calls import Calls

_HASHING = (
    ("hashlib", "pbkdf2_hmac"),
    ("hashlib", "scrypt"),
    ("bcrypt", "hashpw"),
    ("bcrypt", "checkpw"),
    ("bcrypt", "kdf"),
)  # made to take long
_DRIVERS = frozenset(("motor", "pymongo"))  # log in where they have to
_WAITING = frozenset(("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "os.system"))


def is_on_loop():
    """Whether the thread that asks runs an event loop, which waits for what it does."""
    return asyncio._get_running_loop() is not None


def watch_loop(path, exchange):
    """Append what blocks to the file ``path`` from now on; it cannot be taken back.

    ``exchange`` is a ContextVar with the current number. Must run before the app is imported, as a
    name once imported cannot be replaced.
    """
    calls = Calls(path)
    real_sleep = time.sleep

    def hook(event, given):
        if event not in _WAITING or not is_on_loop():
            return
        if event != "socket.connect" or given[0].gettimeout() != 0:  # 0: asyncio's own way
            calls.write(exchange.get(), event, sys._getframe(1))

    def sleep(seconds):
        if seconds and is_on_loop():
            calls.write(exchange.get(), "time.sleep", sys._getframe(1))
        real_sleep(seconds)

    real_wait = subprocess.Popen.wait

    def wait(process, timeout=None):
        if process.returncode is None and is_on_loop():
            calls.write(exchange.get(), "subprocess.wait", sys._getframe(1))
        return real_wait(process, timeout)

    _watch_hashing(calls, exchange)
    sys.addaudithook(hook)
    subprocess.Popen.wait = wait  # ``run``, ``call`` and ``check_output`` all end there
    time.sleep = Builtin(sleep)  # Python tells of it from 3.13 on


def _watch_hashing(calls, exchange):
    """The functions that compute for long by intent; Python tells of none of them."""

    def watched(module, name):
        real = getattr(module, name)

        def call(*given, **named):
            frame = sys._getframe(1)
            if is_on_loop() and not _for_a_driver(frame):
                calls.write(exchange.get(), f"{module.__name__}.{name}", frame)
            return real(*given, **named)

        return Builtin(call)

    for module_name, name in _HASHING:
        found = importlib.util.find_spec(module_name)
        if found is None or is_own_file(found.origin or ""):  # a bcrypt.py of the project's
            continue
        module = importlib.import_module(module_name)
        if hasattr(module, name):
            setattr(module, name, watched(module, name))


def _for_a_driver(frame):
    while frame:
        if frame.f_globals.get("__name__", "").partition(".")[0] in _DRIVERS:
            return True
        frame = frame.f_back
    return False
