import os
import sys

import pytest

from migrator.errors import CouldNotRun
from migrator.scaffold import placing, stage


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): (str(p.readlink()) if p.is_symlink() else p.read_bytes())
        for p in folder.rglob("*")
        if p.is_symlink() or p.is_file()
    }


def placed(out, files, known=()):
    with stage.staged(out, files) as folder:
        placing.put_in_place(out, folder, stage.changes(out, files, known))


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "generated_app"
    for name in ("a.py", "sub/b.py", "old.py", "notes/mine.txt", "__pycache__/a.pyc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"old")
    (folder / "link.txt").symlink_to("nowhere")
    (folder / "assets").symlink_to("notes")
    return folder


NEW = {"a.py": b"new", "sub/b.py": b"old", "sub/c.py": b"new"}
EXPECTED = {**NEW, "notes/mine.txt": b"old", "link.txt": "nowhere", "assets": "notes"}


def test_a_folder_that_is_not_there_is_made(tmp_path):
    placed(tmp_path / "new" / "generated_app", NEW)

    assert tree(tmp_path / "new" / "generated_app") == NEW
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["generated_app"]


def test_what_others_put_there_stays_and_what_did_not_change_is_not_touched(out):
    out.chmod(0o750)
    before = (out / "sub/b.py").stat()

    placed(out, NEW, ["old.py"])

    assert tree(out) == EXPECTED
    after = (out / "sub/b.py").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert out.stat().st_mode & 0o777 == 0o750
    assert [p.name for p in (out.parent).iterdir()] == ["generated_app"]


def test_a_link_to_the_folder_stays_a_link(out, tmp_path):
    link = tmp_path / "elsewhere" / "app"
    link.parent.mkdir()
    link.symlink_to(out)

    placed(link, NEW, ["old.py"])

    assert link.is_symlink()
    assert tree(out) == EXPECTED


def test_a_link_in_the_folder_stays_one_unless_something_below_it_changes(out):
    (out / "static").symlink_to("notes")

    placed(out, {**NEW, "static/mine.txt": b"old"}, ["old.py"])
    assert (out / "static").is_symlink()

    placed(out, {**NEW, "static/mine.txt": b"changed"}, ["old.py"])
    assert (out / "static/mine.txt").read_bytes() == b"changed"
    assert (out / "notes/mine.txt").read_bytes() == b"old"


def test_files_move_one_by_one_where_folders_cannot_change_places(out, monkeypatch):
    def refuse(_one, _other):
        raise OSError(16, "busy")

    monkeypatch.setattr(placing, "exchange", refuse)

    placed(out, NEW, ["old.py"])

    assert tree(out) == {**EXPECTED, "__pycache__/a.pyc": b"old"}


def test_a_run_that_is_killed_leaves_the_old_folder_or_the_new_one(out):
    """A child ends without a word in front of each system call that changes a folder."""
    old = tree(out)
    for calls in range(60):
        child = os.fork()
        if not child:
            _end_after(calls)
            placed(out, NEW, ["old.py"])
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

        found = tree(out)
        assert found in (old, {**EXPECTED}), calls
        if not ended:
            break
    else:
        pytest.fail("it never came to its end")

    assert found == EXPECTED
    assert calls > len(NEW)
    placed(out, {**NEW, "a.py": b"newer"})
    assert [p.name for p in (out.parent).iterdir()] == ["generated_app"]


def _end_after(calls):
    left = [calls]

    def watch(event, _arguments):
        if event in {"os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "ctypes.dlsym"}:
            if not left[0]:
                os._exit(9)
            left[0] -= 1

    sys.addaudithook(watch)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda out: out.write_text(""), "generated_app is a file", id="the folder"),
        pytest.param(lambda out: _touch(out / "sub"), "sub is a file", id="a folder in it"),
        pytest.param(lambda out: (out / "a.py").mkdir(parents=True), "a.py is a folder", id="file"),
    ],
)
def test_a_file_in_the_place_of_a_folder_stops_a_run_before_it_begins(tmp_path, make, said):
    out = tmp_path / "generated_app"
    make(out)

    with pytest.raises(CouldNotRun, match=said):
        placing.check_places(out, NEW)


def _touch(path):
    path.parent.mkdir(parents=True)
    path.write_text("")
