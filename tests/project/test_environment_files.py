"""``.env`` and ``.flaskenv`` are read as ``flask run`` reads them."""

from migrator.project.environment_files import environment_of
from migrator.project.project import Project
from migrator.twins.app import twin_environment


def test_what_is_set_wins_then_env_then_flaskenv(tmp_path):
    (tmp_path / ".env").write_text("A=env\nB=env\nC=env\n")
    (tmp_path / ".flaskenv").write_text("B=flaskenv\nD='a b'\nE\n")

    found = environment_of(tmp_path, {"A": "set", "F": "set"})

    assert found == {"A": "set", "B": "env", "C": "env", "D": "a b", "F": "set"}


def test_the_nearest_file_above_is_read(tmp_path):
    (tmp_path / ".env").write_text("A=above\nB=above\n")
    (tmp_path / "src").mkdir()

    assert environment_of(tmp_path / "src", {}) == {"A": "above", "B": "above"}
    (tmp_path / "src" / ".env").write_text("A=here\n")
    assert environment_of(tmp_path / "src", {}) == {"A": "here"}


def test_twins_find_what_stands_there(tmp_path):
    (tmp_path / ".env").write_text("BANCO=loja\nMONGO_URI=mongodb://elsewhere/\n")
    project = Project.here(tmp_path, app="app:app")

    found = twin_environment(project, "legacy", "mongodb://ours/", None, tmp_path)

    assert found["BANCO"] == "loja"
    assert found["MONGO_URI"] == "mongodb://ours/"
