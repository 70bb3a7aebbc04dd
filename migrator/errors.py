"""The errors a person may meet: one sentence, one hint, one exit code.

* MigratorError
  x UsageError             2   the command or its settings are wrong
    + SettingsInvalid
    + RouteUnknown
    + FormatUnknown
    + RecordingBroken
  x EvidenceMissing        4   something that must be there first is absent or stale
    + RecordingMissing
    + SpecStale
  x CouldNotRun            5   an app, a database or a tool did not start or answer
    + AppNotFound
    + AppImportFailed
    + GeneratedImportFailed
    + DatabaseUnreachable
    + TwinFailed
    + BenchmarkFailed

What we find out about the user's code (a refused construct, a difference, a closed gate) is a
value, never an exception. Anything that is not a MigratorError is a bug and shows its traceback.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What a verb's exit code says (DESIGN section 8)."""

    PASSED = 0
    DIFFERENT = 1
    USAGE = 2
    INCONCLUSIVE = 3
    EVIDENCE = 4
    COULD_NOT_RUN = 5
    INTERRUPTED = 130


_WORST_FIRST = (
    ExitCode.INTERRUPTED,
    ExitCode.COULD_NOT_RUN,
    ExitCode.USAGE,
    ExitCode.EVIDENCE,
    ExitCode.DIFFERENT,
    ExitCode.INCONCLUSIVE,
    ExitCode.PASSED,
)


def worst(*codes: ExitCode) -> ExitCode:
    """The code that wins when several apply: 130 > 5 > 2 > 4 > 1 > 3 > 0."""
    return min(codes, key=_WORST_FIRST.index, default=ExitCode.PASSED)


class MigratorError(Exception):
    """A sentence for its reader, a hint for the next step and the exit code of the verb."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MigratorError):
    """The command or its settings are wrong."""


class SettingsInvalid(UsageError):
    """``[tool.migrator]``, ``MIGRATOR_*`` or an option holds something it cannot hold."""


class RouteUnknown(UsageError):
    """A route that the application does not have; the hint names the closest ones."""


class FormatUnknown(UsageError):
    """A file written by a newer migrator."""


class RecordingBroken(UsageError):
    """A recording that cannot be read; the message names file and line."""


class EvidenceMissing(MigratorError):
    """Something that must be there first is absent or stale."""

    exit_code = ExitCode.EVIDENCE


class RecordingMissing(EvidenceMissing):
    """Nothing was recorded yet."""


class SpecStale(EvidenceMissing):
    """``route_specs/`` is missing or no longer matches the application."""


class CouldNotRun(MigratorError):
    """An app, a database or a tool did not start or answer."""

    exit_code = ExitCode.COULD_NOT_RUN


class AppNotFound(CouldNotRun):
    """No Flask application at that import string; the message says what was tried."""

    exit_code = ExitCode.USAGE


class AppImportFailed(CouldNotRun):
    """The user's code raised, exited or hung while it was imported."""


class GeneratedImportFailed(CouldNotRun):
    """The generated app raised while it was imported; the message has the last line."""


class DatabaseUnreachable(CouldNotRun):
    """No MongoDB server answers at the address."""


class TwinFailed(CouldNotRun):
    """One of the two apps did not start or stopped answering."""


class BenchmarkFailed(CouldNotRun):
    """Locust did not finish; the message has its last lines."""
