"""Logins as Flask-Login has them, on the same session keys and the same remember cookie.

Keeps B1-B5. Loading a user may ask the database, so it is awaited: `await load_current_user()`;
`current_user` is the loaded user. `login_required` is a decorator and, with `Depends`, a
dependency that shows in the docs.
Delete when: logins are a FastAPI dependency of the team's own.
"""

import functools
import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.security.base import SecurityBase

from .context import current_app, request, session
from .login_cookie import (
    COOKIE_DURATION,
    COOKIE_NAME,
    cookie_name,
    decode_cookie,
    encode_cookie,
    session_identifier,
)
from .login_loading import current_user, load_current_user, prepare_current_user
from .login_manager import LoginManager, login_url, make_next_param, settled
from .login_users import AnonymousUserMixin, UserMixin
from .pipeline import Answer

__all__ = [
    "COOKIE_DURATION",
    "COOKIE_NAME",
    "AnonymousUserMixin",
    "LoginManager",
    "UserMixin",
    "confirm_login",
    "current_user",
    "decode_cookie",
    "encode_cookie",
    "fresh_login_required",
    "load_current_user",
    "login_fresh",
    "login_remembered",
    "login_required",
    "login_url",
    "login_user",
    "logout_user",
    "make_next_param",
    "set_login_view",
]

V = TypeVar("V", bound=Callable[..., Any])


async def login_user(
    user: Any,
    remember: bool = False,
    duration: timedelta | None = None,
    force: bool = False,
    fresh: bool = True,
) -> bool:
    """Log a user in; return False for one that is not active."""
    if not force and not user.is_active:
        return False
    manager = current_app.login_manager
    session["_user_id"] = getattr(user, manager.id_attribute)()
    session["_fresh"] = fresh
    session["_id"] = session_identifier()
    if remember:
        session["_remember"] = "set"
        if duration is not None:
            session["_remember_seconds"] = duration.total_seconds()
    manager.remember_user(user)
    return True


async def logout_user() -> bool:
    """Log the user out, and forget the remember cookie."""
    await load_current_user()
    for key in ("_user_id", "_fresh", "_id"):
        if key in session:
            session.pop(key)
    if cookie_name() in request.cookies:
        session["_remember"] = "clear"
        if "_remember_seconds" in session:
            session.pop("_remember_seconds")
    current_app.login_manager.remember_user()
    return True


def confirm_login() -> None:
    """Make the login fresh again."""
    session["_fresh"] = True
    session["_id"] = session_identifier()


def login_fresh() -> Any:
    """Tell whether the user logged in during this session."""
    return session.get("_fresh", False)


def login_remembered() -> bool:
    """Tell whether the remember cookie is there and right."""
    name = cookie_name()
    if name not in request.cookies or session.get("_remember") == "clear":
        return False
    return decode_cookie(request.cookies[name]) is not None


def set_login_view(login_view: str, blueprint: Any = None) -> None:
    """Set the login view of a blueprint, or of all that have none."""
    manager = current_app.login_manager
    views = manager.blueprint_login_views
    if blueprint is None and not views:
        manager.login_view = login_view
        return
    views[blueprint.name] = login_view
    if manager.login_view is not None and None not in views:
        views[None] = manager.login_view
    manager.login_view = None


class LoginGuard(SecurityBase):
    """A check that is a decorator when it is given a view, and a dependency otherwise."""

    def __init__(self, *, fresh: bool) -> None:
        # "in" is a word of Python: the model takes it by its alias only.
        self.model = APIKey.model_validate(
            {"in": APIKeyIn.cookie, "name": "session", "description": "The session of a login"}
        )
        self.scheme_name = "Login"
        self._fresh = fresh
        # FastAPI reads these two from the object: no parameters, and to be awaited.
        self.__signature__ = inspect.Signature([])
        vars(self)["__call__"] = self.guard

    async def refusal(self) -> tuple[bool, Any]:
        """Return whether the request is refused, and with which answer."""
        if request.method == "OPTIONS" or current_app.config.get("LOGIN_DISABLED"):
            await prepare_current_user()
            return False, None
        user = await load_current_user()
        if not await settled(user.is_authenticated):
            return True, await settled(current_app.login_manager.unauthorized())
        if self._fresh and not login_fresh():
            return True, await settled(current_app.login_manager.needs_refresh())
        return False, None

    async def guard(self) -> None:
        """Answer in place of the view when the request is refused."""
        refused, answer = await self.refusal()
        if refused:
            raise Answer(answer)

    def __call__(self, view: V | None = None) -> Any:
        """Return the guarded view; without a view, do the check."""
        if view is None:
            return self.guard()
        guarded: Callable[..., Any] = view

        @functools.wraps(guarded)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            refused, answer = await self.refusal()
            if refused:
                return answer
            return await settled(guarded(*args, **kwargs))

        return wrapper


login_required = LoginGuard(fresh=False)
fresh_login_required = LoginGuard(fresh=True)
