"""Methods that a library calls by itself: ``default`` of a JSON encoder, ``emit`` of a handler.

A class of the project that inherits from one of a library replaces methods which that library
calls, and will never await. A method that nobody in the project mentions can only be meant for it.
"""

from migrator.translate.analysis import Analysis
from migrator.translate.call_sites import call_sites
from migrator.translate.declarations import FunctionInfo

_HOOKS = frozenset(["default", "emit", "filter", "format", "handle", "run", "to_python", "to_url"])
"""Names that libraries ask for, whoever else does."""
# Python's own, which has rules of its own, and classes that compat has and awaits.
_KNOWN = (
    "abc.", "builtins.", "collections.", "contextlib.", "dataclasses.", "enum.", "flask.Flask",
    "flask.Blueprint", "flask.Request", "flask.Response", "flask.views.", "flask_bcrypt.",
    "flask_jwt_extended.", "flask_login.", "flask_restful.", "flask_wtf.", "migrator.", "pydantic.",
    "threading.", "typing.", "typing_extensions.", "wtforms.",
)  # fmt: skip


def calling_base(function: FunctionInfo, analysis: Analysis) -> str:
    """The class of a library that may call this method; empty when there is none."""
    if function.owner is None or function in _registered(analysis):
        return ""
    bases = {base for info in function.owner.mro() for base in info.external_bases}
    strange = sorted(base for base in bases if not base.startswith(_KNOWN))
    if strange and (function.name in _HOOKS or not call_sites(analysis).is_mentioned(function)):
        return strange[0]
    return ""


def note_library_methods(analysis: Analysis) -> None:
    """Tell where the event loop waits for a database, as it is a library that asks."""
    for function in sorted(analysis.threaded.bodies, key=repr):
        if base := calling_base(function, analysis):
            why = f"where {base} calls it on the event loop, other requests wait while it asks"
            analysis.note(function.node, function.qualname, why)


def _registered(analysis: Analysis) -> set[FunctionInfo]:
    return {function for function, _ in analysis.world.registrations}
