"""An import string means what it means to ``flask --app``."""

import time

import pytest

from migrator.errors import AppNotFound, DatabaseUnreachable
from migrator.introspect.run import introspect
from migrator.project.project import Project


@pytest.mark.parametrize("app", ["app", "app.py", "app:app", "./app.py:app", "app.py:app"])
def test_a_module_and_a_file_name_the_same_app(look, app):
    assert look("app_object", app).import_string == "app:app"


def test_a_factory_takes_literal_arguments(look):
    spec = look("factory_arguments", 'loja:create_app("testes", depurar=True)')

    assert spec.factory == "create_app"
    assert spec.config["DEPURAR"] == "True"
    assert spec.import_string == 'loja:create_app("testes", depurar=True)'


def test_a_factory_is_guessed_and_named(look):
    assert look("late_bound_db", "app").import_string == "app:create_app()"


def test_a_factory_is_called_when_only_its_name_is_given(look):
    spec = look("late_bound_db", "app:create_app")

    assert (spec.import_string, spec.factory) == ("app:create_app()", "create_app")


def test_the_folder_of_a_file_goes_on_the_path(look):
    spec = look("src_layout", "src/app.py:app")

    assert spec.root == "src"
    assert spec.routes[1].view.place.file == "src/rotas.py"


def test_environment_files_are_read_and_dotenv_wins(look):
    spec = look("environment_files")

    assert spec.name == "matriz"
    assert spec.config["LIMITE"] == "7"


def test_noise_threads_and_an_unguarded_server_do_not_matter(look):
    started = time.monotonic()

    spec = look("noisy_import")

    assert [route.endpoint for route in spec.routes] == ["static", "inicio"]
    assert time.monotonic() - started < 30


def test_an_app_that_reads_the_command_line_sees_none_of_ours(look):
    assert look("reads_argv").config["PORTA"] == "5000"


@pytest.mark.parametrize(
    ("app", "said"),
    [
        ("nada", "there is no module 'nada'"),
        ("app:outra", "app has no name 'outra'"),
        ("app:ver_item", "missing a required argument"),
        ("app:Flask", "not a Flask application"),
        ("pasta/nada.py", "there is no file pasta/nada.py"),
        ("app:app(", "neither a name nor a call"),
        ("app:inicio(x=nome)", "neither a name nor a call"),
    ],
)
def test_what_is_no_application_is_said_with_what_there_is(look, app, said):
    with pytest.raises(AppNotFound, match=said) as caught:
        look("app_object", app)

    assert caught.value.hint == "found in this folder: app:app"


def test_a_factory_without_its_arguments_is_not_called(look):
    with pytest.raises(AppNotFound, match="missing a required argument: 'ambiente'"):
        look("factory_arguments", "loja:create_app()")


def test_nothing_is_written_into_the_project(copy_of):
    root = copy_of("src_layout")
    before = sorted(root.rglob("*"))

    introspect(Project.here(root, app="src/app.py:app"))

    assert sorted(root.rglob("*")) == before


def test_a_given_environment_reaches_the_app(copy_of):
    project = Project.here(copy_of("needs_environment"), app="app:app")

    spec = introspect(project, environ={"SEGREDO_DO_PARCEIRO": "nunca escrito"})

    assert spec.config["SEGREDO_DO_PARCEIRO"] == "(str)"


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (
            'ConfigurationError("The DNS query name does not exist: _mongodb._tcp.x.example.")',
            "none answers: The DNS query name does not exist",
        ),
        (
            "OperationFailure(\"Authentication failed., full error: {'ok': 0}\", 18)",
            "none answers: Authentication failed.",
        ),
        ('ConfigurationError("No default database name defined")', "none is named: No default"),
    ],
)
def test_a_database_that_is_named_but_does_not_let_in_is_told_from_none(tmp_path, raised, said):
    text = (
        f"from pymongo.errors import *\nfrom flask import Flask\napp = Flask('x')\nraise {raised}\n"
    )
    (tmp_path / "app.py").write_text(text)

    with pytest.raises(DatabaseUnreachable) as refused:
        introspect(Project.here(tmp_path, app="app"))

    assert said in refused.value.message
    assert "full error" not in refused.value.message


APP = "from flask import Flask\n{more}\n\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("more", "module", "root"),
    [
        ("import prices", "app", "."),
        ("from . import prices", "shop.app", ".."),
        ("from shop import prices", "shop.app", ".."),
    ],
)
def test_a_folder_with_an_init_file_is_a_package_only_to_modules_that_say_so(
    tmp_path, more, module, root
):
    home = tmp_path / "shop"
    home.mkdir()
    for name, text in (("__init__", ""), ("prices", ""), ("app", APP.format(more=more))):
        (home / f"{name}.py").write_text(text)

    spec = introspect(Project.here(home, app="app:app"))

    assert (spec.module, spec.root) == (module, root)
