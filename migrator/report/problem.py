"""What ``check`` found wrong: one sentence, a place if there is one, and how bad it is."""

from dataclasses import dataclass

from migrator.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Problem:
    """``check`` names the rule that was broken: spec, generated, verdict, cutover."""

    check: str
    message: str
    exit_code: ExitCode
    file: str = ""
    line: int = 0
    route: str = ""
