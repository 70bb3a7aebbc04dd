"""stdout is the result, stderr is progress and complaints; NO_COLOR, CI and pipes are honoured."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from migrator.errors import MigratorError

if TYPE_CHECKING:
    from rich.console import Console

_PIPED_WIDTH = 1000

Progress = Callable[[str, int, int], None]
"""What steps report with: what is being done, how much is done, how much there is (0: unknown)."""


def show_json(value: Any) -> None:
    """Print ``value`` as JSON on stdout."""
    from migrator.model.codec import to_json

    sys.stdout.write(json.dumps(to_json(value), indent=2, ensure_ascii=False) + "\n")


def result_console() -> "Console":
    """Where tables go; a pipe has no width that they would have to fit."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPED_WIDTH)


def say(text: str) -> None:
    """Print a line of progress on stderr."""
    from rich.console import Console

    Console(stderr=True, highlight=False, soft_wrap=True, emoji=False).print(text, markup=False)


def complain(error: MigratorError) -> None:
    """Print the sentence and the hint of an error on stderr."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text.assemble(("error: ", "bold red"), error.message))
    if error.hint:
        console.print(Text.assemble(("hint: ", "bold cyan"), error.hint))


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar with time left on stderr; plain silence where stderr is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total or None)
            bar.update(tasks[what], completed=done, total=total or None)

        yield report
