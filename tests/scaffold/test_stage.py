import pytest

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


def test_the_staged_package_holds_what_it_is_given_and_nothing_else(tmp_path):
    with stage.staged(tmp_path / "out", {"a.py": b"a", "b.py": b"b", "c.py": b"c"}) as folder:
        stage.put(folder, {"a.py": b"a", "b.py": b"new", "sub/d.py": b"d"})

        assert stage.read_tree(folder) == {"a.py": b"a", "b.py": b"new", "sub/d.py": b"d"}


def test_what_people_put_beside_the_generated_files_is_seen_when_it_is_verified(tmp_path):
    out = tmp_path / "out"
    for name in ("mine/tools.py", "a.py", "gone.py", "__pycache__/x.py"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(b"there")

    with stage.staged(out, {"a.py": b"new"}) as folder:
        stage.link_own(out, folder, ["gone.py"])

        assert stage.read_tree(folder) == {"a.py": b"new", "mine/tools.py": b"there"}
    assert (out / "mine/tools.py").read_bytes() == b"there"


def test_the_stage_is_gone_after_a_failure_and_nothing_was_written(tmp_path):
    out = tmp_path / "generated_app"

    def fail():
        with stage.staged(out, {"sub/a.py": b"x"}) as folder:
            assert (folder / "sub/a.py").read_bytes() == b"x"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert list(tmp_path.iterdir()) == []


def test_a_diff_names_binary_files_and_shows_text(tmp_path):
    (tmp_path / "a.py").write_bytes(b"one\n")
    files = {"a.py": b"two\n", "logo.png": b"\x89PNG\xff"}

    shown = stage.unified_diff(tmp_path, files, stage.changes(tmp_path, files, []))

    assert "-one\n+two\n" in shown
    assert f"Binary file {tmp_path.name}/logo.png changes" in shown
