"""Who listens to Flask's signals."""

from __future__ import annotations

import weakref
from typing import Any, Iterator


def connected() -> Iterator[tuple[str, Any]]:
    """Name of a signal of Flask and a receiver, signals by name, receivers as they connected.

    Without blinker (possible until Flask 2.2) nothing can be connected.
    """
    import flask.signals

    for name, signal in sorted(vars(flask.signals).items()):
        for kept in list(getattr(signal, "receivers", {}).values()):
            receiver = _receiver(kept)
            if receiver is not None:
                yield name, receiver


def _receiver(kept: Any) -> Any:
    """The function itself; blinker keeps it weakly unless told otherwise."""
    is_old_method = type(kept).__name__ == "BoundMethodWeakref"  # blinker 1.x
    return kept() if is_old_method or isinstance(kept, weakref.ReferenceType) else kept
