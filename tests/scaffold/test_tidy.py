from migrator.scaffold.tidy import tidy


def package(tmp_path, text):
    folder = tmp_path / "generated_app"
    folder.mkdir()
    (folder / "a.py").write_text(text)
    return folder


def test_imports_are_sorted_into_their_sections(tmp_path):
    folder = package(
        tmp_path,
        "from generated_app.compat.urls import url_for\nimport os\nimport jinja2\n\nprint(os, jinja2, url_for)\n",
    )

    tidy(folder)

    lines = (folder / "a.py").read_text().splitlines()
    assert lines[:5] == [
        "import os",
        "",
        "import jinja2",
        "",
        "from generated_app.compat.urls import url_for",
    ]


def test_the_order_in_which_the_projects_own_modules_are_imported_stays(tmp_path):
    text = "from generated_app.zebra import z\nfrom generated_app.ant import a\n\nprint(z, a)\n"
    folder = package(tmp_path, text)

    tidy(folder)

    assert (folder / "a.py").read_text() == text


def test_what_is_not_the_projects_own_is_sorted_above_it(tmp_path):
    text = (
        "from generated_app.compat.urls import url_for\nfrom generated_app.zebra import z\n"
        "import os\nfrom generated_app.ant.b import a\nfrom generated_app.ant import c\n"
        "from flask_x import y\nimport sys\n\nprint(z, a, c, os, sys, y, url_for)\n"
    )
    folder = package(tmp_path, text)

    tidy(folder)

    assert (folder / "a.py").read_text().splitlines()[:10] == [
        "import os",
        "import sys",
        "",
        "from flask_x import y",
        "",
        "from generated_app.compat.urls import url_for",
        "from generated_app.zebra import z",
        "from generated_app.ant.b import a",
        "from generated_app.ant import c",
        "",
    ]


def test_compat_is_left_as_it_is(tmp_path):
    folder = package(tmp_path, "x = 1\n")
    (folder / "compat").mkdir()
    (folder / "compat/b.py").write_text("x   =   1\n")

    tidy(folder)

    assert (folder / "compat/b.py").read_text() == "x   =   1\n"


def test_quotes_and_line_ends_stay_the_authors(tmp_path):
    folder = package(tmp_path, "")
    text = b"import sys\r\nimport os\r\n\r\nx = 'a'  \r\ny = \"b\"\r\nprint(os, sys)\r\n"
    (folder / "a.py").write_bytes(text)

    tidy(folder)

    assert (folder / "a.py").read_bytes() == (
        b"import os\r\nimport sys\r\n\r\nx = 'a'\r\ny = \"b\"\r\nprint(os, sys)\r\n"
    )


def test_the_order_of_names_that_are_modules_of_the_package_stays(tmp_path):
    text = "from generated_app import (\n    zebra,\n    ant,\n)\n\nprint(zebra, ant)\n"
    folder = package(tmp_path, text)

    tidy(folder)

    assert (
        folder / "a.py"
    ).read_text() == "from generated_app import (\n    zebra,\n    ant,\n)\n\nprint(zebra, ant)\n"


def test_nothing_is_sorted_around_a_star(tmp_path):
    text = "from zlib import *\nfrom os import *\nimport ast\n\nprint(ast, path, crc32)\n"
    folder = package(tmp_path, text)

    tidy(folder)

    assert (folder / "a.py").read_text() == text


def test_modules_of_the_project_are_sorted_among_others(tmp_path):
    text = "from generated_app.ant import a\nimport os\nfrom generated_app.bee import b\n\nprint(a, b, os)\n"
    folder = package(tmp_path, text)

    tidy(folder)

    lines = (folder / "a.py").read_text().splitlines()
    assert lines[:4] == [
        "import os",
        "",
        "from generated_app.ant import a",
        "from generated_app.bee import b",
    ]
