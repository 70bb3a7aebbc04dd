"""Settings come from options, the environment and pyproject.toml, in that order."""

import pytest

from migrator.errors import SettingsInvalid
from migrator.project.project import Project
from migrator.project.settings import load_settings


def _write(folder, text):
    (folder / "pyproject.toml").write_text(text)


def test_without_a_file_the_defaults_hold(tmp_path):
    assert load_settings(tmp_path, {}).driver == "motor"


def test_the_environment_wins_over_the_file_and_an_option_over_both(tmp_path):
    _write(tmp_path, '[tool.migrator]\napp = "a:app"\nout = "from_file"\n')
    environ = {"MIGRATOR_OUT": "from_environ", "MIGRATOR_APP": "b:app"}

    settings = load_settings(tmp_path, environ, app="c:app")

    assert (settings.app, settings.out) == ("c:app", "from_environ")


def test_a_switch_is_written_plainly_or_in_letters_and_can_be_taken_back(tmp_path):
    _write(tmp_path, "[tool.migrator]\ngather = true\n")

    assert load_settings(tmp_path, {}).gather is True
    assert load_settings(tmp_path, {"MIGRATOR_GATHER": "0"}).gather is False
    assert load_settings(tmp_path, {}, gather=False).gather is False


def test_an_option_that_is_none_says_nothing(tmp_path):
    _write(tmp_path, '[tool.migrator]\napp = "a:app"\n')

    assert load_settings(tmp_path, {}, app=None).app == "a:app"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param('ap = "x:app"', "unknown key 'ap'", "did you mean 'app'", id="misspelt key"),
        pytest.param("app = 3", "app in .* should be a string", "", id="wrong type"),
        pytest.param('driver = "mongo"', "driver is 'mongo'", "pymongo-async", id="no such driver"),
        pytest.param('bench_seconds = "x"', "should be a number", "", id="not a number"),
        pytest.param("twin_env = 3", "should be a table", "", id="not a table"),
        pytest.param('gather = "yes"', "gather in .* should be true or false", "", id="no switch"),
        pytest.param("[[", "cannot be read", "", id="not TOML"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name(tmp_path, text, message, hint):
    _write(tmp_path, f"[tool.migrator]\n{text}\n")

    with pytest.raises(SettingsInvalid, match=message) as caught:
        load_settings(tmp_path, {})

    assert hint in caught.value.hint


def test_a_project_without_an_app_says_how_to_name_one(tmp_path):
    with pytest.raises(SettingsInvalid, match="no application was named") as caught:
        _ = Project.here(tmp_path).app

    assert "migrator init" in caught.value.hint


def test_the_legacy_source_may_stand_in_a_folder_of_its_own(tmp_path):
    _write(tmp_path, '[tool.migrator]\nsource = "backend"\n')

    assert Project.here(tmp_path).source == tmp_path / "backend"
