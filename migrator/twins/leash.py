"""Run one command so that it never outlives the toolkit: a script of the standard library only.

``python leash.py GRACE COMMAND...`` starts the command in a process group of its own and holds a
pipe from the toolkit on stdin. When that pipe closes (the toolkit stops the command, is
interrupted or crashes) the group gets SIGTERM, and SIGKILL after GRACE seconds. Where the system
knows parent-death signals the command also dies when this script itself is killed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_ASK_AGAIN_SECONDS = 0.5


def main(grace: float, command: list[str]) -> int:
    """Run the command; the result is its exit code, negative for a signal."""
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=False,  # a listening socket may have been passed on
        preexec_fn=_die_with_parent,  # noqa: PLW1509 (no thread runs yet)
    )
    threading.Thread(target=_wait_for_release, args=(child, grace), daemon=True).start()
    code = child.wait()
    _signal_group(child.pid, signal.SIGKILL)
    return code


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _wait_for_release(child: "subprocess.Popen[bytes]", grace: float) -> None:
    while os.read(0, 1024):
        pass
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline:
        _signal_group(child.pid, signal.SIGTERM)  # again: Python may miss one just before it waits
        time.sleep(_ASK_AGAIN_SECONDS)
    _signal_group(child.pid, signal.SIGKILL)


def _signal_group(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


if __name__ == "__main__":
    for _number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(_number, signal.SIG_IGN)
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]) & 0xFF)
