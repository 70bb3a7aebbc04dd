import pytest

from migrator.errors import EditedByHand
from migrator.scaffold import stage


def test_what_is_equal_is_not_written(tmp_path):
    (tmp_path / "a.py").write_bytes(b"same")

    planned = stage.changes(tmp_path, {"a.py": b"same", "b.py": b"new"}, [])

    assert planned == stage.Changes(("b.py",), ())


def test_what_was_generated_and_is_not_any_more_goes(tmp_path):
    (tmp_path / "old.py").write_bytes(b"old")
    (tmp_path / "theirs.py").write_bytes(b"theirs")

    planned = stage.changes(tmp_path, {}, ["old.py", "gone.py"])

    assert planned.removed == ("old.py",)


@pytest.mark.parametrize(
    ("on_disk", "remembered", "edited"),
    [
        pytest.param(b"old", b"old", False, id="as we wrote it"),
        pytest.param(b"mine", b"old", True, id="changed since"),
        pytest.param(b"mine", None, True, id="never written by us"),
        pytest.param(None, b"old", False, id="deleted since"),
    ],
)
def test_only_files_changed_by_hand_stop_a_run(tmp_path, on_disk, remembered, edited):
    if on_disk is not None:
        (tmp_path / "a.py").write_bytes(on_disk)
    known = {} if remembered is None else {"a.py": stage.digest(remembered)}
    files = {"a.py": b"new"}
    planned = stage.changes(tmp_path, files, known)

    if edited:
        with pytest.raises(EditedByHand, match=r"a\.py"):
            stage.check_hands(tmp_path, planned, files, known)
    else:
        stage.check_hands(tmp_path, planned, files, known)


def test_the_stage_is_gone_after_a_failure_and_nothing_was_written(tmp_path):
    out = tmp_path / "generated_app"

    def fail():
        with stage.staged(out, {"sub/a.py": b"x"}) as folder:
            assert (folder / "sub/a.py").read_bytes() == b"x"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert list(tmp_path.iterdir()) == []


def test_files_move_into_place_one_by_one(tmp_path):
    out = tmp_path / "generated_app"
    files = {"sub/a.py": b"x", "b.py": b"y"}

    with stage.staged(out, files) as folder:
        stage.write(out, folder, stage.changes(out, files, []))

    assert stage.read_tree(out) == files


def test_a_diff_names_binary_files_and_shows_text(tmp_path):
    (tmp_path / "a.py").write_bytes(b"one\n")
    files = {"a.py": b"two\n", "logo.png": b"\x89PNG\xff"}

    shown = stage.unified_diff(tmp_path, files, stage.changes(tmp_path, files, []))

    assert "-one\n+two\n" in shown
    assert f"Binary file {tmp_path.name}/logo.png changes" in shown
