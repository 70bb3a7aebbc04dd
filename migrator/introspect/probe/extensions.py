"""The extensions that the application uses, with the settings that change its behaviour."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Callable, Dict

from .config import shown
from .constructed import constructed
from .functions import Facts, Functions, import_path
from .unwrap import attributes, is_class

if TYPE_CHECKING:
    from .territory import Territory

Settings = Dict[str, str]

# Package, the name people know, prefix of its settings in app.config.
_KNOWN = (
    ("flask_admin", "Flask-Admin", "FLASK_ADMIN_"),
    ("flask_babel", "Flask-Babel", "BABEL_"),
    ("flask_bcrypt", "Flask-Bcrypt", "BCRYPT_"),
    ("flask_caching", "Flask-Caching", "CACHE_"),
    ("flask_compress", "Flask-Compress", "COMPRESS_"),
    ("flask_cors", "Flask-Cors", "CORS_"),
    ("flask_debugtoolbar", "Flask-DebugToolbar", "DEBUG_TB_"),
    ("flask_httpauth", "Flask-HTTPAuth", ""),
    ("flask_jwt_extended", "Flask-JWT-Extended", "JWT_"),
    ("flask_limiter", "Flask-Limiter", "RATELIMIT_"),
    ("flask_login", "Flask-Login", "REMEMBER_COOKIE_"),
    ("flask_mail", "Flask-Mail", "MAIL_"),
    ("flask_marshmallow", "flask-marshmallow", ""),
    ("flask_migrate", "Flask-Migrate", ""),
    ("flask_mongoengine", "flask-mongoengine", "MONGODB_"),
    ("flask_principal", "Flask-Principal", ""),
    ("flask_pymongo", "Flask-PyMongo", "MONGO_"),
    ("flask_redis", "flask-redis", "REDIS_"),
    ("flask_restful", "Flask-RESTful", "RESTFUL_"),
    ("flask_restx", "flask-restx", "RESTX_"),
    ("flask_session", "Flask-Session", "SESSION_"),
    ("flask_socketio", "Flask-SocketIO", "SOCKETIO_"),
    ("flask_sqlalchemy", "Flask-SQLAlchemy", "SQLALCHEMY_"),
    ("flask_wtf", "Flask-WTF", "WTF_"),
    ("mongoengine", "mongoengine", "MONGODB_"),
)


def extensions(app: Any, territory: Territory, functions: Functions) -> list[Facts]:
    """``Extension`` for each known package that the project's own modules use."""
    used = _used_packages(app, territory)
    found = []
    for package, name, prefix in _KNOWN:
        if package in used:
            settings = {**_configured(app, prefix), **constructed(package)}
            reader = _READERS.get(package)
            settings.update(reader(app, functions) if reader else {})
            found.append({"name": name, "version": version_of(name), "settings": settings})
    return found


def version_of(distribution: str) -> str:
    """The installed version, empty when the package does not say."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _used_packages(app: Any, territory: Territory) -> list[str]:
    """Packages whose names stand in a module of the project, or that registered with the app."""
    origins = {type(value).__module__ for value in app.extensions.values()}
    for _, module, _ in territory.modules():
        for value in list(vars(module).values()):
            origins.add(getattr(type(value), "__module__", None) or "")
            if type(value).__name__ in {"function", "type", "module"} or is_class(value):
                origins.add(_named_module(value))
    return sorted({str(origin).split(".")[0] for origin in origins} & set(sys.modules))


def _named_module(value: Any) -> str:
    if type(value).__name__ == "module":
        return str(getattr(value, "__name__", ""))
    return str(getattr(value, "__module__", "") or "")


def _configured(app: Any, prefix: str) -> Settings:
    if not prefix:
        return {}
    names = [name for name in app.config if isinstance(name, str) and name.startswith(prefix)]
    return {name: shown(name, app.config[name]) for name in sorted(names)}


def _login(app: Any, functions: Functions) -> Settings:
    login = getattr(app, "login_manager", None)
    if login is None:
        return {}
    names = ("login_view", "refresh_view", "session_protection", "login_message_category")
    settings = {name: str(getattr(login, name, None)) for name in names}
    settings["blueprint_login_views"] = str(dict(getattr(login, "blueprint_login_views", {})))
    settings["anonymous_user"] = import_path(login.anonymous_user)
    user = _user_class(login, functions)
    return {**settings, "user_class": import_path(user)} if user is not None else settings


def _user_class(login: Any, functions: Functions) -> Any:
    """The class that the loader is annotated with, or the project's only ``UserMixin``."""
    from flask_login import UserMixin

    loader = vars(login).get("_user_callback") or vars(login).get("user_callback")
    annotated = getattr(loader, "__annotations__", {}).get("return")
    if isinstance(annotated, type):
        return annotated
    own = [name for name, _, _ in functions.territory.modules()]
    users = [cls for cls in _subclasses(UserMixin) if cls.__module__ in own]
    return users[0] if len(users) == 1 else None


def _subclasses(cls: type) -> list[type]:
    found: list[type] = []
    children: list[type] = cls.__subclasses__()
    for child in children:
        found += [child, *_subclasses(child)]
    return found


def _cors(app: Any, _: Functions) -> Settings:
    """Which origins may read which paths: kept only in the closure of the after_request hook."""
    settings = {}
    for function in app.after_request_funcs.get(None, ()):
        if (getattr(function, "__module__", "") or "").split(".")[0] != "flask_cors":
            continue
        for cell in function.__closure__ or ():
            for pattern, options in _pairs(cell.cell_contents):
                settings[str(getattr(pattern, "pattern", pattern))] = _cors_options(options)
    return settings


def _pairs(value: Any) -> list[Any]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, tuple) and len(item) == 2]  # noqa: PLR2004


def _cors_options(options: Any) -> str:
    values = dict(options) if isinstance(options, dict) else attributes(options)
    if not values:  # a class with slots, in the newest versions
        values = {name: getattr(options, name, None) for name in type(options).__slots__}
    texts = ["{}={}".format(name, _pattern(value)) for name, value in sorted(values.items())]
    return ", ".join(texts)


def _pattern(value: Any) -> Any:
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(str(_pattern(item)) for item in value)
    return getattr(value, "pattern", value)


def _csrf(app: Any, _: Functions) -> Settings:
    protection = app.extensions.get("csrf")
    if protection is None:
        return {"csrf_protect": "False"}
    views = sorted(str(name) for name in getattr(protection, "_exempt_views", ()))
    exempt = getattr(protection, "_exempt_blueprints", ())
    blueprints = [getattr(item, "name", item) for item in exempt]
    return {
        "csrf_protect": "True",
        "exempt_views": ", ".join(views),
        "exempt_blueprints": ", ".join(sorted(str(name) for name in blueprints)),
    }


_READERS: dict[str, Callable[[Any, Functions], Settings]] = {
    "flask_cors": _cors,
    "flask_login": _login,
    "flask_wtf": _csrf,
}
