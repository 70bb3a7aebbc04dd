"""The application is found in the sources, without running them."""

import pytest

from migrator.introspect.candidates import find_candidates, likeliest, split_source
from migrator.introspect.database_variables import database_variables


def written(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def found(folder, environ=None):
    return [item.import_string for item in find_candidates(folder, environ or {})]


FACTORY = (
    "from flask import Flask\ndef create_app(x=None):\n    app = Flask(__name__)\n    return app\n"
)
CALL = "from app import create_app\napp = create_app({})\n"


def test_an_entry_point_stands_for_the_factory_it_calls(tmp_path):
    written(tmp_path, {"app.py": FACTORY, "wsgi.py": CALL.format("")})

    assert found(tmp_path) == ["app:create_app()"]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ("app.config['X'] = 1\n", "wsgi:app"),
        ("@app.get('/')\ndef index():\n    return ''\n", "wsgi:app"),
        ("if __name__ == '__main__':\n    app.run()\n", "app:create_app()"),
    ],
)
def test_an_entry_point_that_adds_to_the_app_is_the_app(tmp_path, more, wanted):
    written(tmp_path, {"app.py": FACTORY, "wsgi.py": CALL.format("") + more})

    assert found(tmp_path) == [wanted]


def test_a_function_that_completes_an_app_beside_it_leaves_the_entry_point(tmp_path):
    half = "from flask import Flask\n\napp = Flask(__name__)\n\n\ndef build():\n    app.config['X'] = 1\n    return app\n"
    written(
        tmp_path, {"factory.py": half, "app.py": "from factory import build\n\napp = build()\n"}
    )

    assert found(tmp_path) == ["app:app"]


def test_an_app_that_a_function_of_its_module_returns_is_whole_where_nobody_calls_it(tmp_path):
    whole = "from flask import Flask\n\napp = Flask(__name__)\n\n\ndef get():\n    return app\n"
    written(tmp_path, {"shop.py": whole})

    assert found(tmp_path) == ["shop:app"]


def test_the_arguments_of_the_entry_point_are_taken_over(tmp_path):
    written(tmp_path, {"app.py": FACTORY, "wsgi.py": CALL.format("'prod'")})

    assert found(tmp_path) == ["app:create_app('prod')"]


def test_arguments_that_are_no_literals_leave_the_entry_point(tmp_path):
    written(tmp_path, {"app.py": FACTORY, "wsgi.py": CALL.format("X")})

    assert found(tmp_path) == ["wsgi:app"]


def test_a_factory_in_a_package_is_named_by_the_package(tmp_path):
    written(tmp_path, {"shop/__init__.py": FACTORY})

    assert found(tmp_path) == ["shop:create_app()"]


def test_aliases_guards_and_other_factory_names_are_understood(tmp_path):
    written(
        tmp_path,
        {
            "a.py": "import flask as f\ntry:\n    application = f.Flask('a')\nexcept OSError:\n    pass\n",
            "b.py": FACTORY.replace("create_app", "montar"),
            "c.py": "from flask import Flask\nif __name__ == '__main__':\n    app = Flask('c')\n",
        },
    )

    assert found(tmp_path) == ["a:application", "b:montar()"]


def test_environments_tests_and_broken_files_are_not_searched(tmp_path):
    app = "from flask import Flask\napp = Flask(__name__)\n"
    written(tmp_path, dict.fromkeys(["app.py", "tests/app.py", "env/app.py", "test_app.py"], app))
    written(tmp_path, {"ruim.py": "def (:\n"})
    (tmp_path / "env/pyvenv.cfg").touch()

    assert found(tmp_path) == ["app:app"]


def test_flask_app_says_it_all(tmp_path):
    written(tmp_path, {"app.py": FACTORY, "outra.py": FACTORY})

    assert found(tmp_path, {"FLASK_APP": "outra.py"}) == ["outra:create_app()"]
    (tmp_path / ".flaskenv").write_text('export FLASK_APP="app:create_app(1)"\n')
    assert found(tmp_path) == ["app:create_app(1)"]


def test_several_likely_apps_are_a_question(copy_of):
    best = likeliest(find_candidates(copy_of("several_apps"), {}))

    assert [item.import_string for item in best] == ["loja/app.py:app", "painel/app.py:app"]


def test_what_a_factory_still_needs_is_known(copy_of):
    (only,) = find_candidates(copy_of("factory_arguments"), {})

    assert only.needs == ("ambiente",)


@pytest.mark.parametrize(
    ("import_string", "expected"),
    [
        ("app:app", ("", "app:app")),
        ("src/app.py:app", ("src", "app:app")),
        ("src/shop/web:create_app()", ("src", "shop.web:create_app()")),
    ],
)
def test_the_folder_for_the_path_is_split_off(tmp_path, import_string, expected):
    written(tmp_path, {"src/shop/__init__.py": ""})

    assert split_source(tmp_path, import_string) == expected


def test_the_variable_of_the_database_is_found_by_its_default_or_its_name(tmp_path):
    written(
        tmp_path,
        {
            "a.py": "import os\nURI = os.environ.get('BANCO', 'mongodb://127.0.0.1/x')\n",
            "b.py": "import os\nDB = os.getenv('MONGO_DB')\nHOST = os.environ['MONGO_HOST']\n",
            "c.py": "from decouple import config\nU = config('MONGODB_URL', default='')\n",
            "d.py": "import os\nX = os.environ['MONGO']\n",
        },
    )

    assert database_variables(tmp_path) == ("BANCO", "MONGODB_URL", "MONGO")


def test_an_app_without_a_variable_has_none(copy_of):
    assert database_variables(copy_of("late_bound_db")) == ()


def test_where_no_source_calls_flask_the_usual_names_are_tried(tmp_path):
    own = "class Shop(Flask):\n    pass\n"
    factory = (
        "from shop.own import Shop\n\ndef create_app(x=None):\n    return configured(Shop())\n"
    )
    files = {"shop/__init__.py": "", "shop/own.py": own, "shop/main.py": factory}
    written(tmp_path, files)

    assert found(tmp_path) == ["shop.main:create_app()"]
    (tmp_path / "wsgi.py").write_text("from shop.main import create_app\n\napp = create_app()\n")
    assert found(tmp_path) == ["wsgi:app", "shop.main:create_app()"]
    (tmp_path / "wsgi.py").write_text("from shop import start\n\n(app, db) = start()\n")
    assert found(tmp_path)[0] == "wsgi:app"
