"""Child processes that are watched, keep a log and never outlive the toolkit."""

import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
_LEASH = Path(__file__).with_name("leash.py")
_GRACE_SECONDS = 5.0


class Child:
    """A running command on its leash; carries the process and the place of its log."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        sockets: Sequence[socket.socket] = (),
    ) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        with log.open("wb") as output:
            self._leash = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_LEASH), str(_GRACE_SECONDS), *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=env,
                pass_fds=[item.fileno() for item in sockets],
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        """Whether the command still runs."""
        return self._leash.poll() is None

    @property
    def exit_code(self) -> int | None:
        """The command's exit code, None while it runs."""
        return self._leash.poll()

    @property
    def leash(self) -> int:
        """The process that holds the command; the command is its only child."""
        return self._leash.pid

    def release(self) -> None:
        """Ask the process group to end; does not wait."""
        if self._leash.stdin and not self._leash.stdin.closed:
            self._leash.stdin.close()

    def stop(self) -> None:
        """Let go of the leash and wait until the whole process group is gone."""
        self.release()
        try:
            self._leash.wait(_GRACE_SECONDS + 2)
        except subprocess.TimeoutExpired:
            self._leash.kill()
            self._leash.wait()

    def last_lines(self, count: int = 12) -> str:
        """The end of the log, for the message that says why it failed."""
        try:
            text = self.log.read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-count:])


def listening_socket() -> socket.socket:
    """A socket on a free port that already listens; no other process can take it from here on."""
    listener = socket.create_server((LOOPBACK, 0), backlog=128)
    listener.set_inheritable(True)
    return listener
