"""What runs around the views is seen completely and in true order."""

PROXY_FIX = "werkzeug.middleware.proxy_fix.ProxyFix"


def named(spec, stage):
    return [
        (hook.scope, hook.function.qualname.split(".")[-1])
        for hook in spec.hooks
        if hook.stage == stage
    ]


def test_hooks_of_the_app_stand_in_order_before_those_of_blueprints(look):
    assert named(look("hooks_everywhere"), "before_request") == [
        ("", "segundo"),
        ("", "terceiro"),
        ("", "quarto"),
        ("bp", "do_blueprint"),
    ]


def test_every_stage_is_seen(look):
    stages = {hook.stage for hook in look("hooks_everywhere").hooks}

    assert stages >= {
        "url_value_preprocessor",
        "after_request",
        "teardown_request",
        "teardown_appcontext",
        "context_processor",
        "url_defaults",
    }


def test_error_handlers_are_keyed_by_code_or_import_path(look):
    flat = [hook for hook in look("hooks_everywhere").hooks if hook.stage == "errorhandler"]
    nested = [hook for hook in look("nested_blueprints").hooks if hook.stage == "errorhandler"]

    assert [hook.key for hook in flat] == ["404", "app.Recusado"]
    assert [(hook.scope, hook.key) for hook in nested] == [
        ("", "404"),
        ("pai", "builtins.KeyError"),
    ]


def test_template_functions_are_listed_without_those_of_flask_and_jinja(look):
    found = {
        hook.stage: (hook.key, hook.function.kind)
        for hook in look("hooks_everywhere").hooks
        if hook.stage.startswith("template_") and hook.key != "versao"
    }

    assert found == {
        "template_filter": ("moeda", "function"),
        "template_global": ("agora", "lambda"),
        "template_test": ("par", "function"),
    }


def test_a_plain_app_has_no_hooks(look):
    assert look("app_object").hooks == ()


def test_the_user_loader_is_a_hook_with_a_place(look, line_of):
    loaders = [hook for hook in look("common_extensions").hooks if hook.stage == "user_loader"]

    assert [hook.function.place.line for hook in loaders] == [
        line_of("common_extensions/app.py", "def carregar")
    ]


def test_providers_interfaces_and_layers_of_the_team_are_named(look):
    spec = look("hooks_everywhere")

    assert spec.json_provider == "app.Provedor"
    assert spec.json_settings["sort_keys"] == "False"
    assert spec.session_interface == "app.Sessao"
    assert spec.jinja_settings["trim_blocks"] == "True"
    assert spec.wsgi_layers == (
        f"{PROXY_FIX}(x_for=2, x_host=0, x_port=0, x_prefix=1, x_proto=1)",
        "app.contar.<locals>.contada",
    )


def test_receivers_of_signals_are_hooks_with_a_place(look, line_of):
    found = {
        hook.key: hook.function
        for hook in look("signals_connected").hooks
        if hook.stage == "signal"
    }

    assert {key: function.qualname for key, function in found.items()} == {
        "got_request_exception": "failed",
        "request_finished": "Audit.finished",
        "request_started": "started",
    }
    assert found["got_request_exception"].place.line == line_of(
        "signals_connected/app.py", "def failed"
    )
