"""What the judge has to know about the application whose answers it compares."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JudgeContext:
    """How its sessions are read.

    ``secret_keys`` decode sessions, newest last (as ``[*fallbacks, key]``); ``frozen`` twins share
    one clock, so that not even a timestamp may differ; ``give_up`` names the behaviours of Flask
    that the generated app leaves out on purpose. ``every`` asks for all that differs in a page or a
    text, as noise in the first line must not hide the second.
    """

    secret_keys: tuple[str, ...] = ()
    session_cookie: str = "session"
    frozen: bool = True
    give_up: tuple[str, ...] = ()
    every: bool = False
