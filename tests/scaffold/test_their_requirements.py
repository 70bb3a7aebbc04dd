"""What a team requires is read wherever it says so."""

import pytest

from migrator.scaffold.their_requirements import their_requirements

DECLARED = '[project]\ndependencies = ["rich==1.0"]\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_the_encodings_that_editors_write(tmp_path, encoding):
    (tmp_path / "requirements.txt").write_text("six==1.0\n", encoding=encoding)
    (tmp_path / "pyproject.toml").write_text(DECLARED)

    assert their_requirements(tmp_path).split() == ["six==1.0"]


def test_files_that_are_named_belong_to_it_and_a_circle_ends(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "requirements.txt").write_text("-r more/base.txt\nsix\n")
    (tmp_path / "more/base.txt").write_text("rich\n--requirement ../requirements.txt\n-r no.txt\n")

    assert their_requirements(tmp_path).split() == ["rich", "six"]


@pytest.mark.parametrize("itself", ["-e .", ".", "-e .[test]", "--editable=.", None])
def test_a_project_that_installs_itself_requires_what_it_declares(tmp_path, itself):
    if itself:
        (tmp_path / "requirements.txt").write_text(f"{itself}\n")
    (tmp_path / "pyproject.toml").write_text(DECLARED)

    assert "rich==1.0" in their_requirements(tmp_path).splitlines()


@pytest.mark.parametrize("text", ["project = 1", "[project]\ndependencies = 1", "nonsense ["])
def test_what_declares_nothing_requires_nothing(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text)

    assert their_requirements(tmp_path) == ""
