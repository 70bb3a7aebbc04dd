"""`app.logger`: a logger named like the application, that writes to stderr unless told otherwise.

Keeps no row: Flask's format and its debug level.
Delete when: logging is configured by the deployment.
"""

import logging
import sys


class _Stderr:
    """What `sys.stderr` is when a message is written, not when this module was imported."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


default_handler = logging.StreamHandler(_Stderr())
default_handler.setFormatter(
    logging.Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")
)


def make_logger(name: str, *, debug: bool) -> logging.Logger:
    """Return the logger, with a handler when nobody else handles its messages."""
    logger = logging.getLogger(name)
    if debug and not logger.level:
        logger.setLevel(logging.DEBUG)
    if not has_level_handler(logger):
        logger.addHandler(default_handler)
    return logger


def has_level_handler(logger: logging.Logger) -> bool:
    """Return whether anybody handles the messages of the logger's level."""
    level = logger.getEffectiveLevel()
    current: logging.Logger | None = logger
    while current is not None:
        if any(handler.level <= level for handler in current.handlers):
            return True
        if not current.propagate:
            return False
        current = current.parent
    return False
