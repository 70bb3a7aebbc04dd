"""Who is told what happens while a request is answered: nobody, until the project asks for it.

Keeps X8. `signals` puts Flask's signals in here when the project imports it; without it, nothing
is sent and blinker is not needed.
Delete when: the project no longer connects receivers to Flask's signals.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .application import Application

signals: dict[str, Any] = {}


def announce(name: str, app: "Application", **values: Any) -> None:
    """Send a signal of Flask's to its receivers, one after the other."""
    signal = signals.get(name)
    if signal is not None and signal.receivers:
        signal.send(app, **values)


def later(
    name: str, app: "Application", *, without_error: bool = False
) -> list[Callable[[Any], Any]]:
    """Return what sends a signal at a teardown, with its error; nothing when nobody listens."""
    if name not in signals:
        return []

    def send(exc: BaseException | None) -> None:
        if without_error:
            announce(name, app)
        else:
            announce(name, app, exc=exc)

    return [send]
