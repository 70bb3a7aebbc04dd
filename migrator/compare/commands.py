"""Compare what both sides asked of their databases to answer one exchange.

Equal answers and equal documents may hide a write that was made twice, or a query for each document
where there was one for all of them (N+1). So each exchange must ask for the same: the same writes
in the same order, and no collection read more often.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from migrator.model.command import Command
from migrator.model.verdict import Difference, Excuse

COMMANDS = "commands"
"""The aspect of what was asked of the databases."""
LOOP = "loop"
"""The aspect of what makes the event loop wait, and every other request with it."""
FEWER = Excuse("fewer-commands", "the new side read less often; answers and documents are equal")

Asked = Sequence[Command]
"""The commands of one side in one exchange, databases under the names of the snapshot."""


def judge_commands(legacy: Asked, new: Asked) -> Iterator[Difference | Excuse]:
    """Differences of what two sides asked; reading less often is excused."""
    if legacy == new:
        return
    yield from _blocking(new)
    yield from _writes(_writing(legacy), _writing(new))
    yield from _reads(_counted(legacy), _counted(new))


def _blocking(new: Asked) -> Iterator[Difference]:
    """What the new side waited for on its event loop; Flask answers in threads that may wait."""
    for command in dict.fromkeys(command for command in new if command.blocks):
        waits = f"{command.command} blocks the event loop"
        place = command.collection or "a library"
        yield Difference(LOOP, place, "others go on", waits, source=command.collection)


def _writing(asked: Asked) -> list[str]:
    return [_place(command) for command in asked if command.writes]


def _writes(legacy: list[str], new: list[str]) -> Iterator[Difference]:
    counts = Counter(legacy), Counter(new)
    if counts[0] == counts[1]:
        if legacy != new:
            yield Difference(COMMANDS, "order of writes", ", ".join(legacy), ", ".join(new))
        return
    for place in dict.fromkeys([*legacy, *new]):
        if counts[0][place] != counts[1][place]:
            yield Difference(COMMANDS, place, _times(counts[0][place]), _times(counts[1][place]))


def _reads(legacy: Counter[str], new: Counter[str]) -> Iterator[Difference | Excuse]:
    for place in dict.fromkeys([*legacy, *new]):
        if legacy[place] < new[place]:
            yield Difference(COMMANDS, place, _times(legacy[place]), _times(new[place]))
        elif legacy[place] > new[place]:
            yield FEWER


def _counted(asked: Asked) -> Counter[str]:
    return Counter(_place(c) for c in asked if not (c.writes or c.blocks))


def _place(command: Command) -> str:
    where = f"{command.database}.{command.collection}" if command.collection else command.database
    return f"{command.command} {where}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
