"""Calls on an event loop that make it wait, in a child process as an audit hook stays for good."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).parents[2] / "migrator" / "twins" / "bootstrap"

SCRIPT = """
import asyncio, contextvars, socket, subprocess, sys, time
sys.path.insert(0, {bootstrap!r})
from blocking import watch_loop
number = contextvars.ContextVar("number", default="")
watch_loop({log!r}, number)
exec(compile({work!r}, {file!r}, "exec"))
"""

PROGRAM = [sys.executable, "-c", ""]
SERVER = "s = socket.create_server(('127.0.0.1', 0))"


def blocked(tmp_path, work):
    log = tmp_path / "log"
    code = SCRIPT.format(
        bootstrap=str(BOOTSTRAP), log=str(log), work=work, file=str(tmp_path / "views.py")
    )
    environ = {**os.environ, "MIGRATOR_TWIN_ROOT": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = log.read_text().splitlines() if log.exists() else []
    return [(it["exchange"], it["command"], it["collection"]) for it in map(json.loads, lines)]


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
