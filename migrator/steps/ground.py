"""Equal ground: what exchanges did to both databases, whose doing it was, and equal again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrator.compare.end_state import SOME_FOUND, judge_end_state
from migrator.compare.suspects import Changes
from migrator.model.exchange import Exchange
from migrator.model.verdict import Difference
from migrator.steps.twins import Twins
from migrator.twins.command_watch import CommandWatch, Place, Unequal
from migrator.twins.commands import CommandLog
from migrator.twins.restoring import same_collections
from migrator.twins.state import INDEXES
from migrator.twins.watch import StateWatch

Parting = tuple[Difference, ...]


class Ground:
    """The two databases of a playback.

    ``changes`` carries where they stood after what was written; ``most`` is how many differences of
    a collection are named.
    """

    def __init__(self, twins: Twins, snapshot: Path) -> None:
        self._twins = twins
        self.most = SOME_FOUND
        self._held = snapshot
        self._written: set[Place] = set()
        self.watch = StateWatch(twins.legacy_state, twins.new_state)
        self.changes = Changes()
        legacy, *new = (CommandLog(twin.commands) for twin in twins.apps)
        names = {**twins.legacy_state[1], **twins.new_state[1]}
        self._commands = CommandWatch(legacy, new, names)

    def restore(self, snapshot: Path) -> None:
        """Make both databases hold another snapshot; what nobody wrote to is not read again.

        Raises:
            DatabaseUnreachable: a server does not answer.
        """
        self._look()
        written, everywhere = self._written, {place for place in self._written if not place[1]}
        same = frozenset() if everywhere else same_collections(self._held, snapshot) - written
        self._twins.restore(snapshot, same)
        self._held, self._written = snapshot, set()
        self.watch.forget()

    def _look(self) -> frozenset[Place]:
        """What was written since the last look."""
        written = self._commands.look()
        self._commands.settle()
        names = {**self._twins.legacy_state[1], **self._twins.new_state[1]}
        for database, collection in written:
            shown = names.get(database, database)
            self._written.add((shown, collection.removesuffix(INDEXES)))
        return written

    def after(self, exchange: Exchange) -> Parting:
        """How the databases parted in this exchange; they are made equal again for the next."""
        written = self._look()
        if not written:
            return ()
        self.changes.note(exchange.id, self.watch.look(written))
        return self._mended(exchange)

    def after_reading(self, group: Sequence[Exchange]) -> Exchange | None:
        """The first exchange of a group that wrote, where all should only have read.

        What is written outside any exchange is looked at as if the first of them had done it, or
        all that came before.
        """
        written = self._look()
        if not written or not group:
            return None
        wrote = (one for one in group if one.id in self._commands.writers)
        if first := next(wrote, None):
            return first
        self.changes.note(group[0].id, self.watch.look(written))
        return group[0] if self.watch.parted() else None

    def after_overlap(self, group: Sequence[Exchange]) -> Mapping[int, Parting]:
        """How the databases parted while these overlapped, said of each that wrote."""
        if len(group) == 1:
            return {group[0].id: self.after(group[0])}
        written = self._look() if group else ()
        if not written:
            return {}
        self.watch.look(written)
        wrote = [one for one in group if one.id in self._commands.writers] or list(group)
        parting = self._mended(wrote[0])
        return {one.id: tuple(replace(it, exchange=one.id) for it in parting) for one in wrote}

    def unequal(self) -> Unequal:
        """What the sides asked for until now where it is not the same."""
        return self._commands.unequal()

    def _mended(self, exchange: Exchange) -> Parting:
        parted = self.watch.parted()
        if not parted:
            return ()
        ours, theirs = (_only(state, parted) for state in self.watch.states())
        differences = judge_end_state(ours, theirs, most=self.most)
        self.watch.mend(parted)
        return tuple(replace(difference, exchange=exchange.id) for difference in differences)


def _only(
    state: Mapping[str, list[dict[str, Any]]], names: tuple[str, ...]
) -> dict[str, list[dict[str, Any]]]:
    return {name: state[name] for name in names if name in state}
