"""Full names that mean the same thing, and names the engine asks about in several places."""

from functools import cache

from migrator.translate import extension_names

CURRENT_USER = "flask_login.current_user"
LOGIN_REQUIRED = frozenset({"flask_login.login_required", "flask_login.fresh_login_required"})
APPLICATION = "flask.Flask"
BLUEPRINT = "flask.Blueprint"
# What names of generated code are called when it is read again.
CONNECT = "migrator.connect"
AT_STARTUP = "migrator.at_startup"
LOAD_CURRENT_USER = "migrator.load_current_user"
DOCUMENT_AT = "migrator.document_at"
SENT = "migrator.sent"
IN_THREAD = "migrator.in_thread"
THREADED = "migrator.threaded"
AWAITED = "migrator.awaited"
SYNC_OF = "migrator.sync_of"
LOGIN_MANAGER = "flask_login.LoginManager"


def _in(place: str, names: str) -> dict[str, str]:
    """Names of Flask's that are imported from the module they are written in."""
    return {f"{place}.{name}": f"flask.{name}" for name in names.split()}


_ALIASES = {
    **dict(extension_names.aliases()),
    **_in("flask.helpers", "url_for flash get_flashed_messages send_file send_from_directory"),
    **_in("flask.helpers", "make_response redirect abort stream_with_context"),
    **_in("flask.ctx", "after_this_request has_request_context has_app_context"),
    **_in("flask.ctx", "copy_current_request_context"),
    **_in("flask.templating", "render_template render_template_string"),
    "flask.current_app": APPLICATION,
    "flask.app.Flask": APPLICATION,
    "flask.blueprints.Blueprint": BLUEPRINT,
    "flask.globals.request": "flask.request",
    "flask.globals.session": "flask.session",
    "flask.globals.g": "flask.g",
    "flask.globals.current_app": APPLICATION,
    "flask_login.utils.current_user": CURRENT_USER,
    "flask_login.utils.login_required": "flask_login.login_required",
    "flask_login.utils.login_user": "flask_login.login_user",
    "flask_login.utils.logout_user": "flask_login.logout_user",
    "flask_login.mixins.UserMixin": "flask_login.UserMixin",
    "flask_login.login_manager.LoginManager": LOGIN_MANAGER,
    "flask.json.jsonify": "flask.jsonify",
    "flask.wrappers.Response": "flask.Response",
    "flask_pymongo.pymongo": "pymongo",
    "pymongo.mongo_client.MongoClient": "pymongo.MongoClient",
    "pymongo.synchronous.mongo_client.MongoClient": "pymongo.MongoClient",
}


@cache
def alias_of(full_name: str) -> str:
    """The one name under which the engine knows ``full_name``."""
    if full_name in _ALIASES:
        return _ALIASES[full_name]
    head, dot, tail = full_name.rpartition(".")
    return f"{alias_of(head)}.{tail}" if dot else full_name


THREAD_LOCKS = frozenset(
    f"threading.{name}" for name in ["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition"]
)
