"""The approvals of a project, and which of them hold."""

from datetime import UTC, date, datetime

from migrator.compare.approvals import ASPECTS, too_broad
from migrator.errors import SettingsInvalid
from migrator.model.approval import Approval
from migrator.project.approvals import read_approvals
from migrator.project.project import Project


def all_approvals(project: Project) -> tuple[Approval, ...]:
    """Every approval of the project.

    Raises:
        SettingsInvalid: one cannot be read, is too broad or names an aspect that there is not.
    """
    approvals = read_approvals(project.approvals_file)
    for approval in approvals:
        if approval.aspect not in ASPECTS:
            raise SettingsInvalid(
                f"approvals.toml: there is no aspect {approval.aspect!r}",
                f"the aspects are {', '.join(ASPECTS)}",
            )
        if why := too_broad(approval):
            raise SettingsInvalid(f"approvals.toml: {place(approval)} is too broad: {why}")
    return approvals


def approvals_in_force(project: Project, on: date | None = None) -> tuple[Approval, ...]:
    """The approvals that have not expired."""
    day = on or today()
    return tuple(item for item in all_approvals(project) if item.expires >= day)


def place(approval: Approval) -> str:
    """What it approves, in words."""
    return f"{approval.route} {approval.aspect} {approval.where}"


def today() -> date:
    """The day it is."""
    return datetime.now(UTC).date()
