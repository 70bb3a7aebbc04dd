"""Choose the bodies that stay synchronous: those that async code cannot have, and no more.

Async is better than a thread, a thread better than a refusal. So it starts with what is refused
only because nothing can be awaited there, and takes along what has to stay with it.
"""

from collections import defaultdict
from collections.abc import Iterable

from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis, Refusal
from migrator.translate.blocking_ways import around, body_around
from migrator.translate.colour import Palette
from migrator.translate.declarations import FunctionInfo
from migrator.translate.thread_closure import together
from migrator.translate.thread_entries import is_called_by_flask, is_command
from migrator.translate.thread_facts import ThreadFacts
from migrator.translate.threaded import Threaded

Reasons = dict[FunctionInfo, tuple[Reason, ...]]


def more_threads(palette: Palette, facts: ThreadFacts) -> Threaded | None:
    """The bodies chosen so far and those that are needed beside them; None when none is."""
    analysis = facts.analysis
    because = dict(analysis.threaded.because)
    roots = wanted(palette, facts)
    own = {root: tuple(sorted({r.reason for r in refusals})) for root, refusals in roots.items()}
    for root, refusals in sorted(roots.items(), key=_by_label):
        joined = {f for refusal in refusals for f in refusal.needs}
        members = together({root, *joined}, facts, palette)
        if members is None:
            facts.hopeless.add(root)
            continue
        for function in members:
            because[function] = own.get(function) or because.get(function) or own[root]
    for function in _alone(palette, because, facts):
        members = together({function}, facts, palette)
        if members is not None and _callers(function, facts) <= because.keys():
            reasons = {r for f in sorted(_callers(function, facts), key=repr) for r in because[f]}
            because |= {m: tuple(sorted(reasons)) for m in members if m not in because}
    if because.keys() == analysis.threaded.because.keys():
        return None
    return _of(because, facts)


def is_wanted(palette: Palette, analysis: Analysis) -> bool:
    """Whether anything is refused that a thread may save."""
    return any(r.fits_thread and r.holds(palette.is_async) for r in analysis.refusals)


def wanted(palette: Palette, facts: ThreadFacts) -> dict[FunctionInfo, list[Refusal]]:
    """The functions that are refused as async ones only, each with its refusals."""
    found: dict[FunctionInfo, list[Refusal]] = defaultdict(list)
    analysis = facts.analysis
    for refusal in analysis.refusals:
        root = refusal.instead or body_around(refusal.function, analysis)
        if root in facts.hopeless or root in analysis.threaded.bodies:
            continue
        if is_command(root, analysis):
            continue
        if refusal.fits_thread and refusal.holds(palette.is_async):
            found[root].append(refusal)
    return found


def unsound(palette: Palette, facts: ThreadFacts) -> set[FunctionInfo]:
    """The bodies with which, now that all is coloured, something else would have to stay."""
    bodies = facts.analysis.threaded.bodies
    found = set()
    for function in bodies:
        members = together({function}, facts, palette)
        if members is None or not members <= bodies:
            found.add(function)
    return found


def without_settled(refusals: Iterable[Refusal], analysis: Analysis) -> list[Refusal]:
    """The refusals that a thread did not settle."""
    bodies = analysis.threaded.bodies
    return [
        r for r in refusals if not (r.fits_thread and body_around(r.function, analysis) in bodies)
    ]


def _of(because: Reasons, facts: ThreadFacts) -> Threaded:
    entries = [f for f in because if is_called_by_flask(f, facts.wrappers, facts.analysis)]
    return Threaded(frozenset(because), frozenset(entries), because)


def _alone(palette: Palette, because: Reasons, facts: ThreadFacts) -> list[FunctionInfo]:
    """Async functions that are only called from threads: there they need not ask the loop."""
    found = [
        f
        for f in palette.because
        if f not in because and not is_called_by_flask(f, facts.wrappers, facts.analysis)
    ]
    return [f for f in found if (callers := _callers(f, facts)) and callers <= because.keys()]


def _callers(function: FunctionInfo, facts: ThreadFacts) -> set[FunctionInfo]:
    callers = (around(edge.caller) for edge in facts.graph.into.get(function, ()))
    return {caller for caller in callers if not is_command(caller, facts.analysis)}


def _by_label(item: tuple[FunctionInfo, list[Refusal]]) -> tuple[str, int]:
    return item[0].label, item[0].line
