"""Calls on an event loop that make it wait, in a child process as an audit hook stays for good."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).parents[2] / "migrator" / "twins" / "bootstrap"

SCRIPT = """
import asyncio, contextvars, os, hashlib, socket, subprocess, sys, time, zlib
sys.path[:0] = [os.environ["MIGRATOR_TWIN_ROOT"], {bootstrap!r}]
from blocking import is_on_loop, watch_loop
from working import watch_work
number = contextvars.ContextVar("number", default="")
if {loop}:
    watch_loop({log!r}, number)
watch_work({log!r}, number, is_on_loop if {loop} else lambda: True)
exec(compile({work!r}, {file!r}, "exec"))
"""

PROGRAM = [sys.executable, "-c", ""]
SERVER = "s = socket.create_server(('127.0.0.1', 0))"


def lines(tmp_path, work, file="views.py", *, loop=True):
    log = tmp_path / "log"
    log.unlink(missing_ok=True)
    code = SCRIPT.format(
        bootstrap=str(BOOTSTRAP), log=str(log), work=work, file=str(tmp_path / file), loop=loop
    )
    environ = {**os.environ, "MIGRATOR_TWIN_ROOT": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def blocked(tmp_path, work):
    found = lines(tmp_path, work)
    return [(it["exchange"], it["command"], it["collection"]) for it in found]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("time.sleep(0.001)", "time.sleep"),
        (SERVER, ""),
        (f"{SERVER}; socket.socket().connect(s.getsockname())", "socket.connect"),
        (f"subprocess.run({PROGRAM})", "subprocess.wait"),
        (f"subprocess.check_output({PROGRAM})", "subprocess.wait"),
        (f"subprocess.Popen({PROGRAM}).wait()", "subprocess.wait"),
        (f"await (await asyncio.create_subprocess_exec(*{PROGRAM})).wait()", ""),
        (f"await asyncio.to_thread(subprocess.run, {PROGRAM})", ""),
        ("hashlib.pbkdf2_hmac('sha256', b'a', b'b', 1)", "hashlib.pbkdf2_hmac"),
        ("hashlib.scrypt(b'a', salt=b'b', n=2, r=1, p=1)", "hashlib.scrypt"),
        (
            "__import__('werkzeug.security').security.generate_password_hash('a', 'pbkdf2:sha256:1')",
            "hashlib.pbkdf2_hmac",
        ),
        ("await asyncio.to_thread(hashlib.scrypt, b'a', salt=b'b', n=2, r=1, p=1)", ""),
        ("hashlib.sha256(b'a')", ""),
        ("open(__import__('os').devnull)", "open"),
        ("__import__('pathlib').Path(__import__('os').devnull).read_text()", "open"),
        ("zlib.compress(b'a')", "zlib.compress"),
        ("await asyncio.to_thread(open, __import__('os').devnull)", ""),
        ("import this", ""),
        ("__import__('werkzeug').datastructures.FileStorage().save(__import__('os').devnull)", ""),
        ("time.sleep(0)", ""),
        ("await asyncio.sleep(0.001)", ""),
        ("await asyncio.to_thread(time.sleep, 0.001)", ""),
        (f"{SERVER}; await asyncio.open_connection(*s.getsockname())", ""),
    ],
)
def test_a_call_that_waits_on_the_loop_is_written_down_with_its_line(tmp_path, call, name):
    found = blocked(
        tmp_path, f"async def view():\n    number.set('7')\n    {call}\nasyncio.run(view())\n"
    )

    assert found == ([("7", name, "views.py:3")] if name else [])


def test_the_same_call_outside_of_a_loop_blocks_nobody(tmp_path):
    assert blocked(tmp_path, "time.sleep(0.001)") == []


def test_what_a_driver_hashes_to_log_in_is_not_the_projects_doing(tmp_path):
    work = "driver = type(sys)('pymongo.auth')\n"
    work += 'exec(\'import hashlib\\ndef log_in():\\n hashlib.scrypt(b"", salt=b"", n=2, r=1, p=1)\', vars(driver))\n'
    work += "async def view():\n    driver.log_in()\nasyncio.run(view())\n"

    assert blocked(tmp_path, work) == []


@pytest.mark.parametrize("file", ["views.py", "project_views.py"])
def test_work_is_known_by_its_function_on_both_sides(tmp_path, file):
    opened = "[open(__import__('os').devnull) for _ in '12']"
    legacy = lines(tmp_path, f"def view():\n    {opened}\nview()\n", loop=False)
    new = lines(tmp_path, f"async def view():\n    {opened}\nasyncio.run(view())\n", file)

    assert {(it["command"], it["database"]) for it in legacy + new} == {("open", "views.py:view")}
    assert len(legacy) == len(new) == 1
    assert new[0]["collection"] == f"{file}:2"


def test_files_that_compat_opens_are_its_own_affair(tmp_path):
    work = "def save():\n    open(__import__('os').devnull)\n"

    assert lines(tmp_path, f"__name__ = 'app.compat.files'\n{work}save()\n", loop=False) == []
    assert lines(tmp_path, f"{work}save()\n", loop=False)


def test_a_module_of_the_projects_own_is_not_imported_early(tmp_path):
    (tmp_path / "bcrypt.py").write_text("raise SystemExit('imported')")

    assert lines(tmp_path, "") == []
