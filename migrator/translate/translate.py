"""The engine: a project's facts and text in, an async FastAPI project out, or reasons why not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from migrator.model.app import AppSpec
from migrator.model.openapi import Documented
from migrator.model.translation import Translation
from migrator.translate.beside import beside
from migrator.translate.collector import collector_at_rest
from migrator.translate.deciding import Decided, decide
from migrator.translate.declarations import FunctionInfo
from migrator.translate.documenting.operations import documented
from migrator.translate.drafting import rounds


def translate(
    spec: AppSpec, root: Path, *, package: str, driver: str = "motor", gather: bool = False
) -> Translation:
    """Translate a project; every file's path is posix, from the generated folder.

    The result is read again by ``lint``; a function in which something is left is refused, and
    the project written once more without it.

    Raises:
        CouldNotRun: something is still left after several rounds.
    """
    with collector_at_rest():
        found = drafts(spec, root, package=package, driver=driver, gather=gather)
        return next(draft.translation for draft in found if draft.is_right())


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation whose files are read again meanwhile; ``is_right`` waits for the result."""

    translation: Translation
    is_right: Callable[[], bool]


def drafts(
    spec: AppSpec, root: Path, *, package: str, driver: str = "motor", gather: bool = False
) -> Iterator[Draft]:
    """Translate a project; there is another draft only where one is not right.

    The documents of the first draft are written beside its files.

    Raises:
        CouldNotRun: something is still left after several rounds.
    """
    decided = decide(spec, root, driver, gather=gather)
    with beside(partial(_documented, decided)) as first:
        for written in rounds(decided, package):
            about = first() if written.decided is decided else _documented(written.decided)
            yield Draft(replace(written.translation, documented=about), written.is_right)


def _documented(decided: Decided) -> Documented:
    return documented(decided.analysis, decided.graph, decided.verdicts.routes)


def settle(
    spec: AppSpec, root: Path, *, package: str, driver: str = "motor", gather: bool = False
) -> tuple[Decided, Translation]:
    """Translate a project; also the decisions that stand in the end, for those who explain them.

    Raises:
        CouldNotRun: something is still left after several rounds.
    """
    with collector_at_rest():
        found = rounds(decide(spec, root, driver, gather=gather), package)
        return next((one.decided, one.translation) for one in found if one.is_right())


__all__ = ["Decided", "FunctionInfo", "decide", "settle", "translate"]
