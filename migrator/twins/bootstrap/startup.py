"""What both scripts do first: freeze the process and give the app's own start an exchange."""

import os
import sys
from typing import Callable, Optional

HEADER = "x-migrator-exchange"
START = "start"
READY = "ready"
"""A request with this value is answered in front of the app, which never sees it."""

Begin = Callable[[Optional[str]], None]


def prepare() -> Begin:
    """Make the project importable and freeze when asked; the result begins an exchange.

    ``begin(value of our header)`` begins the exchange it names, ``begin(START)`` goes on with the
    app's own start, which counts as exchange 0, ``begin(None)`` makes everything real again.

    Reads MIGRATOR_TWIN_ROOT (the project's folder), MIGRATOR_TWIN_SEED and MIGRATOR_TWIN_EPOCH
    (both absent: not frozen). The own folder leaves ``sys.path`` and the own modules leave
    ``sys.modules``, so that no name of the project's is taken.
    """
    own = os.path.dirname(os.path.abspath(__file__))
    root = os.environ["MIGRATOR_TWIN_ROOT"]
    seed = os.environ.get("MIGRATOR_TWIN_SEED")
    begin = _freeze(root, seed, float(os.environ["MIGRATOR_TWIN_EPOCH"])) if seed else _ignore
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != own]
    sys.path.insert(0, root)
    for name in ("frozen", "moment", "startup"):
        sys.modules.pop(name, None)
    return begin


def _freeze(root: str, seed: str, epoch: float) -> Begin:
    from frozen import freeze
    from moment import Moment, current

    freeze(root)
    start = Moment(seed, "0", epoch)

    def begin(header: Optional[str]) -> None:
        if header == START:
            current.set(start)
            return
        number, _, seconds = (header or "").partition(";")
        current.set(Moment(seed, number, float(seconds)) if seconds else None)

    return begin


def _ignore(header: Optional[str]) -> None:
    """Leave everything real."""
