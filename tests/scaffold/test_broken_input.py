"""What is broken in a project stops only what needs it; what is broken around it stops the run."""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from migrator import cli
from migrator.cli import app as cli_app
from tests.scaffold import shop

GATE = """\
import os

if os.environ.get("GATE"):
    with open(os.environ["GATE"]) as gate:
        gate.read()
"""
ANSWER = b"def answer():\n    return 'x'\n"
UNREADABLE = {
    "syntax": b"def (:\n" + ANSWER,
    "python2": b'print "x"\n' + ANSWER,
    "latin1": "NAME = 'S\xe3o'\n".encode("latin-1") + ANSWER,
    "utf16": ANSWER.decode().encode("utf-16"),
    "nul": b"x = 1\0\n" + ANSWER,
    "unknown_cookie": b"# coding: nonsense\n" + ANSWER,
    "rather_deep": f"X = {'+'.join(['1'] * 1500)}\n".encode() + ANSWER,
    "too_deep": f"X = {'+'.join(['1'] * 9000)}\n".encode() + ANSWER,
}
READABLE = {
    "cookie": "# -*- coding: latin-1 -*-\nNAME = 'S\xe3o'\n".encode("latin-1") + ANSWER,
    "mark": b"\xef\xbb\xbf" + ANSWER,
    "deep": f"X = {'+'.join(['1'] * 850)}\n".encode() + ANSWER,
    "branches": b"def answer(x=1):\n    if x == 0:\n        return 'x'\n"
    + b"".join(b"    elif x == %d:\n        return 'y'\n" % n for n in range(1, 600)),
    "long_line": b"X = '" + b"a" * 5_000_000 + b"'\n" + ANSWER,
    "missing": b"import nowhere_at_all\n" + ANSWER,
    "one": b"import two\n" + ANSWER,
    "two": b"import one\n" + ANSWER,
}


def _around(root):
    """What stands beside the code and belongs to nobody: links, pipes, an environment, no text."""
    for name, target in (("a_link.py", "dao.py"), ("dangling.py", "nowhere.py")):
        (root / name).symlink_to(target)
    (root / "loop.py").symlink_to("loop.py")
    (root / "again").symlink_to(".")
    (root / "folder.py").mkdir()
    (root / "empty.py").touch()
    os.mkfifo(root / "pipe.py")
    (root / "templates/again").symlink_to(".")
    (root / "static/dangling.css").symlink_to("nowhere")
    os.mkfifo(root / "static/pipe")
    inside = root / "our_env/lib/python3.11/site-packages/theirs.py"
    inside.parent.mkdir(parents=True)
    (root / "our_env/pyvenv.cfg").touch()
    inside.write_bytes(UNREADABLE["syntax"])


def start(root, **environ):
    return subprocess.Popen(
        [sys.executable, "-m", "migrator", "scaffold", "app:create_app()", "--json"],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **environ}, start_new_session=True,
    )  # fmt: skip


def ended(run):
    said, complained = run.communicate(timeout=300)
    assert "Traceback" not in complained
    return run.returncode, said, complained


