"""Freeze a process: clock, ids and randomness follow the exchange that is being answered.

Outside an exchange everything is real. Classes of the standard library stay the very same classes
(their methods are replaced in place), so that isinstance, pickle and BSON see no change. Drivers
and servers keep real values for what they draw for themselves.
"""

import datetime
import random
import sys
import time
import uuid

from clock import freeze_clock
from moment import Moment, current
from sources import freeze_sources


def freeze():
    """Install the frozen clock and sources.

    Must run before the app is imported, as a name once imported cannot be replaced.
    """
    freeze_clock()
    freeze_sources()
    _prove()


def _prove():
    """See that the replaced methods are the ones that are called, and stop loudly if not."""
    token = current.set(Moment("proof", "1", 86_400.0))
    try:
        frozen = (
            datetime.datetime.now(datetime.timezone.utc).timestamp() == time.time() == 86_400.0
            and datetime.datetime.utcnow().day == 2
            and random.random() == Moment("proof", "1", 0.0).random.random()
            and uuid.uuid4().bytes[:6] == Moment("proof", "1", 0.0).draw(16)[:6]
        )
    finally:
        current.reset(token)
    if not frozen:
        sys.exit(f"this Python cannot be frozen: {sys.version}")
