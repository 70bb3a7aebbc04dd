"""Extensions are recognised with the settings that matter; secrets stay where they are."""

import json

from migrator.introspect.specs import spec_files


def settings(spec, name):
    return next(item.settings for item in spec.extensions if item.name == name)


def test_the_extensions_of_the_project_are_recognised_with_their_versions(look):
    found = {item.name: item.version for item in look("common_extensions").extensions}

    assert set(found) == {"Flask-Cors", "Flask-Login", "Flask-PyMongo", "Flask-WTF"}
    assert all(found.values())


def test_flask_login_tells_its_view_protection_and_user_class(look):
    login = settings(look("common_extensions"), "Flask-Login")

    assert login["login_view"] == "entrar"
    assert login["session_protection"] == "strong"
    assert login["user_class"] == "app.Usuario"


def test_csrf_exemptions_and_cors_origins_are_seen(look):
    spec = look("common_extensions")

    assert settings(spec, "Flask-WTF")["exempt_views"] == "app.entrar"
    assert "https://loja.example" in settings(spec, "Flask-Cors")["/api/*"]


def test_an_app_without_extensions_has_none(look):
    assert look("app_object").extensions == ()


def test_no_secret_is_written(look):
    texts = json.dumps(spec_files(look("common_extensions")))

    for secret in ("o maior dos segredos", "segredo@", "1234", "998877", "127.0.0.1"):
        assert secret not in texts


def test_names_of_secrets_and_harmless_values_are_written(look):
    config = look("common_extensions").config

    assert config["SECRET_KEY"] == "(str)"
    assert config["API_TOKEN"] == "(int)"
    assert config["ITENS"] == "20"
    assert config["JWT_HEADER_NAME"] == "'Authorization'"
