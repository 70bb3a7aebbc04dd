"""`current_user` and `load_current_user`: the user of a request, loaded once.

Keeps B2: who looks at the user reads the session, who does not leaves it alone. Loading may ask
the database and is awaited, so that it has to come before anybody looks; what it does to the
session (`Vary: Cookie`, a stale `_fresh`) is held back until somebody does.
Delete when: logins are a FastAPI dependency of the team's own.
"""

from typing import Any

from .context import current, current_app, g, has_request_context
from .proxy import LocalProxy

_MISSING: Any = object()


def _loaded_user() -> Any:
    if not has_request_context():
        return None
    known = current().g
    if "_login_user" not in known:
        raise RuntimeError(
            "The user of this request was not loaded: await load_current_user() before"
            " current_user is used."
        )
    if "_login_effects" in known:
        _show_effects(known.pop("_login_effects"))
    return known._login_user  # Flask-Login's name


current_user: Any = LocalProxy(_loaded_user)


async def load_current_user() -> Any:
    """Return the user of this request, or the anonymous one; asked again, the same."""
    if not has_request_context():
        return None
    holder = current()
    if "_login_user" not in holder.g:
        await holder.app.login_manager.load_user()
    return _loaded_user()


async def prepare_current_user() -> None:
    """Load the user for a view that may or may not look at it (LOGIN_DISABLED, OPTIONS)."""
    manager = current_app.login_manager
    if "_login_user" in g or not manager.can_load:
        return
    session = current().open_session()
    before, flags = dict(session), (session.modified, session.accessed)
    await manager.load_user()
    after = dict(session)
    changes = {key: after.get(key, _MISSING) for key in (*before, *after)}
    g._login_effects = {  # ours, on Flask's g
        key: value for key, value in changes.items() if before.get(key, _MISSING) != value
    }
    if before != after:
        session.clear()
        session.update(before)
    session.modified, session.accessed = flags


def _show_effects(effects: dict[str, Any]) -> None:
    session = current().session
    for key, value in effects.items():
        if value is _MISSING:
            session.pop(key, None)
        else:
            session[key] = value