def tree(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def left_behind(root):
    return [path for path in root.iterdir() if path.name.startswith(".generated_app")]


@pytest.fixture(scope="module")
def all_kinds(tmp_path_factory):
    """A project with every kind of module, each needed by a view of its own, and all the rest."""
    root = shop.write(tmp_path_factory.mktemp("kinds"))
    views = root / "blueprints/products.py"
    text = views.read_text()
    for name, content in {**UNREADABLE, **READABLE}.items():
        (root / f"{name}.py").write_bytes(content)
        text += f'\n\n@bp.route("/{name}")\ndef view_{name}():\n    import {name}\n\n'
        text += f"    return str({name}.answer())\n"
    views.write_text(text)
    _around(root)
    code, said, _ = ended(start(root))
    assert code == 0
    return root, json.loads(said)


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_module_that_cannot_be_read_refuses_the_route_that_needs_it(all_kinds, name):
    root, answer = all_kinds

    (route,) = [r for r in answer["routes"] if r["endpoint"] == f"products.view_{name}"]
    notes = [note["why"] for note in answer["notes"] if note["file"] == f"{name}.py"]

    assert route["status"] == "refused"
    assert route["reasons"][0]["construct"] == f"{name}.answer()"
    assert len(notes) == 1
    assert notes[0].startswith(("the file ", "the code "))
    assert str(root) not in notes[0]
    assert not (root / f"generated_app/{name}.py").exists()


@pytest.mark.parametrize("name", READABLE)
def test_a_module_that_only_looks_broken_is_translated(all_kinds, name):
    root, answer = all_kinds

    (route,) = [r for r in answer["routes"] if r["endpoint"] == f"products.view_{name}"]

    assert route["status"] == "async"
    assert "answer" in (root / f"generated_app/{name}.py").read_text(encoding="utf-8")


def test_a_declared_encoding_is_that_of_the_new_file(all_kinds):
    root, _ = all_kinds

    old, new = {}, {}
    exec(compile((root / "cookie.py").read_bytes(), "old", "exec"), old)
    exec(compile((root / "generated_app/cookie.py").read_bytes(), "new", "exec"), new)

    assert new["NAME"] == old["NAME"] == "S\xe3o"


def test_the_other_routes_are_given_and_what_stands_around_is_left_alone(all_kinds):
    root, answer = all_kinds

    status = {route["rule"]: route["status"] for route in answer["routes"]}
    out = root / "generated_app"
    generated = {path.relative_to(out).as_posix() for path in out.rglob("*")}

    assert status["/products/"] == status["/products/<sku>"] == "async"
    assert not any(name.startswith(("our_env", "again", "pipe.")) for name in generated)
    assert not generated & {"static/pipe", "static/dangling.css", "dangling.py", "loop.py"}
    assert {"templates/index.html", "static/site.css"} <= generated
    assert not left_behind(root)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    root = shop.write(
        tmp_path_factory.mktemp("gate"),
        **{"extensions.py": GATE + shop.FILES["extensions.py"]},
    )
    assert ended(start(root))[0] == 0
    return root


@pytest.fixture
def halfway(first, tmp_path):
    """A second run of a project that changed, held where its new folder is about to be tried."""
    root = tmp_path / "shop"
    subprocess.run(["cp", "-a", first, root], check=True)
    (root / "dao.py").write_text(shop.FILES["dao.py"] + "\n\nLIMIT = 5\n")
    os.mkfifo(tmp_path / "gate")
    run = start(root, GATE=str(tmp_path / "gate"))
    with (tmp_path / "gate").open("w"):
        yield root, run, tree(root / "generated_app")
    run.kill()
    run.communicate()


def test_ctrl_c_leaves_the_old_folder_and_nothing_beside_it(halfway):
    root, run, old = halfway

    run.send_signal(signal.SIGINT)

    assert ended(run)[0] == 130
    assert tree(root / "generated_app") == old
    assert not left_behind(root)


def test_what_a_killed_run_leaves_is_cleaned_by_the_next_one(halfway):
    root, run, old = halfway

    run.kill()
    run.communicate()
    assert tree(root / "generated_app") == old
    assert left_behind(root)

    assert ended(start(root))[0] == 0
    assert "LIMIT = 5" in (root / "generated_app/dao.py").read_text()
    assert not left_behind(root)


def test_two_runs_at_once_are_one_too_many(halfway):
    root, _run, old = halfway

    code, said, complained = ended(start(root))

    assert (code, said) == (5, "")
    assert "another scaffold of this project is running" in complained
    assert tree(root / "generated_app") == old
    assert left_behind(root)


def test_a_disk_that_is_full_is_said_in_a_sentence_and_changes_nothing(first, tmp_path):
    root = tmp_path / "shop"
    subprocess.run(["cp", "-a", first, root], check=True)
    (root / "dao.py").write_text(shop.FILES["dao.py"] + f"\n\nTEXT = '{'a' * 100_000}'\n")
    before = tree(root / "generated_app")

    code, said, complained = ended(_with_small_files(root))

    assert (code, said) == (5, "")
    assert "File too large" in complained
    assert tree(root / "generated_app") == before
    assert not left_behind(root)


def _with_small_files(root):
    """No file may grow beyond 64 KiB: the same errors as on a full disk, without one."""
    script = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)); sys.argv[1:] = ['scaffold', 'app:create_app()', '--json']; runpy.run_module('migrator', run_name='__main__')"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_what_the_machine_refuses_is_said_in_a_sentence(number, monkeypatch, capsys):
    def refuse(**_options):
        raise OSError(number, os.strerror(number), "generated_app")

    monkeypatch.setattr(cli_app, "app", refuse)

    with pytest.raises(SystemExit) as stopped:
        cli.main()

    assert stopped.value.code == 5
    assert f"generated_app: {os.strerror(number)}" in capsys.readouterr().err


def test_any_other_error_of_the_system_is_ours_and_shows_where(monkeypatch):
    def refuse(**_options):
        raise FileNotFoundError(errno.ENOENT, "no such file", Path("x"))

    monkeypatch.setattr(cli_app, "app", refuse)

    with pytest.raises(FileNotFoundError):
        cli.main()
