"""Python's search for garbage rests while a whole project is held as syntax trees."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Syntax trees are many small objects that stay; looking for cycles in them costs a third.

    What was made meanwhile is put among the old objects (``freeze`` and ``unfreeze`` move lists,
    and look at nothing): as young ones the next allocation would look at all of them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
