import pytest

from migrator.model.app import AppSpec
from migrator.model.translation import GeneratedFile, Translation
from migrator.scaffold.assemble import Look, assemble


def spec(import_string, factory="", **facts):
    module = import_string.partition(":")[0]
    return AppSpec(import_string, "app", module, factory, ".", "3.12", {}, (), **facts)


def files(tmp_path, the_spec, *modules, driver="motor"):
    translation = Translation((), tuple(GeneratedFile(m, b"") for m in modules), ("startup",))
    return assemble(the_spec, translation, tmp_path, Look("new", driver))


@pytest.mark.parametrize(
    ("import_string", "factory", "lines"),
    [
        ("shop:app", "", ["from new.shop import app as api"]),
        ("shop:api", "", ["from new.shop import api"]),
        (
            "shop:create_app()",
            "create_app",
            ["from new.shop import create_app", "api = create_app()"],
        ),
        ('shop:make("testing")', "make", ["from new.shop import make", 'api = make("testing")']),
        ("main:app", "", ["from new.project_main import app as api"]),
    ],
)
def test_main_imports_what_the_import_string_names(tmp_path, import_string, factory, lines):
    main = files(tmp_path, spec(import_string, factory))["main.py"].decode().splitlines()

    assert set(lines) <= set(main)


def test_a_folder_that_no_statement_can_name_is_imported_by_its_name(tmp_path):
    main = files(tmp_path, spec("shop-api:app"))["main.py"].decode()

    assert 'api = import_module("new.shop-api").app\n' in main
    compile(main, "main.py", "exec")


def test_every_folder_with_modules_becomes_a_package(tmp_path):
    found = files(tmp_path, spec("shop:app"), "shop.py", "a/b/c.py", "d/__init__.py")

    assert {"__init__.py", "a/__init__.py", "a/b/__init__.py", "d/__init__.py"} <= found.keys()


def test_templates_and_static_files_are_copied(tmp_path):
    (tmp_path / "bp/templates/x").mkdir(parents=True)
    (tmp_path / "bp/templates/x/page.html").write_text("hi")

    found = files(tmp_path, spec("shop:app", template_folders=("bp/templates",)), "bp/a.py")

    assert found["bp/templates/x/page.html"] == b"hi"
    assert "bp/templates/__init__.py" not in found


@pytest.mark.parametrize(
    ("driver", "word"), [("motor", b"AsyncIOMotorClient"), ("pymongo-async", b"AsyncMongoClient")]
)
def test_the_database_module_is_that_of_the_driver(tmp_path, driver, word):
    found = files(tmp_path, spec("shop:app"), driver=driver)

    assert word in found["database.py"]
    assert b"python:3.12-slim" in found["Dockerfile"]
