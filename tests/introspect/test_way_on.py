"""What a project's files tell of an import that failed."""

from migrator.introspect.way_on import set_variables, way_on

CODE = "import os\n\nHOST = os.environ['SHOP_HOST']\nUSER = os.getenv('SHOP_USER')\n"


def test_variables_that_are_set_beside_the_sources_or_in_the_project_are_not_missed(tmp_path):
    source = tmp_path / "app"
    source.mkdir()
    (source / "shop.py").write_text(CODE)
    (tmp_path / ".env").write_text("export SHOP_HOST=there\n")

    said = way_on(source, "", set_variables(tmp_path, source))

    assert said.startswith("the sources read SHOP_USER from the environment, where they are not")
    (source / ".env").write_text("SHOP_USER=me\n")
    assert way_on(source, "", set_variables(tmp_path, source)) == ""


def test_a_lost_module_of_the_project_is_not_to_be_installed(tmp_path):
    (tmp_path / "shop").mkdir()

    assert way_on(tmp_path, "shop.db_config", ()).startswith("shop/db_config.py is not there")
    assert way_on(tmp_path, "requests.lost", ()) == ""
    assert way_on(tmp_path, "requests", ()) == ""


def test_a_module_in_another_folder_says_where_the_app_is_started(tmp_path):
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "db_connection.py").touch()

    said = way_on(tmp_path, "db_connection", ())

    assert said.startswith("db_connection.py is in api/: ")
    (tmp_path / "db_connection.py").touch()
    assert way_on(tmp_path, "db_connection", ()) == ""
