"""The versions that `inspect` saw stand in the generated code, wherever the application is made."""

from dataclasses import replace

import pytest

from migrator.compat.application import Application
from migrator.errors import CouldNotRun
from migrator.scaffold.verify import verify
from migrator.translate.translate import translate
from tests.translate.cases import spec_of

HEAD = "from flask import Flask\n\n\n"


def code(root, text, **versions):
    (root / "app.py").write_text(HEAD + text)
    spec = replace(spec_of(root), versions=versions)
    translation = translate(spec, root, package="new")
    return next(f.content.decode() for f in translation.files if f.path == "app.py")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("app = Flask(__name__)\n", 'Application(__name__, flask_version="3.0.3", werkzeug_version="3.0.6")'),
        (
            "class Shop(Flask):\n    pass\n\n\napp = Shop(__name__)\n",
            'class Shop(Application, flask_version="3.0.3", werkzeug_version="3.0.6"):',
        ),
        (
            "class Named:\n    pass\n\n\nclass Shop(Named, Flask):\n    pass\n\n\napp = Shop(__name__)\n",
            'class Shop(Named, Application, flask_version="3.0.3", werkzeug_version="3.0.6"):',
        ),
    ],
    ids=["an application", "a class of the project", "a class with two bases"],
)  # fmt: skip
def test_older_versions_are_written_where_the_application_is_made(tmp_path, text, wanted):
    assert wanted in code(tmp_path, text, flask="3.0.3", werkzeug="3.0.6")


def test_the_newest_need_not_be_named(tmp_path):
    text = code(tmp_path, "app = Flask(__name__)\n", flask="3.1.3", werkzeug="3.1.9")

    assert "Application(__name__)" in text


def test_only_the_one_that_is_older_is_named(tmp_path):
    text = code(tmp_path, "app = Flask(__name__)\n", flask="3.1.3", werkzeug="3.1.3")

    assert 'Application(__name__, werkzeug_version="3.1.3")' in text


def test_a_subclass_hands_its_versions_on():
    class Shop(Application, flask_version="2.2.5", werkzeug_version="2.2.3"):
        pass

    class Inner(Shop):
        pass

    app = Inner(__name__)

    assert (app.versions.flask, app.versions.werkzeug) == ((2, 2, 5), (2, 2, 3))
    assert Application(__name__).versions.flask >= (3, 1, 3)


def test_an_application_that_does_not_know_where_it_came_from_is_not_written(tmp_path):
    package = tmp_path / "new"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "main.py").write_text(
        "class api:\n    class versions:\n        flask = (3, 1, 3)\n        werkzeug = (3, 1, 9)\n"
        "    class url_map:\n        iter_rules = staticmethod(lambda: [])\n"
    )
    (tmp_path / "app.py").write_text(HEAD + "app = Flask(__name__)\n")
    spec = replace(spec_of(tmp_path), routes=(), versions={"flask": "2.3.3", "werkzeug": "3.1.9"})

    with pytest.raises(CouldNotRun, match=r"does not answer as flask 2\.3\.3"):
        verify(package, spec, {})
