"""X3: the config is Flask's dictionary, loaded in Flask's ways."""

import json

import flask
import pytest

from migrator.compat.application import Application
from migrator.compat.config import DEFAULTS, Config


class Settings:
    DEBUG = True
    NAME = "x"
    lower = "ignored"

    @property
    def COMPUTED(self):
        return 5


@pytest.fixture
def both(tmp_path):
    return flask.Config(str(tmp_path)), Config(str(tmp_path))


def test_the_defaults_are_those_of_flask():
    assert dict(flask.Flask.default_config) == DEFAULTS


def test_objects_classes_and_import_strings_are_read(both):
    for source in (Settings, Settings(), f"{__name__}.Settings", "json", {"A": 1}):
        if isinstance(source, str) and source.startswith(__name__):
            continue
        for config in both:
            config.clear()
            config.from_object(source)
        assert both[0].keys() == both[1].keys()
    both[1].from_object("migrator.compat.config")
    assert both[1]["DEFAULTS"] is DEFAULTS


def test_mappings_keep_their_upper_case_keys(both):
    for config in both:
        assert config.from_mapping({"A": 1, "b": 2}, C=3, d=4) is True
    assert dict(both[0]) == dict(both[1]) == {"A": 1, "C": 3}


def test_python_files_are_run(both, tmp_path, monkeypatch):
    (tmp_path / "settings.py").write_text("A = 1\nb = 2\nC = __file__\n")
    (tmp_path / "bad.py").write_text("1/0")
    monkeypatch.setenv("SETTINGS_FILE", str(tmp_path / "settings.py"))
    for config in both:
        assert config.from_pyfile("settings.py") is True
        assert config.from_envvar("SETTINGS_FILE") is True
        assert config.from_pyfile("missing.py", silent=True) is False
        assert config.from_envvar("NOT_SET_AT_ALL", silent=True) is False
        with pytest.raises(OSError, match="Unable to load configuration file"):
            config.from_pyfile("missing.py")
        with pytest.raises(ZeroDivisionError):
            config.from_pyfile("bad.py")
        with pytest.raises(RuntimeError, match="NOT_SET_AT_ALL"):
            config.from_envvar("NOT_SET_AT_ALL")
    assert dict(both[0]) == dict(both[1])


def test_files_are_loaded_by_a_given_function(both, tmp_path):
    (tmp_path / "s.json").write_text('{"A": [1], "b": 2}')
    for config in both:
        assert config.from_file("s.json", load=json.load) is True
        assert config.from_file("none.json", load=json.load, silent=True) is False
    assert dict(both[0]) == dict(both[1]) == {"A": [1]}


def test_the_environment_is_read_with_a_prefix(both, monkeypatch):
    for name, value in {
        "FLASK_A": "1",
        "FLASK_B": "text",
        "FLASK_C": '{"x": 1}',
        "FLASK_D__x__y": "true",
        "FLASK_C__z": "2",
        "OTHER_A": "5",
    }.items():
        monkeypatch.setenv(name, value)
    for config in both:
        assert config.from_prefixed_env() is True
    assert dict(both[0]) == dict(both[1])
    assert both[1]["D"] == {"x": {"y": True}}


def test_namespaces_are_cut_out(both):
    for config in both:
        config.update(IMAGE_TYPE="fs", IMAGE_PATH="/x", OTHER=1)
    for options in ({}, {"lowercase": False}, {"trim_namespace": False}):
        assert both[0].get_namespace("IMAGE_", **options) == both[1].get_namespace(
            "IMAGE_", **options
        )


def test_attributes_of_the_application_are_settings():
    app = Application(__name__, static_folder=None)
    app.debug, app.testing, app.secret_key = True, True, "s"
    app.config["PERMANENT_SESSION_LIFETIME"] = 60

    assert (app.config["DEBUG"], app.config["TESTING"], app.config["SECRET_KEY"]) == (
        True,
        True,
        "s",
    )
    assert app.permanent_session_lifetime.total_seconds() == 60


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("0", False), ("no", False), (None, False)]
)
def test_flask_debug_is_read(monkeypatch, value, expected):
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    if value is not None:
        monkeypatch.setenv("FLASK_DEBUG", value)

    assert Application(__name__).debug is expected


@pytest.mark.parametrize("name", ["json", "flask.views", "no_such_module", __name__])
def test_paths_are_found_as_flask_finds_them(name):
    theirs, ours = flask.Flask(name), Application(name)

    assert ours.root_path == theirs.root_path
    assert ours.instance_path == theirs.instance_path
    assert (ours.static_folder, ours.static_url_path) == (
        theirs.static_folder,
        theirs.static_url_path,
    )
    assert ours.name == theirs.name
