"""Write down what the driver asks the database: one line a command, with its exchange."""

from lines import Lines

# What a command asks for stands under its own name, except where it spans several collections.
_EVERYWHERE = frozenset(("renameCollection", "dropDatabase", "bulkWrite"))
_HERE = frozenset(
    ("insert", "update", "delete", "findAndModify", "create", "createIndexes", "drop", "collMod")
)
_WRITES = _HERE | _EVERYWHERE | {"dropIndexes"}
_QUIET = frozenset(("hello", "ismaster", "isMaster", "ping", "endSessions", "killCursors"))


def write_down(path, exchange):
    """Append to ``path`` from now on; ``exchange`` is a ContextVar with the current number.

    Must run before the app makes its client. Without a driver there is nothing to write down.
    """
    try:
        from pymongo import monitoring
    except ImportError:
        return

    class Listener(monitoring.CommandListener):
        """Hears of every command, in the context that caused it."""

        def __init__(self):
            self._lines = Lines(path)

        def started(self, event):
            if event.command_name in _QUIET:
                return
            self._lines.write(
                {
                    "exchange": exchange.get(),
                    "command": event.command_name,
                    "database": event.database_name,
                    "collection": _collection(event),
                    "writes": _writes(event),
                }
            )

        def succeeded(self, event):
            pass

        def failed(self, event):
            pass

    monitoring.register(Listener())


def _collection(event):
    """The collection's name, empty when the command may reach several."""
    if event.command_name in _EVERYWHERE or (event.command_name == "aggregate" and _writes(event)):
        return ""
    name = event.command.get(
        "collection" if event.command_name == "getMore" else event.command_name
    )
    return name if isinstance(name, str) else ""


def _writes(event):
    """Whether documents may change; a pipeline that ends in $out or $merge counts as everywhere."""
    if event.command_name != "aggregate":
        return event.command_name in _WRITES
    stages = event.command.get("pipeline") or ()
    return any(key in ("$out", "$merge") for stage in stages for key in stage)
