"""Flask's ways to take a function: decorators, decorator factories and ``add_...`` methods."""

import ast

from migrator.translate.atoms import PLAIN, Atoms, Identity, only
from migrator.translate.escaping import Arguments, register
from migrator.translate.extension_names import DECORATORS, LOADERS, SYNC_LOADERS
from migrator.translate.flask_names import NAMES
from migrator.translate.frame import Frame
from migrator.translate.names import THREADED

_DIRECT = frozenset(
    [
        "before_request",
        "after_request",
        "teardown_request",
        "teardown_appcontext",
        "context_processor",
        "url_value_preprocessor",
        "url_defaults",
        "before_app_request",
        "after_app_request",
        "teardown_app_request",
        "app_context_processor",
        "app_url_value_preprocessor",
        "app_url_defaults",
        "user_loader",
        "request_loader",
        "unauthorized_handler",
        "needs_refresh_handler",
        "record",
        "record_once",
        "shell_context_processor",
        "after_this_request",
        *LOADERS,
        *SYNC_LOADERS,
    ]
)
_FACTORIES = frozenset(
    [
        "route",
        "get",
        "post",
        "put",
        "delete",
        "patch",
        "endpoint",
        "errorhandler",
        "app_errorhandler",
        "template_filter",
        "template_global",
        "template_test",
        "app_template_filter",
        "app_template_global",
        "app_template_test",
        "command",
        "representation",
    ]
)
_ADDERS = {
    "add_url_rule": (2, "view_func", "route"),
    "add_template_filter": (0, "f", "template_filter"),
    "add_template_global": (0, "f", "template_global"),
    "add_template_test": (0, "f", "template_test"),
    "add_app_template_filter": (0, "f", "template_filter"),
    "add_app_template_global": (0, "f", "template_global"),
    "register_error_handler": (1, "f", "errorhandler"),
}
HOLDERS = (
    "flask.Flask.",
    "flask.Blueprint.",
    "flask_login.LoginManager.",
    "flask_jwt_extended.JWTManager.",
    "flask_restful.Api.representation",
    "flask.",
)


def _connection(name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms | None:
    """``request_started.connect(f)`` and ``@request_started.connect_via(app)``."""
    if name == "connect_via":
        return only(Identity("signal"))
    if name != "connect":
        return None
    for atom in arguments.get(0, "receiver"):
        register(atom, "signal", node, frame)
    return arguments.get(0, "receiver")


def _is_signal(full_name: str) -> bool:
    """Whether it is a method of one of Flask's signals."""
    holder = NAMES.get(full_name.rpartition(".")[0])
    return holder is not None and holder.module == "signals"


def registration(full_name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Atoms | None:
    """What such a call gives, with the function noted; None when it is another call."""
    name = full_name.rpartition(".")[2]
    if _is_signal(full_name):
        return _connection(name, arguments, node, frame)
    if name in _DIRECT:
        for atom in arguments.get(0, "f"):
            register(atom, name.replace("_app_", "_").removeprefix("app_"), node, frame)
        return arguments.get(0, "f")
    if name in _FACTORIES and full_name.count(".") > 1:
        return only(Identity(_stage(name)))
    if name in _ADDERS and full_name.count(".") > 1:
        index, keyword, stage = _ADDERS[name]
        for atom in arguments.get(index, keyword):
            register(atom, stage, node, frame)
        return PLAIN
    if name == "as_view":
        return PLAIN
    return None


def _stage(name: str) -> str:
    if name in {"get", "post", "put", "delete", "patch", "endpoint"}:
        return "route"
    return name.removeprefix("app_")


_DECORATORS = frozenset(
    {
        "functools.wraps", "functools.lru_cache", "functools.cache", "functools.cached_property",
        "contextlib.contextmanager", "abc.abstractmethod", "dataclasses.dataclass",
        "typing.overload", "typing.final", "typing.override", "flask_login.login_required",
        "flask_login.fresh_login_required", "flask.stream_with_context",
        "flask.copy_current_request_context", "flask.after_this_request",
        "werkzeug.utils.cached_property", "builtins.property", "builtins.classmethod",
        "builtins.staticmethod", "atexit.register", THREADED, *DECORATORS,
    }
)  # fmt: skip


def knows_decorator(full_name: str) -> bool:
    """Whether it is known what an external decorator does with a function that turns async."""
    if full_name in _DECORATORS:
        return True
    name = full_name.rpartition(".")[2]
    return full_name.startswith(HOLDERS) and (name in _DIRECT or name in _FACTORIES)
