"""``cutover.json``: where each path pattern stands, as the strangler reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrator.errors import UsageError
from migrator.model.ledger import Stage
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project

FORMAT = 1
_ALL = 100.0


@dataclass(frozen=True, slots=True)
class Placement:
    """The side of a pattern; ``percent`` is the share of users that a canary sends to FastAPI."""

    stage: Stage = Stage.LEGACY
    percent: float = 0.0

    def __str__(self) -> str:
        return f"{self.stage} {self.percent:g}%" if self.stage is Stage.CANARY else str(self.stage)


LEGACY = Placement()
LIVE = Placement(Stage.LIVE, _ALL)


def read_placements(project: Project) -> dict[str, Placement]:
    """The patterns that were ever moved; an absent file says that all are on Flask.

    Raises:
        UsageError: the file is broken; the strangler then keeps its last good table.
    """
    if not project.cutover_file.is_file():
        return {}
    patterns = load_json(project.cutover_file, FORMAT).get("patterns", {})
    try:
        return {
            pattern: Placement(Stage(entry["stage"]), float(entry.get("percent", 0)))
            for pattern, entry in patterns.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"{project.cutover_file} has a pattern without a valid stage: {error}",
            "restore it from version control, or put all on Flask: `migrator rollback --all`",
        ) from error


def rendered(project: Project, placements: Mapping[str, Placement]) -> str:
    """The text of the table; what else a team keeps in the file, its error budget, stays."""
    kept = load_json(project.cutover_file, FORMAT) if project.cutover_file.is_file() else {}
    return dump_json({**kept, **_table(placements)})


def write_placements(project: Project, placements: Mapping[str, Placement]) -> None:
    """Write the table in one step."""
    write_atomic(project.cutover_file, rendered(project, placements))


def start_over(project: Project) -> None:
    """Put every pattern on Flask, even when the file cannot be read."""
    try:
        write_placements(project, {})
    except UsageError:
        write_atomic(project.cutover_file, dump_json(_table({})))


def _table(placements: Mapping[str, Placement]) -> dict[str, Any]:
    patterns = {
        pattern: {"stage": placement.stage.value, "percent": placement.percent}
        for pattern, placement in placements.items()
        if placement.stage is not Stage.LEGACY
    }
    return {"format": FORMAT, "patterns": patterns}
