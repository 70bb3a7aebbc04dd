"""`LoginManager`: who is logged in, and what happens to those who are not.

Keeps B1-B5: user_loader and request_loader (sync or async), session protection, the redirect to
the login page with `next` and its flash, fresh logins, blueprint_login_views.
Delete when: logins are a FastAPI dependency of the team's own.
"""

from collections.abc import Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from .context import current_app, g, request, session
from .flashing import flash
from .login_cookie import cookie_name, decode_cookie, session_identifier, update_remember_cookie
from .login_loading import load_current_user
from .login_users import AnonymousUserMixin
from .responses import abort, redirect
from .urls import url_for

if TYPE_CHECKING:
    from .application import Application

Loader = Callable[[Any], Any]
_SESSION_KEYS = ("_user_id", "_remember", "_remember_seconds", "_id", "_fresh", "next")


class LoginManager:
    """The settings of logins and the functions that load users."""

    def __init__(
        self, app: "Application | None" = None, add_context_processor: bool = True
    ) -> None:
        self.anonymous_user: Callable[[], Any] = AnonymousUserMixin
        self.login_view: str | None = None
        self.blueprint_login_views: dict[str | None, str] = {}
        self.login_message: str | None = "Please log in to access this page."
        self.login_message_category = "message"
        self.refresh_view: str | None = None
        self.needs_refresh_message: str | None = "Please reauthenticate to access this page."
        self.needs_refresh_message_category = "message"
        self.session_protection: str | None = "basic"
        self.localize_callback: Callable[[Any], Any] | None = None
        self.unauthorized_callback: Callable[[], Any] | None = None
        self.needs_refresh_callback: Callable[[], Any] | None = None
        self.id_attribute = "get_id"
        self.user_callback: Loader | None = None
        self.request_callback: Loader | None = None
        if app is not None:
            self.init_app(app, add_context_processor)

    def init_app(self, app: "Application", add_context_processor: bool = True) -> None:
        """Attach to an application."""
        app.login_manager = self
        app.after_request(update_remember_cookie)
        if add_context_processor:
            app.context_processor(_user_for_templates)

    def user_loader(self, callback: Loader) -> Loader:
        """Load a user by the id in the session."""
        self.user_callback = callback
        return callback

    def request_loader(self, callback: Loader) -> Loader:
        """Load a user by anything in the request."""
        self.request_callback = callback
        return callback

    def unauthorized_handler(self, callback: Callable[[], Any]) -> Callable[[], Any]:
        """Answer in place of the redirect to the login page."""
        self.unauthorized_callback = callback
        return callback

    def needs_refresh_handler(self, callback: Callable[[], Any]) -> Callable[[], Any]:
        """Answer in place of the redirect to the page that confirms the login."""
        self.needs_refresh_callback = callback
        return callback

    def unauthorized(self) -> Any:
        """Return the answer for those who are not logged in; a coroutine when its handler is."""
        if self.unauthorized_callback is not None:
            return self.unauthorized_callback()
        view = self.blueprint_login_views.get(request.blueprint, self.login_view)
        if not view:
            abort(401)
        return self._send_to(view, self.login_message, self.login_message_category)

    def needs_refresh(self) -> Any:
        """Return the answer for those whose login is not fresh."""
        if self.needs_refresh_callback is not None:
            return self.needs_refresh_callback()
        if not self.refresh_view:
            abort(401)
        return self._send_to(
            self.refresh_view, self.needs_refresh_message, self.needs_refresh_message_category
        )

    def _send_to(self, view: str, message: str | None, category: str) -> Any:
        if message:
            translate = self.localize_callback
            flash(message if translate is None else translate(message), category=category)
        if not current_app.config.get("USE_SESSION_FOR_NEXT", False):
            return redirect(login_url(view, next_url=request.url))
        session["_id"] = session_identifier()
        session["next"] = make_next_param(expand_login_view(view), request.url)
        return redirect(login_url(view))

    def remember_user(self, user: Any = None) -> Any:
        """Keep the user of this request, or nobody; return it."""
        g._login_user = self.anonymous_user() if user is None else user  # its name
        return g._login_user

    @property
    def can_load(self) -> bool:
        """Whether a function that loads users was given."""
        return self.user_callback is not None or self.request_callback is not None

    async def load_user(self) -> Any:
        """Find out who the user of this request is."""
        if not self.can_load:
            raise RuntimeError(
                "Missing user_loader or request_loader. Refer to"
                " http://flask-login.readthedocs.io/#how-it-works for more info."
            )
        if self._protection_failed():
            return self.remember_user()
        user = await self._user_of(session.get("_user_id"))
        if user is None:
            name = cookie_name()
            if name in request.cookies and session.get("_remember") != "clear":
                user = await self._user_of_cookie(request.cookies[name])
            elif self.request_callback is not None:
                user = await settled(self.request_callback(request))
        return self.remember_user(user)

    async def _user_of(self, user_id: Any) -> Any:
        if user_id is None or self.user_callback is None:
            return None
        return await settled(self.user_callback(user_id))

    async def _user_of_cookie(self, cookie: str) -> Any:
        user_id = decode_cookie(cookie)
        if user_id is None:
            return None
        session["_user_id"] = user_id
        session["_fresh"] = False
        return await self._user_of(user_id)

    def _protection_failed(self) -> bool:
        opened = session._get_current_object()  # type: ignore[attr-defined]  # a proxy
        mode = current_app.config.get("SESSION_PROTECTION", self.session_protection)
        if mode not in {"basic", "strong"}:
            return False
        if not opened or session_identifier() == opened.get("_id", None):
            return False
        if mode == "basic" or opened.permanent:
            if opened.get("_fresh") is not False:
                opened["_fresh"] = False
            return False
        for key in _SESSION_KEYS:
            opened.pop(key, None)
        opened["_remember"] = "clear"
        return True


def expand_login_view(view: str) -> str:
    """Return the URL of a login view, which may be a URL already."""
    return view if view.startswith(("https://", "http://", "/")) else url_for(view)


def make_next_param(login_url: str, current_url: str) -> str:
    """Return where to go after the login, without the host when it is the same."""
    login, current = urlsplit(login_url), urlsplit(current_url)
    same_scheme = not login.scheme or login.scheme == current.scheme
    if same_scheme and (not login.netloc or login.netloc == current.netloc):
        return urlunsplit(("", "", current.path, current.query, ""))
    return current_url


def login_url(login_view: str, next_url: str | None = None, next_field: str = "next") -> str:
    """Return the URL of the login page, with the page to come back to."""
    base = expand_login_view(login_view)
    if next_url is None:
        return base
    parts = urlsplit(base)
    query: dict[str, Any] = dict(parse_qs(parts.query, keep_blank_values=True))
    query[next_field] = make_next_param(base, next_url)
    netloc = current_app.config.get("FORCE_HOST_FOR_REDIRECTS") or parts.netloc
    return urlunsplit(parts._replace(netloc=netloc, query=urlencode(query, doseq=True)))


async def settled(value: Any) -> Any:
    """Return a value that a sync or async function gave."""
    return await value if isawaitable(value) else value


async def _user_for_templates() -> dict[str, Any]:
    return {"current_user": await load_current_user()}
