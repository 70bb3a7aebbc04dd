"""Watch what both twins ask of their databases while traffic is played."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from migrator.model.command import Command
from migrator.project.spool import Spool
from migrator.twins.commands import CommandLog
from migrator.twins.state import INDEXES

Names = Mapping[str, str]
"""Databases: actual name -> the name in the snapshot."""

Place = tuple[str, str]
"""Database and collection; ``<collection>$indexes`` for its indexes."""

Work = tuple[str, str]
"""A call that may block (it opens a file), and the function of the project that makes it."""

Asked = tuple[Sequence[Command], Sequence[Command]]
"""What the legacy side asked for, and what the new side did."""

_MOST_OPEN = 1024
"""How many exchanges in which the sides did not ask for the same are kept in memory."""

_OUTSIDE = frozenset(("", "0"))
"""Outside any exchange, and while an app starts: when an app does that is its own affair."""

_OF_INDEXES = frozenset(("create", "createIndexes", "drop", "dropIndexes", "collMod"))


class CommandWatch:
    """Reads the logs of the legacy side and of the apps on the new side.

    Carries the commands of exchanges in which the sides did not ask for the same so far; what comes
    late, after the answer, settles them too. Those of all but the newest are put by in a file, so
    that memory does not grow. ``writers`` has what each exchange of the last look wrote; what was
    written outside any exchange stands under 0.
    """

    def __init__(self, legacy: CommandLog, new: Sequence[CommandLog], names: Names) -> None:
        self._sides = ((legacy,), tuple(new))
        self._names = names
        self._put_by: Spool[Asked] = Spool(legacy.folder)
        self._put_by_to = 0
        self._known: set[Work] = set()
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
                if side == 0 and command.blocks:
                    self._known.add(_work(command))
                elif command.exchange not in _OUTSIDE:
                    self._keep(side, command)
        return frozenset().union(*self.writers.values())

    def settle(self) -> None:
        """Forget the exchanges in which both sides asked for the same."""
        for _, theirs in self._open.values():
            theirs[:] = _unknown(theirs, self._known)
        for number in [number for number, (ours, theirs) in self._open.items() if ours == theirs]:
            del self._open[number]
        if len(self._open) > _MOST_OPEN:
            fresh = sorted(number for number in self._open if number > self._put_by_to)
            for number in fresh[:-_MOST_OPEN]:
                self._put_by.add(number, self._open.pop(number))
                self._put_by_to = number

    def unequal(self) -> "Unequal":
        """What the sides asked for until now where it is not the same."""
        self.look()
        self.settle()
        return Unequal(self._put_by, dict(self._open), self._known)

    def _keep(self, side: int, command: Command) -> None:
        name = self._names.get(command.database, command.database)
        self._open[int(command.exchange)][side].append(replace(command, database=name))


class Unequal:
    """What two sides asked for where it is not the same, in the order of the exchanges.

    Work of the new side is among it where no such work was known of Flask until the end.
    """

    def __init__(
        self, put_by: Spool[Asked], newest: Mapping[int, Asked], known: AbstractSet[Work]
    ) -> None:
        self._put_by = put_by
        self._newest = newest
        self._known = known

    def __iter__(self) -> Iterator[tuple[int, Asked]]:
        left = dict(self._newest)
        for number, (ours, theirs) in self._put_by:
            late = left.pop(number, ((), ()))  # what came after it was put by
            whole = [*ours, *late[0]], _unknown([*theirs, *late[1]], self._known)
            if whole[0] != whole[1]:
                yield number, whole
        yield from sorted(left.items())


def _work(command: Command) -> Work:
    return command.command, command.database


def _unknown(asked: Sequence[Command], known: AbstractSet[Work]) -> list[Command]:
    """All but the work that functions do in Flask as well."""
    return [one for one in asked if not one.blocks or _work(one) not in known]


def _places(command: Command) -> set[Place]:
    places = {(command.database, command.collection)}
    if command.command in _OF_INDEXES and command.exchange not in _OUTSIDE:
        places.add((command.database, command.collection + INDEXES))
    return places
