"""Methods of Flask's classes that a class of the project replaces, and that compat never calls.

``class Shop(Flask)`` may define ``process_response``, and Flask calls it for every response; compat
has a pipeline of its own, which would leave it out in silence.
"""

import ast
from collections.abc import Iterator

from migrator.model.translation import Reason
from migrator.translate.analysis import Analysis
from migrator.translate.atoms import Atom, ClassRef, External, ExternalInstance, Instance
from migrator.translate.declarations import ClassInfo
from migrator.translate.names import APPLICATION, BLUEPRINT, alias_of


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What compat asks for where Flask does, so that it may be replaced: `own_classes` in tests/compat.
_HONOURED = _names(
    "app_ctx_globals_class config_class create_url_adapter get_send_file_max_age jinja_options"
    " json_provider_class make_default_options_response make_response request_class"
    " response_class select_jinja_autoescape"
)
# The public names of the class, Flask 2.2 to 3.1.
FLASK = _names(
    "aborter_class add_template_filter add_template_global add_template_test add_url_rule"
    " after_request app_context app_ctx_globals_class async_to_sync auto_find_instance_path"
    " before_first_request before_request config_class context_processor"
    " create_global_jinja_loader create_jinja_environment create_url_adapter debug"
    " default_config delete dispatch_request do_teardown_appcontext do_teardown_request endpoint"
    " ensure_sync env errorhandler finalize_request full_dispatch_request get"
    " get_send_file_max_age got_first_request handle_exception handle_http_exception"
    " handle_url_build_error handle_user_exception has_static_folder inject_url_defaults"
    " iter_blueprints jinja_env jinja_environment jinja_loader jinja_options json_decoder"
    " json_encoder json_provider_class log_exception logger make_aborter make_config"
    " make_default_options_response make_response make_shell_context name"
    " open_instance_resource open_resource patch permanent_session_lifetime post"
    " preprocess_request process_response propagate_exceptions put raise_routing_exception"
    " redirect register_blueprint register_error_handler request_class request_context"
    " response_class route run secret_key select_jinja_autoescape send_file_max_age_default"
    " send_static_file session_cookie_name session_interface shell_context_processor"
    " should_ignore_error static_folder static_url_path teardown_appcontext teardown_request"
    " template_filter template_global template_test templates_auto_reload test_cli_runner"
    " test_cli_runner_class test_client test_client_class test_request_context testing"
    " trap_http_exception try_trigger_before_first_request_functions update_template_context"
    " url_defaults url_for url_map_class url_rule_class url_value_preprocessor use_x_sendfile"
    " wsgi_app __call__"
)
# Of tests, shells and settings of the server: no request meets them.
_NOT_SERVING = _names(
    "make_shell_context run shell_context_processor test_cli_runner test_cli_runner_class"
    " test_client test_client_class"
)
_BLUEPRINT = _names(
    "add_url_rule get_send_file_max_age jinja_loader make_setup_state record record_once register"
    " register_blueprint send_static_file"
)
_RESPONSE = _names("__call__ get_app_iter get_wsgi_response")
# What may be set on an application: values that compat reads, and what is asked of the running app.
_VALUES = _names(
    "app_context debug env jinja_env jinja_loader jinja_options json_decoder json_encoder logger"
    " name permanent_session_lifetime propagate_exceptions secret_key send_file_max_age_default"
    " session_cookie_name session_interface static_folder static_url_path templates_auto_reload"
    " testing use_x_sendfile wsgi_app"
)
# What the extensions' classes have and compat's of the same name lack.
EXTENSIONS = {
    "flask_bcrypt.Bcrypt": _names("_handle_long_passwords _log_rounds _prefix _unicode_to_bytes"),
    "flask_jwt_extended.JWTManager": _names(
        "_decode_jwt_from_config _encode_jwt_from_config _set_default_configuration_options"
        " _set_error_handler_callbacks"
    ),
    "flask_login.LoginManager": _names(
        "_clear_cookie _load_user _load_user_from_header _load_user_from_remember_cookie"
        " _load_user_from_request _login_disabled _session_protection_failed _set_cookie"
        " _update_remember_cookie _update_request_context_with_user header_loader request_callback"
        " setup_app user_callback"
    ),
    "flask_restful.Api": _names(
        "_blueprint_setup_add_url_rule_patch _complete_url _deferred_blueprint_init _has_fr_route"
        " _register_view _should_use_fr_error_handler error_router mediatypes_method"
    ),
    "flask_wtf.csrf.CSRFProtect": _names("_error_response _get_csrf_token"),
    "flask_wtf.CSRFProtect": _names("_error_response _get_csrf_token"),
}
_OF_COMPAT = {
    APPLICATION: FLASK - _HONOURED - _NOT_SERVING,
    BLUEPRINT: _BLUEPRINT,
    "flask.Response": _RESPONSE,
    **EXTENSIONS,
}


def overrides(analysis: Analysis) -> Iterator[Reason]:
    """Reasons against an app whose classes replace what compat does in its own way."""
    for info in analysis.world.declared.classes.values():
        for base, names in _OF_COMPAT.items():
            if info.inherits(base):
                yield from _replaced(info, base, names)
    for node in analysis.world.declared.of_kind(ast.Attribute):
        if isinstance(node.ctx, ast.Store):
            yield from _set(node, analysis)


def _replaced(info: ClassInfo, base: str, names: frozenset[str]) -> Iterator[Reason]:
    for node in info.node.body:
        for name in sorted(_defined(node) & names):
            yield _reason(info.module.file, node, f"{info.qualname}.{name}", base)


def _set(node: ast.Attribute, analysis: Analysis) -> Iterator[Reason]:
    """``app.process_response = mine`` and ``Flask.process_response = mine``."""
    if node.attr not in _OF_COMPAT[APPLICATION] - _VALUES:
        return
    if any(map(is_app, analysis.type_of(node.value))):
        file = analysis.owner(node).module.file
        yield _reason(file, node, ast.unparse(node), APPLICATION)


def is_app(atom: Atom) -> bool:
    """Whether it is a Flask application, or its class."""
    match atom:
        case ClassRef(cls) | Instance(cls):
            return cls.inherits(APPLICATION)
        case External(name) | ExternalInstance(name):
            return alias_of(name) == APPLICATION
        case _:
            return False


def _reason(file: str, node: ast.stmt | ast.expr, construct: str, base: str) -> Reason:
    why = f"{base} calls it by itself, compat does not: it would be left out in silence"
    todo = "do it in a hook (before_request, after_request, errorhandler)"
    return Reason(file, node.lineno, construct, why, todo)


def _defined(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
            return {name}
        case _:
            return set()
