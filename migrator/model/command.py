"""What an app asked of its database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``exchange`` is empty outside of any, ``collection`` where it may be several.

    What ``blocks`` is no command of a driver but a call that makes the event loop wait: its name,
    and as ``collection`` the line of the app that made it. Where it is a difference only if Flask
    does no such thing, ``database`` is the function that does it; Flask's are written down too.
    """

    exchange: str
    command: str
    database: str
    collection: str
    writes: bool
    blocks: bool = False
