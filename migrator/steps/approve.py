"""Accept differences of a route that the last replay found, with a reason, an owner and a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from migrator.compare.approvals import too_broad, unused
from migrator.errors import EvidenceMissing, UsageError
from migrator.introspect.specs import read_specs
from migrator.model.approval import Approval
from migrator.model.selection import select_routes
from migrator.model.verdict import Difference, RouteVerdict
from migrator.project.approvals import approvals_text, write_approvals
from migrator.project.project import Project
from migrator.steps.approvals import all_approvals, place, today
from migrator.steps.verdicts import load_verdict

_LONGEST = timedelta(days=366)
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be accepted: the differences of ``route`` at ``where``, or all of them.

    ``ignoring`` accepts whatever comes at these places, and not only what came last time.
    """

    route: str
    reason: str
    owner: str
    expires: date
    where: str = ""
    ignoring: bool = False


def approve(project: Project, request: Request) -> tuple[Approval, ...]:
    """Add to ``approvals.toml`` what the last replay found and ``request`` names.

    Raises:
        UsageError: it is too broad, for too long, or of a value that was cut.
        EvidenceMissing: nothing was replayed, or the replay found no such difference.
        RouteUnknown: the application has no such route.
    """
    added = plan(project, request)
    write_approvals(project.approvals_file, (*all_approvals(project), *added))
    return added


def after(project: Project, added: Iterable[Approval]) -> str:
    """The text of ``approvals.toml`` with these added."""
    return approvals_text((*all_approvals(project), *added))


def plan(project: Project, request: Request) -> tuple[Approval, ...]:
    """What ``approve`` would add.

    Raises:
        UsageError: it is too broad, for too long, or of a value that was cut.
        EvidenceMissing: nothing was replayed, or the replay found no such difference.
        RouteUnknown: the application has no such route.
    """
    _check_terms(request)
    known = all_approvals(project)
    found = tuple(dict.fromkeys(_asked_for(project, request)))
    for approval in found:
        if why := too_broad(approval):
            raise UsageError(f"{approval.aspect} {approval.where} is too broad: {why}")
    return tuple(item for item in found if item not in known)


def complaints(project: Project) -> Iterator[str]:
    """What is wrong with approvals now: past their day, of no route, or needed by nothing.

    Raises:
        SettingsInvalid: the file cannot be read.
    """
    approvals, day = all_approvals(project), today()
    routes = read_specs(project.route_specs).routes if approvals else ()
    names = {name for route in routes for name in (route.rule, route.endpoint)}
    for approval in approvals:
        if approval.expires < day:
            expired = approval.expires.isoformat()
            yield f"{place(approval)}, approved by {approval.owner}, expired on {expired}"
        elif approval.route not in names:
            yield f"{place(approval)}: the application has no such route"
    saved = load_verdict(project)
    if saved is not None:
        current = (item for item in approvals if item.expires >= day)
        for approval in unused(current, saved.verdict):
            yield f"{place(approval)} is not needed: the last replay found no such difference"


def _check_terms(request: Request) -> None:
    if not (request.reason.strip() and request.owner.strip()):
        raise UsageError("an approval needs a reason and an owner", "--reason TEXT --owner NAME")
    first = today()
    if not first <= request.expires <= first + _LONGEST:
        raise UsageError(
            f"it cannot hold until {request.expires.isoformat()}",
            "give a day from today on, within a year",
        )


def _asked_for(project: Project, request: Request) -> Iterator[Approval]:
    saved = load_verdict(project)
    if saved is None:
        raise EvidenceMissing("nothing was replayed yet", "run `migrator replay` first")
    routes = select_routes(read_specs(project.route_specs).routes, [request.route])
    wanted = {(route.endpoint, route.rule) for route in routes}
    verdicts = [item for item in saved.verdict.routes if (item.endpoint, item.rule) in wanted]
    found = [(item, difference) for item in verdicts for difference in item.differences]
    chosen = [pair for pair in found if request.where in ("", pair[1].where)]
    if not chosen:
        places = ", ".join(dict.fromkeys(pair[1].where for pair in found))
        hint = f"it found: {places}" if places else "an approval answers a difference"
        at = f" at {request.where}" if request.where else ""
        raise EvidenceMissing(f"the last replay found no difference in {request.route}{at}", hint)
    for verdict, difference in chosen:
        yield _approval(verdict, difference, request)


def _approval(verdict: RouteVerdict, difference: Difference, request: Request) -> Approval:
    expected, actual = difference.expected, difference.actual
    if not request.ignoring and _CUT in expected + actual:
        raise UsageError(
            f"{difference.aspect} {difference.where} is too long to be approved as one change",
            "`--ignore` accepts whatever stands there",
        )
    return Approval(
        verdict.rule,
        difference.aspect,
        difference.where,
        request.reason,
        request.owner,
        request.expires,
        None if request.ignoring else expected,
        None if request.ignoring else actual,
    )
