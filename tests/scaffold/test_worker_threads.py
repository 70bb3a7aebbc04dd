"""A generated app goes on answering while a mail server keeps one of its requests waiting."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.project.project import Project
from migrator.steps.scaffold import scaffold

APP = Path(__file__).parents[1] / "apps" / "waits_for_others"
SCRIPT = """
import asyncio, os, socket, threading

import httpx

answered, connected = threading.Event(), threading.Event()
heard = []
server = socket.create_server(("127.0.0.1", 0))
os.environ["PORTA_SMTP"] = str(server.getsockname()[1])


def mail_server():
    client, _ = server.accept()
    connected.set()
    heard.append(answered.wait(5))  # not a word before another request was answered
    replies = {b"MAIL": b"250 ok", b"RCPT": b"250 ok", b"DATA": b"354 go", b"QUIT": b"221 bye"}
    client.sendall(b"220 here\\r\\n")
    lines = client.makefile("rb")
    for line in lines:
        client.sendall(replies.get(line[:4].upper(), b"250 ok") + b"\\r\\n")
        if line.startswith(b"data") or line.startswith(b"DATA"):
            while lines.readline() != b".\\r\\n":
                pass
            client.sendall(b"250 sent\\r\\n")
        if line[:4].upper() == b"QUIT":
            return


async def main():
    from generated_app.main import app

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        mail = asyncio.create_task(client.post("/avisos", data={"email": "a@b.c"}))
        await asyncio.to_thread(connected.wait, 10)
        other = await client.get("/saude")
        answered.set()
        return other.text, (await mail).text


threading.Thread(target=mail_server, daemon=True).start()
print(*asyncio.run(main()), *heard)
"""


@pytest.mark.slow
def test_a_request_that_sends_mail_stops_no_other(tmp_path):
    copy = tmp_path / "shop"
    shutil.copytree(APP, copy)
    project = Project.here(copy, app="app:create_app()")
    scaffold(project, say=print)

    environ = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=copy, env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.stdout.split() == ["ok", "enviado", "True"], done.stderr
