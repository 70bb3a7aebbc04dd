"""`init` may be run again with the same words."""

from migrator.project.project import Project
from migrator.steps.init import apply, plan


def test_the_folder_of_the_app_is_taken_off_once(tmp_path):
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "loja.py").write_text("from flask import Flask\n\napp = Flask(__name__)\n")

    assert apply(plan(Project.here(tmp_path), "web/loja.py:app"))
    again = plan(Project.here(tmp_path), "web/loja.py:app")

    assert again.after == again.before
    assert again.values["app"] == "loja:app"
