"""Look for requests that matter, and shrink each: Hypothesis without its files and its words."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.strategies import SearchStrategy

from migrator.model.exchange import Request
from migrator.traffic.explore.material import Sample

Key = tuple[str, ...]
"""What tells one difference of a route from another."""
Asked = Callable[[Sample, Request], Key | None]
"""Sends a request to both sides; what differs first, or None."""

_MOST_STARTS = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """How many different requests, until when (``time.monotonic``), and where drawing begins."""

    examples: int
    seed: int
    deadline: float = float("inf")


def keep_files_in(folder: Path) -> None:
    """Let Hypothesis keep what it keeps of unicode and of code in ``folder``, not in a project."""
    set_hypothesis_home_dir(folder)


class _Differs(Exception):
    """A request shows the difference that is looked for."""


class _Stopped(BaseException):
    """Asking failed. Hypothesis, which takes every Exception for a finding, lets this one pass."""


class Search:
    """One look for a difference that is not ``known`` yet; carries what was asked so far.

    A request that was asked already is not asked again, so that shrinking is steady whatever the
    apps remember. ``smallest`` is the simplest request that shows what was found.
    """

    def __init__(self, asked: Asked, known: frozenset[Key]) -> None:
        self._asked = asked
        self._known = known
        self._answers: dict[Request, Key | None] = {}
        self.found: Key | None = None
        self.first: tuple[Sample, Request] | None = None
        self.smallest: tuple[Sample, Request] | None = None

    def run(self, strategy: SearchStrategy[tuple[Sample, Request]], limits: Limits) -> None:
        """Ask until something is found and shrunk, or the limits are reached.

        Hypothesis draws many requests more than once: it begins anew until enough were asked. What
        the one who asks raises ends the look at once.
        """
        for start in range(_MOST_STARTS):
            if self._begin(strategy, limits, limits.seed + start):
                return
            if len(self._answers) >= limits.examples or time.monotonic() > limits.deadline:
                return

    def _begin(
        self, strategy: SearchStrategy[tuple[Sample, Request]], limits: Limits, start: int
    ) -> bool:
        """Draw from one beginning; whether something was found."""

        @seed(start)
        @settings(
            max_examples=limits.examples,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            report_multiple_bugs=False,
        )
        @given(strategy)
        def look(drawn: tuple[Sample, Request]) -> None:
            self._look(*drawn, limits)

        try:
            look()
        except _Differs:
            return True
        except _Stopped as stopped:
            raise stopped.args[0] from None
        return False

    def _look(self, sample: Sample, request: Request, limits: Limits) -> None:
        if request not in self._answers:
            is_enough = len(self._answers) >= limits.examples or time.monotonic() > limits.deadline
            if is_enough and self.found is None:
                return
            try:
                self._answers[request] = self._asked(sample, request)
            except Exception as error:
                raise _Stopped(error) from error
        key = self._answers[request]
        if key is None or key in self._known:
            return
        if self.found is None:
            self.found, self.first = key, (sample, request)
        if key == self.found:
            self.smallest = (sample, request)
            raise _Differs
