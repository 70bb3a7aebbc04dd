"""Take approved differences out of what is judged, each as an excuse with reason and owner.

An approval is a promise that the behaviour will change for users; so it names one route and one
place, and what would hide more than that is too broad to be one.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from migrator.compare.body import WHOLE
from migrator.compare.grouping import general
from migrator.model.approval import Approval
from migrator.model.exchange import Exchange
from migrator.model.verdict import Difference, Excuse, ReplayVerdict

ASPECTS = ("status", "header", "cookie", "session", "body", "database", "commands", "loop")
_WHOLE_BODIES = frozenset({WHOLE, "(root)", "page", "line", "byte"})
"""Places that any change of a body may have: of a text or a file only the first one is named."""
_NOT_SEEN = ("(and more)", "(too large to explain)")
_WHOLE_DOCUMENTS = re.compile(r"[^\[\]$]*(\[\*\])?")


def too_broad(approval: Approval) -> str:
    """Why an approval would hide more than one place; empty when it does not."""
    if approval.route.strip("*/ ") == "" and approval.route != "/":
        return "it names no route"
    if approval.where.strip("*/ ") == "":
        return "it names no place"
    if any(mark in approval.where for mark in _NOT_SEEN):
        return "what nobody has seen would be ignored"
    if approval.is_exact:
        return ""
    return _hides(approval.aspect, approval.where)


def _hides(aspect: str, where: str) -> str:
    if aspect == "status":
        return "any status would be ignored; approve the one change instead"
    if aspect == "session" or (aspect == "cookie" and where == "session"):
        return "logins would no longer be compared"
    if aspect == "body" and general(where) in _WHOLE_BODIES:
        return "the whole body would be ignored"
    if aspect == "database" and _WHOLE_DOCUMENTS.fullmatch(general(where)):
        return "whole documents would be ignored; name one field as `collection[*].field`"
    return ""


def without_approved(
    exchange: Exchange, differences: Iterable[Difference], approvals: Iterable[Approval]
) -> tuple[tuple[Difference, ...], tuple[Excuse, ...]]:
    """What is left of the differences of an exchange, and the approvals that were used."""
    here = [item for item in approvals if item.route in (exchange.rule, exchange.endpoint)]
    left: list[Difference] = []
    used: dict[str, Excuse] = {}
    for difference in differences:
        approval = next((item for item in here if _covers(item, difference)), None)
        if approval is None:
            left.append(difference)
            continue
        known = used.get(approval.name, excuse(approval, 0))
        used[approval.name] = replace(known, count=known.count + difference.count)
    return tuple(left), tuple(used.values())


def excuse(approval: Approval, count: int = 1) -> Excuse:
    """An approval as a tolerance that was used."""
    until = f"{approval.owner}, until {approval.expires.isoformat()}"
    return Excuse(approval.name, f"{approval.reason} ({until})", count)


def unused(approvals: Iterable[Approval], verdict: ReplayVerdict) -> tuple[Approval, ...]:
    """The approvals that nothing needed, though their route was compared."""
    return tuple(item for item in approvals if _is_unused(item, verdict))


def _is_unused(approval: Approval, verdict: ReplayVerdict) -> bool:
    judged = [
        item
        for item in verdict.routes
        if item.compared and approval.route in (item.rule, item.endpoint)
    ]
    names = {excuse.name for item in judged for excuse in item.excuses}
    return bool(judged) and approval.name not in names


def _covers(approval: Approval, difference: Difference) -> bool:
    if approval.aspect != difference.aspect or general(approval.where) != general(difference.where):
        return False
    change = (approval.expected, approval.actual)
    return not approval.is_exact or change == (difference.expected, difference.actual)
