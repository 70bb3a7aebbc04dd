"""Look for requests that matter, and shrink each: Hypothesis without its files and its words."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.strategies import SearchStrategy

from migrator.model.exchange import Request
from migrator.traffic.explore.kept import kept
from migrator.traffic.explore.material import Sample
from migrator.traffic.explore.trials import Trial

Key = tuple[str, ...]
"""What tells one difference of a route from another."""
Asked = Callable[[Sample, Request], Key | None]
"""Sends a request to both sides; what differs first, or None."""

_TRIED = 0.7
"""The share of the requests that trials get; the rest is drawn."""
_BARREN = 0.2
"""A start that brings fewer fresh requests than this share is the last: all was drawn."""
_SHRINKING = 60


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


@dataclass(frozen=True, slots=True)
class Found:
    """A difference, the request that showed it first, and the simplest one that shows it."""

    key: Key
    first: Trial
    smallest: Trial


class Search:
    """Looks for differences of one operation; carries what was asked so far.

    A request that was asked already is not asked again, so that shrinking is steady whatever the
    apps remember.
    """

    def __init__(self, asked: Asked, trials: Iterable[Trial], limits: Limits) -> None:
        self._asked = asked
        self._trials = iter(trials)
        self._limits = limits
        self._answers: dict[Request, Key | None] = {}
        self._drawn = 0
        self._starts = 0

    def next(self, strategy: SearchStrategy[Trial], known: frozenset[Key]) -> Found | None:
        """The next difference that is not ``known``, shrunk; None when the limits are reached.

        Trials are asked first, for most of the requests, then what ``strategy`` draws. What the one
        who asks raises ends the look at once.
        """
        enough = ceil(self._limits.examples * _TRIED)
        while self._drawn < enough and not self._is_enough:
            trial = next(self._trials, None)
            if trial is None:
                break
            key = self._answer(*trial)
            if key is not None and key not in known:
                return self._shrunk(trial, key)
        while not self._is_enough:
            drawn, start = self._drawn, self._starts
            self._starts += 1
            look = _Look(self._answer, known, lambda: self._is_enough)
            found = look.run(strategy, self._limits.examples, self._limits.seed + start)
            if found is not None:
                return found
            if self._drawn - drawn <= self._limits.examples * _BARREN:
                break
        return None

    @property
    def _is_enough(self) -> bool:
        return self._drawn >= self._limits.examples or time.monotonic() > self._limits.deadline

    def _shrunk(self, trial: Trial, key: Key) -> Found:
        drawn = self._drawn
        look = _Look(self._answer, frozenset(), lambda: False, key)
        found = look.run(kept(*trial), _SHRINKING, self._limits.seed)
        self._drawn = drawn  # what shrinks is not counted as looked for
        return Found(key, trial, found.smallest if found else trial)

    def _answer(self, sample: Sample, request: Request) -> Key | None:
        """What differs; each request is asked once."""
        if request not in self._answers:
            self._drawn += 1
            self._answers[request] = self._asked(sample, request)
        return self._answers[request]


class _Look:
    """One run of Hypothesis for a difference that is not known, or for a certain one."""

    def __init__(
        self, answer: Asked, known: frozenset[Key], is_enough: Callable[[], bool], key: Key = ()
    ) -> None:
        self._answer = answer
        self._known = known
        self._is_enough = is_enough
        self._key = key
        self._first: Trial | None = None
        self._smallest: Trial | None = None

    def run(self, strategy: SearchStrategy[Trial], examples: int, start: int) -> Found | None:
        """Draw from one beginning, and shrink what is found."""

        @seed(start)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            report_multiple_bugs=False,
        )
        @given(strategy)
        def look(drawn: Trial) -> None:
            self._look(drawn)

        try:
            look()
        except _Differs:
            pass
        except _Stopped as stopped:
            raise stopped.args[0] from None
        if self._first is None or self._smallest is None:
            return None
        return Found(self._key, self._first, self._smallest)

    def _look(self, drawn: Trial) -> None:
        if self._first is None and self._is_enough():
            return
        try:
            key = self._answer(*drawn)
        except Exception as error:
            raise _Stopped(error) from error
        if key is None or key in self._known:
            return
        self._key = self._key or key
        if key == self._key:
            self._first = self._first or drawn
            self._smallest = drawn
            raise _Differs
