"""Flask's signals, for the receivers that the project connects: `request_started.connect(f)`.

Keeps X8: the same signals, in Flask's order, with Flask's values; a receiver is never awaited.
Delete when: no receiver is connected any more.
"""

from blinker import Namespace

from . import announcing

__all__ = ["Namespace", "signals_available"]

signals_available = True
_signals = Namespace()

template_rendered = _signals.signal("template-rendered")
before_render_template = _signals.signal("before-render-template")
request_started = _signals.signal("request-started")
request_finished = _signals.signal("request-finished")
request_tearing_down = _signals.signal("request-tearing-down")
got_request_exception = _signals.signal("got-request-exception")
appcontext_tearing_down = _signals.signal("appcontext-tearing-down")
appcontext_pushed = _signals.signal("appcontext-pushed")
appcontext_popped = _signals.signal("appcontext-popped")
message_flashed = _signals.signal("message-flashed")

announcing.signals.update({name.replace("-", "_"): signal for name, signal in _signals.items()})
