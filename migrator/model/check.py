"""What ``doctor`` found of one thing that the road needs."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """``warn`` is something that a person should know, ``fail`` something that stops a verb."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of ``doctor``: what was looked at, what was seen, what to do about it."""

    name: str
    state: State
    message: str
    hint: str = ""
