"""What an app asked of its database."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``exchange`` is empty outside of any, ``collection`` where it may be several."""

    exchange: str
    command: str
    database: str
    collection: str
    writes: bool
