"""`app.logger`: a logger named like the application, that writes to stderr unless told otherwise.

Keeps no row: Flask's format and its debug level.
Delete when: logging is configured by the deployment.
"""

import logging

_FORMAT = "[%(asctime)s] %(levelname)s in %(module)s: %(message)s"


def make_logger(name: str, *, debug: bool) -> logging.Logger:
    """Return the logger, with a handler when nobody else handles its messages."""
    logger = logging.getLogger(name)
    if debug and not logger.level:
        logger.setLevel(logging.DEBUG)
    if not _has_handler(logger):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(_FORMAT))
        logger.addHandler(handler)
    return logger


def _has_handler(logger: logging.Logger) -> bool:
    level = logger.getEffectiveLevel()
    current: logging.Logger | None = logger
    while current is not None:
        if any(handler.level <= level for handler in current.handlers):
            return True
        if not current.propagate:
            return False
        current = current.parent
    return False
