"""Where an application is made but cannot be had, a person is told what to change."""

import pytest

from migrator.errors import SettingsInvalid
from migrator.introspect.unseen_apps import unseen_app
from migrator.project.project import Project
from migrator.steps.init import plan
from migrator.steps.inspect import with_app

MAKING = "from flask import Flask\n\n\n"
APPS = {
    "function": (
        "def bootstrap():\n    loja = Flask(__name__)\n    loja.run()\n",
        "bootstrap() makes one and returns it to nobody (web/run.py:5)",
        "end it with `return loja`, then `migrator init --app 'web.run:bootstrap()'`",
    ),
    "class": (
        "class Server:\n    def __init__(self):\n        self.app = Flask(__name__)\n",
        "Server keeps the one it makes in self.app (web/run.py:6)",
        "write `app = Server(...).app` into a module, then name that module's app",
    ),
    "script": (
        "if __name__ == '__main__':\n    app = Flask(__name__)\n    app.run()\n",
        "one is made only where the module is run as a script (web/run.py:5)",
        "make it above `if __name__ == ...`: a server imports the module",
    ),
}


@pytest.mark.parametrize("shape", APPS)
def test_what_keeps_an_application_to_itself_is_named(tmp_path, shape):
    text, said, hint = APPS[shape]
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "run.py").write_text(MAKING + text)

    assert unseen_app(tmp_path) == (said, hint)


def test_without_a_flask_there_is_nothing_to_say(tmp_path):
    (tmp_path / "run.py").write_text("def bootstrap():\n    return 1\n")

    assert unseen_app(tmp_path) is None


@pytest.mark.parametrize("verb", [with_app, lambda project: plan(project, "")])
def test_inspect_and_init_tell_of_it(tmp_path, verb):
    (tmp_path / "run.py").write_text(MAKING + APPS["function"][0])

    with pytest.raises(SettingsInvalid, match=r"bootstrap\(\) makes one") as caught:
        verb(Project.here(tmp_path))

    assert "return loja" in caught.value.hint
