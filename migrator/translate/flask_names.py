"""Every Flask name compat has: its module and name there, and whether it is awaited."""

from dataclasses import dataclass

from migrator.translate import extension_names as extensions


@dataclass(frozen=True, slots=True)
class CompatName:
    """``module`` of compat, ``name`` in it."""

    module: str
    name: str
    awaited: bool = False


def _same(package: str, module: str, names: str, *, awaited: bool = False) -> dict[str, CompatName]:
    return {f"{package}.{name}": CompatName(module, name, awaited) for name in names.split()}


_SIGNALS = (
    "template_rendered before_render_template request_started request_finished "
    "request_tearing_down got_request_exception appcontext_tearing_down appcontext_pushed "
    "appcontext_popped message_flashed"
)
NAMES: dict[str, CompatName] = {
    "flask.Flask": CompatName("application", "Application"),
    **_same("flask", "blueprint", "Blueprint"),
    **_same("flask", "context", "request session g current_app after_this_request"),
    **_same("flask", "context", "has_request_context has_app_context copy_current_request_context"),
    **_same("flask", "responses", "Response make_response jsonify redirect abort"),
    **_same("flask", "urls", "url_for"),
    **_same("flask", "flashing", "flash get_flashed_messages"),
    **_same("flask", "templates", "render_template render_template_string", awaited=True),
    **_same("flask", "files", "send_file send_from_directory"),
    **_same("flask", "streaming", "stream_with_context"),
    **_same("flask.views", "views", "View MethodView"),
    **_same("flask.logging", "logger", "default_handler has_level_handler"),
    **_same("flask", "signals", f"{_SIGNALS} signals_available"),
    **_same("flask.signals", "signals", f"{_SIGNALS} signals_available Namespace"),
    **_same("flask.json", "json_provider", "dumps loads dump load jsonify JSONEncoder JSONDecoder"),
    **_same("flask.json.provider", "json_provider", "JSONProvider DefaultJSONProvider"),
    **_same(
        "flask_login",
        "login",
        "LoginManager UserMixin AnonymousUserMixin login_required current_user login_fresh "
        "fresh_login_required confirm_login",
    ),
    **_same("flask_login", "login", "login_user logout_user", awaited=True),
}
for _package, (_module, _names) in extensions.NAMES.items():
    NAMES |= _same(_package, _module, _names)
for _name, (_module, _new) in extensions.AWAITED_NAMES.items():
    NAMES[_name] = CompatName(_module, _new, awaited=True)
MODULES = {
    "flask.json": "json_provider",
    "flask.views": "views",
    "flask.signals": "signals",
    **extensions.MODULES,
}
FLASK_PACKAGES = ("flask", "flask_login", *extensions.PACKAGES)
HOLDING_MODULES = frozenset(name.rpartition(".")[0] for name in NAMES)
MARKUPSAFE = frozenset({"flask.Markup", "flask.escape"})
"""Names that left Flask for markupsafe."""
TYPES = "flask.typing"
"""Its names are for annotations only; they become ``Any``."""


def is_awaited(full_name: str) -> bool:
    """Whether compat's function or method of that name gives an awaitable."""
    known = NAMES.get(full_name)
    return full_name in extensions.AWAITED_METHODS or (known is not None and known.awaited)


def of_flask(module: str) -> bool:
    """Whether a module is Flask's or of an extension that compat replaces."""
    return module.partition(".")[0] in FLASK_PACKAGES
