"""Files are written whole or not at all."""

import pytest

from migrator.errors import FormatUnknown, UsageError
from migrator.project.files import append_line, dump_json, load_json, write_atomic


def test_writing_the_same_content_again_changes_nothing(tmp_path):
    path = tmp_path / "deep" / "file.txt"

    assert write_atomic(path, "olá\n") is True
    before = path.stat().st_mtime_ns
    assert write_atomic(path, "olá\n") is False
    assert path.stat().st_mtime_ns == before


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(tmp_path, monkeypatch):
    path = tmp_path / "file.txt"
    write_atomic(path, "old")

    def full_disk(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, "new")

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_json_is_written_with_sorted_keys_and_a_newline():
    assert dump_json({"b": "é", "a": 1}) == '{\n  "a": 1,\n  "b": "é"\n}\n'


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        pytest.param("{", UsageError, "not valid JSON", id="cut off"),
        pytest.param("[]", UsageError, "should hold a JSON object", id="a list"),
        pytest.param('{"format": 2}', FormatUnknown, "reads up to 1", id="too new"),
        pytest.param("{}", FormatUnknown, "has format None", id="no format"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, text, error, message):
    path = tmp_path / "x.json"
    path.write_text(text)

    with pytest.raises(error, match=message):
        load_json(path, newest=1)


def test_lines_are_appended_in_order(tmp_path):
    path = tmp_path / "ledger.ndjson"

    append_line(path, "one")
    append_line(path, "two")

    assert path.read_text() == "one\ntwo\n"
