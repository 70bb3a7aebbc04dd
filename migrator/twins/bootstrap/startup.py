"""What both scripts do first: freeze the process and give the app's own start an exchange."""

import os
import sys
from typing import Any, Callable, Optional

HEADER = "x-migrator-exchange"
START = "start"
READY = "ready"
"""A request with this value is answered in front of the app, which never sees it."""
MEASURED = "measured"
"""So is one with this; what was measured of the app is written down before."""

_OURS = (
    "address",
    "blocking",
    "builtin",
    "caller",
    "calls",
    "clock",
    "commands",
    "frozen",
    "measuring",
    "moment",
    "sources",
    "startup",
    "working",
)
Begin = Callable[[Optional[str]], None]


def prepare() -> Begin:
    """Make the project importable and freeze when asked; the result begins an exchange.

    ``begin(value of our header)`` begins the exchange it names, ``begin(START)`` goes on with the
    app's own start, which counts as exchange 0, ``begin(None)`` makes everything real again. A
    value without a time (``12;``) only numbers the exchange.

    Reads MIGRATOR_TWIN_ROOT (the project's folder), MIGRATOR_TWIN_COMMANDS (the file for what is
    asked of the database), MIGRATOR_TWIN_MONGO (our own server, which then answers for every
    other), MIGRATOR_TWIN_SEED and MIGRATOR_TWIN_EPOCH (both absent: not frozen).
    The own folder leaves ``sys.path`` and the own modules leave ``sys.modules``, so that no name of
    the project's is taken.
    """
    from address import stay_at_home
    from commands import write_down
    from moment import Moment, current, exchange

    own = os.path.dirname(os.path.abspath(__file__))
    root = os.environ["MIGRATOR_TWIN_ROOT"]
    seed = os.environ.get("MIGRATOR_TWIN_SEED", "")
    start = _freeze(seed) if seed else None
    write_down(os.environ["MIGRATOR_TWIN_COMMANDS"], exchange)
    stay_at_home()
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != own]
    sys.path.insert(0, root)
    for name in _OURS:
        sys.modules.pop(name, None)

    def begin(header: Optional[str]) -> None:
        number, _, seconds = ("0;" if header == START else header or "").partition(";")
        exchange.set(number)
        if header == START:
            current.set(start)
        else:
            current.set(Moment(seed, number, float(seconds)) if seed and seconds else None)

    return begin


def _freeze(seed: str) -> Any:
    from frozen import freeze
    from moment import Moment

    freeze()
    return Moment(seed, "0", float(os.environ["MIGRATOR_TWIN_EPOCH"]))
