"""Flask's signed session cookie, read and written so that both sides share it.

Keeps C1-C14, C16, C18 and T4: format, fallback keys, age, when it is saved, refreshed or deleted,
every attribute of SESSION_*, `Vary: Cookie` (C9 as from Flask 3.1.3 on, and as it was before).
Delete when: sessions are kept elsewhere and no browser holds an old cookie.
"""

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import CallbackDict

from .kept_signer import KeptSignerSerializer, OneCallHMAC
from .older_flask import session_domain
from .tagged_json import TaggedJSON

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from .application import Application
    from .request import Request


_ANY_USE_COUNTS = (3, 1, 3)
_NO_DOMAIN_OF_SERVER = (2, 3)


class Session(CallbackDict[str, Any]):
    """The session: a dictionary that knows whether it was changed."""

    modified = False
    accessed = False
    new = False
    marks_itself = False

    def __init__(self, initial: dict[str, Any] | None = None) -> None:
        super().__init__(initial, _mark_modified)

    @property
    def permanent(self) -> bool:
        """Whether the cookie outlives the browser; kept in the session itself."""
        return bool(self.get("_permanent", False))

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self["_permanent"] = bool(value)


def _mark_modified(session: Any) -> None:
    session.modified = True
    session.accessed = True


class ValueSession(Session):
    """The session before Flask 3.1.3: looking for a key is no access, reading a value is."""

    marks_itself = True

    def __getitem__(self, key: str) -> Any:
        self.accessed = True
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, which counts as access."""
        self.accessed = True
        return super().get(key, default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return a value, set if it is missing, which counts as access."""
        self.accessed = True
        return super().setdefault(key, default)


def session_class(flask_version: tuple[int, ...]) -> type[Session]:
    """The session as that version of Flask counts its use."""
    return Session if flask_version >= _ANY_USE_COUNTS else ValueSession


class NullSession(Session):
    """The session of an application without a secret key: it reads as empty and refuses writes."""

    def _fail(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise RuntimeError(
            "The session is unavailable because no secret key was set.  Set the secret_key on the"
            " application to something unique and secret."
        )

    __setitem__ = __delitem__ = clear = pop = popitem = update = setdefault = _fail


def _lazy_sha1(data: bytes = b"") -> Any:
    return hashlib.sha1(data)  # what Flask signs with


class SessionInterface:
    """How sessions are opened and saved; a subclass may be set as `app.session_interface`.

    ``varies_by_value``: before Flask 2.2.5 and 2.3.2 only a value that was read made answers vary.
    """

    salt = "cookie-session"
    session_class: type[Session] = Session
    varies = True
    varies_by_value = False

    def __init__(self) -> None:
        self._signer_keys: tuple[Any, ...] = ()
        self._signer: URLSafeTimedSerializer | None = None

    def signer(self, app: "Application") -> URLSafeTimedSerializer | None:
        """Return the serializer for the keys of the config, or None without a secret key."""
        if not app.secret_key:
            return None
        keys = (*(app.config.read("SECRET_KEY_FALLBACKS") or ()), app.secret_key)
        if self._signer is None or keys != self._signer_keys:
            self._signer_keys = keys
            self._signer = KeptSignerSerializer(
                list(keys),
                salt=self.salt,
                serializer=TaggedJSON,
                signer_kwargs={
                    "key_derivation": "hmac",
                    "digest_method": _lazy_sha1,
                    "algorithm": OneCallHMAC(),
                },
            )
        return self._signer

    def open_session(self, app: "Application", request: "Request") -> Session:
        """Read the cookie; one that is old, forged or unreadable gives an empty session."""
        signer = self.signer(app)
        if signer is None:
            return NullSession()
        cookie = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        if not cookie:
            return self.session_class()
        max_age = int(app.permanent_session_lifetime.total_seconds())
        try:
            return self.session_class(signer.loads(cookie, max_age=max_age))
        except BadSignature:
            return self.session_class()

    def has_cookie(self, app: "Application", request: "Request") -> bool:
        """Tell whether the request brings a session, without reading it."""
        return app.config["SESSION_COOKIE_NAME"] in request.environ.get("HTTP_COOKIE", "")

    def save_session(self, app: "Application", session: Session, response: "Response") -> None:
        """Write, refresh or delete the cookie, or leave it alone."""
        if isinstance(session, NullSession):
            return
        if session.accessed and (session or not self.varies_by_value):
            self._vary(response)
        if not session:
            if session.modified:
                response.delete_cookie(app.config["SESSION_COOKIE_NAME"], **_attributes(app))
                if not self.varies_by_value:
                    self._vary(response)
            return
        permanent = session.permanent
        if not session.modified and not (permanent and app.config["SESSION_REFRESH_EACH_REQUEST"]):
            return
        signer = self.signer(app)
        if signer is None:  # the key was removed while the request ran
            return
        expires = datetime.now(UTC) + app.permanent_session_lifetime if permanent else None
        text = str(signer.dumps(dict(session)))
        response.set_cookie(
            app.config["SESSION_COOKIE_NAME"], text, expires=expires, **_attributes(app)
        )
        if not self.varies_by_value:
            self._vary(response)

    def _vary(self, response: "Response") -> None:
        if not self.varies:
            return
        varied = response.headers.get("Vary")
        if varied is None:
            response.headers["Vary"] = "Cookie"
        elif varied != "Cookie":
            response.vary.add("Cookie")


def _attributes(app: "Application") -> dict[str, Any]:
    config = app.config
    is_older = app.versions.flask < _NO_DOMAIN_OF_SERVER
    return {
        "domain": session_domain(app) if is_older else config["SESSION_COOKIE_DOMAIN"],
        "path": config["SESSION_COOKIE_PATH"] or config["APPLICATION_ROOT"],
        "secure": config["SESSION_COOKIE_SECURE"],
        "partitioned": config.read("SESSION_COOKIE_PARTITIONED"),
        "samesite": config["SESSION_COOKIE_SAMESITE"],
        "httponly": config["SESSION_COOKIE_HTTPONLY"],
    }
