"""Watch what both twins ask of their databases while traffic is played."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from migrator.model.command import Command
from migrator.twins.commands import CommandLog
from migrator.twins.state import INDEXES

Names = Mapping[str, str]
"""Databases: actual name -> the name in the snapshot."""

Place = tuple[str, str]
"""Database and collection; ``<collection>$indexes`` for its indexes."""

Asked = tuple[Sequence[Command], Sequence[Command]]
"""What the legacy side asked for, and what the new side did."""

_OUTSIDE = frozenset(("", "0"))
"""Outside any exchange, and while an app starts: when an app does that is its own affair."""

_OF_INDEXES = frozenset(("create", "createIndexes", "drop", "dropIndexes", "collMod"))


class CommandWatch:
    """Reads the logs of the legacy side and of the apps on the new side.

    Carries the commands of exchanges in which the sides did not ask for the same so far; what comes
    late, after the answer, settles them too. So its memory does not grow with a recording that
    plays the same. ``writers`` has what each exchange of the last look wrote; what was written
    outside any exchange stands under 0.
    """

    def __init__(self, legacy: CommandLog, new: Sequence[CommandLog], names: Names) -> None:
        self._sides = ((legacy,), tuple(new))
        self._names = names
        self._open: dict[int, tuple[list[Command], list[Command]]] = defaultdict(lambda: ([], []))
        self.writers: dict[int, set[Place]] = {}

    def look(self) -> frozenset[Place]:
        """Database and collection of each write that either side asked for since the last look.

        ``<collection>$indexes`` stands beside a collection whose indexes an exchange may change.
        """
        self.writers = defaultdict(set)
        for side, logs in enumerate(self._sides):
            for command in (command for log in logs for command in log.added()):
                if command.writes:
                    self.writers[int(command.exchange or 0)] |= _places(command)
                if command.exchange not in _OUTSIDE:
                    self._keep(side, command)
        return frozenset().union(*self.writers.values())

    def settle(self) -> None:
        """Forget the exchanges in which both sides asked for the same."""
        for number in [number for number, (ours, theirs) in self._open.items() if ours == theirs]:
            del self._open[number]

    def unequal(self) -> Mapping[int, Asked]:
        """What the sides asked for where it is not the same, by exchange."""
        self.look()
        self.settle()
        return dict(self._open)

    def _keep(self, side: int, command: Command) -> None:
        name = self._names.get(command.database, command.database)
        self._open[int(command.exchange)][side].append(replace(command, database=name))


def _places(command: Command) -> set[Place]:
    places = {(command.database, command.collection)}
    if command.command in _OF_INDEXES and command.exchange not in _OUTSIDE:
        places.add((command.database, command.collection + INDEXES))
    return places
