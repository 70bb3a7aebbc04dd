"""What a scaffold did, or would do: on disk, to edits by hand, and where these are in its way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.model.translation import Translation
from migrator.scaffold import stage
from migrator.scaffold.merge.code import Conflict

NO_CHANGES = stage.Changes((), ())
_MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """What changed in the generated folder (or would), and the diff of it where none was written.

    ``by_hand`` has the files, and of each module the functions, that people changed and that stay;
    where there are ``conflicts`` nothing was written. ``own_rules`` are only in the generated app.
    """

    changes: stage.Changes
    diff: str = ""
    by_hand: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: Mapping[str, Sequence[Conflict]] = field(default_factory=dict)
    own_rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scaffolded:
    """A finished run: the translation, what happened (or would) on disk, the files it is about."""

    translation: Translation
    placed: Placed
    files: tuple[str, ...]

    @property
    def changes(self) -> stage.Changes:
        """What changed on disk, or would."""
        return self.placed.changes


def conflict_lines(conflicts: Mapping[str, Iterable[Conflict]]) -> list[str]:
    """Every conflict with both texts; what each side has stands after ``hand|`` and ``new |``."""
    lines: list[str] = []
    for path, found in conflicts.items():
        for conflict in found:
            where = f"{path}:{conflict.part}" if conflict.part else path
            lines.append(f"conflict: {where}: {conflict.why}")
            lines += _sides(conflict)
    return lines


def _sides(conflict: Conflict) -> Iterator[str]:
    if conflict.hand is None and conflict.new is None:
        return
    for word, text in (("hand", conflict.hand), ("new ", conflict.new)):
        shown = ["(nothing)"] if text is None else text.strip("\n").splitlines()
        if len(shown) > _MOST_LINES:
            shown = [*shown[:_MOST_LINES], f"({len(shown) - _MOST_LINES} more lines)"]
        yield from (f"    {word}| {line}".rstrip() for line in shown)
