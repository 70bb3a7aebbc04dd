"""Say in facts why an application could not be loaded."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING, Any, Dict

if TYPE_CHECKING:
    from .territory import Territory

Failure = Dict[str, Any]
_UNREACHABLE = frozenset(
    {"ServerSelectionTimeoutError", "ConnectionFailure", "AutoReconnect", "NetworkTimeout"}
)

_AUTHENTICATION_FAILED = 18


class NotFound(Exception):
    """No application at the import string; carries what was tried."""

    def __init__(self, message: str, tried: list[str]) -> None:
        super().__init__(message)
        self.tried = tried


def described(error: BaseException, territory: Territory) -> Failure:
    """The failure as JSON for the parent: kind, type, message and place."""
    if isinstance(error, NotFound):
        return {"kind": "not-found", "message": str(error), "tried": error.tried}
    chain = _chain(error)
    database = [link for link in chain if _is_refused_by_database(link)]
    return {
        "kind": "database" if database else _kind(error),
        "type": type(error).__name__,
        "message": _message(database[0] if database else error),
        "place": _place(error, territory),
        "missing": _missing(error),
        "variable": _variable(error),
    }


def of_the_probe(error: BaseException) -> Failure:
    """A failure of ours, after the application was loaded."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = "{}:{}".format(frame.filename.rpartition("/")[2], frame.lineno)
    name = type(error).__name__
    return {"kind": "probe", "type": name, "message": _message(error), "place": place}


def _kind(error: BaseException) -> str:
    return "exit" if isinstance(error, SystemExit) else "raised"


def _is_refused_by_database(error: BaseException) -> bool:
    is_login = getattr(error, "code", None) == _AUTHENTICATION_FAILED
    name = type(error).__name__
    return name in _UNREACHABLE or (name == "OperationFailure" and is_login)


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _message(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "" if error.code is None else str(error.code)
    if isinstance(error, SyntaxError):
        return str(error.msg)
    try:
        lines = str(error).strip().splitlines()
    except Exception:  # noqa: BLE001 (an exception of the user's own whose __str__ raises)
        lines = []
    # PyMongo's messages go on for half a screen with what its sentence has already said.
    return (
        re.split(r" \(configured timeouts|, Timeout: |, full error: ", lines[0])[0] if lines else ""
    )


def _place(error: BaseException, territory: Territory) -> str:
    """``file:line`` of the last frame in the project, or of the syntax error."""
    if isinstance(error, SyntaxError) and territory.owns(error.filename):
        return "{}:{}".format(territory.relative(error.filename), error.lineno)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if territory.owns(frame.filename)]
    if not own:
        return ""
    return "{}:{}".format(territory.relative(own[-1].filename), own[-1].lineno)


def _missing(error: BaseException) -> str:
    return str(error.name or "") if isinstance(error, ModuleNotFoundError) else ""


def _is_os(filename: str) -> bool:
    return filename == "<frozen os>" or filename.endswith("os.py")


def _variable(error: BaseException) -> str:
    """The environment variable whose absence raised, as ``os.environ[...]`` does."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    is_environ = last is not None and last.name == "__getitem__" and _is_os(last.filename)
    return str(error.args[0]) if isinstance(error, KeyError) and is_environ and error.args else ""
