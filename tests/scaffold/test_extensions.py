"""A project of extensions is scaffolded, served beside the original, and asked the same things."""

import os
import re
import socket
import subprocess
import sys
import time

import httpx
import pytest

from migrator.twins.mongo import embedded_server
from tests.scaffold import bookshop

COMMANDS = {
    "flask": ["flask", "--app", "app:create_app()", "run", "--port"],
    "fastapi": ["uvicorn", "generated_app.main:app", "--log-level", "warning", "--port"],
}
SHOWN = (
    "content-type", "content-length", "location", "access-control-allow-origin",
    "access-control-allow-methods", "vary", "www-authenticate", "x-stars", "allow", "etag",
    "content-disposition", "cache-control",
)  # fmt: skip
SECRETS = re.compile(r"ey[\w-]+\.[\w.-]+|[\w-]{40,}\.[\w.-]+|\"[\da-f]{40}\.[\w.-]+")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(process, port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"no server: {process.poll()}")


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    root = tmp_path_factory.mktemp("bookshop")
    for name, text in bookshop.FILES.items():
        (root / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "migrator", "scaffold", "app:create_app()"],
        cwd=root, capture_output=True, text=True, timeout=600, check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    return root, done


@pytest.fixture(scope="module")
def sides(generated, tmp_path_factory):
    """The original and the generated app, each with a database of its own."""
    folder = tmp_path_factory.mktemp("servers")
    with embedded_server(folder) as server:
        started = {}
        try:
            for side, command in COMMANDS.items():
                uri = f"{server.uri.rstrip('/')}/{side}"
                port = free_port()
                with (folder / f"{side}.log").open("wb") as log:
                    process = subprocess.Popen(
                        [sys.executable, "-m", *command, str(port)],
                        cwd=generated[0], stdout=log, stderr=log,
                        env={**os.environ, "SHOP_MONGO": uri},
                    )  # fmt: skip
                started[side] = (process, port)
            for process, port in started.values():
                wait_for(process, port)
            yield [
                httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
                for _, port in started.values()
            ]
        finally:
            for process, _ in started.values():
                process.terminate()
            for process, _ in started.values():
                process.wait(timeout=20)


def shown(response):
    headers = {name: response.headers.get(name) for name in SHOWN if name in response.headers}
    if "allow" in headers:  # a set, in Flask as well
        headers["allow"] = ",".join(sorted(headers["allow"].split(", ")))
    if SECRETS.search(response.text):
        headers.pop("content-length", None)
    text = SECRETS.sub("(secret)", response.text)
    return response.status_code, headers, text, sorted(response.cookies)


def ask(sides, method, path, **options):
    """The same request to both; what can be seen of the answer is the same."""
    answers = [side.request(method, path, **options) for side in sides]
    assert shown(answers[1]) == shown(answers[0])
    return answers


def ask_signed(sides, tokens, method, path, header="Authorization", scheme="Bearer "):
    answers = [
        side.request(method, path, headers={header: f"{scheme}{token}"})
        for side, token in zip(sides, tokens, strict=True)
    ]
    assert shown(answers[1]) == shown(answers[0])
    return answers[0]


def post_form(sides, path, **form):
    tokens = [side.get("/token").text for side in sides]
    answers = [
        side.post(path, data={**form, "csrf_token": token})
        for side, token in zip(sides, tokens, strict=True)
    ]
    assert shown(answers[1]) == shown(answers[0])
    return answers[0]


def test_every_route_is_translated(generated):
    root, done = generated

    assert done.returncode == 0, done.stderr
    assert "stays_on_flask" not in "".join(
        path.read_text() for path in (root / "generated_app").glob("*.py")
    )
    lines = (root / "generated_app/requirements.txt").read_text().splitlines()
    assert {line.partition(">")[0] for line in lines} >= {"wtforms", "bcrypt", "PyJWT"}
    assert not any(line.lower().startswith("flask") for line in lines)


def test_readers_sign_up_log_in_and_out(sides):
    reader = {"name": "Ana", "password": "segredo"}
    assert ask(sides, "POST", "/api/readers", json=reader)[0].status_code == 201
    ask(sides, "POST", "/api/login", json={**reader, "password": "x"})
    ask(sides, "POST", "/api/login", json={**reader, "name": "Bia"})
    tokens = [a.json()["token"] for a in ask(sides, "POST", "/api/login", json=reader)]

    assert ask_signed(sides, tokens, "GET", "/api/me").json() == {"me": "Ana", "id": 1, "shop": 7}
    assert ask_signed(sides, tokens, "GET", "/rest/reviews").status_code == 200
    assert ask_signed(sides, tokens, "POST", "/api/logout").status_code == 204
    assert ask_signed(sides, tokens, "GET", "/api/me").status_code == 401


def test_guards_answer_those_without_a_token(sides):
    assert ask(sides, "GET", "/api/me")[0].status_code == 401
    assert ask(sides, "GET", "/api/me", headers={"Authorization": "Bearer x"})[0].status_code == 422
    assert ask(sides, "GET", "/api/maybe")[0].json() == {"me": None}
    assert ask(sides, "OPTIONS", "/api/me")[0].status_code == 200
    ask(sides, "GET", "/rest/reviews")


def test_forms_are_checked_with_the_database_and_the_token(sides):
    assert ask(sides, "POST", "/books/1", data={"title": "no token"})[0].status_code == 400
    assert post_form(sides, "/books/1", title="Dom Casmurro", pages="256").status_code == 302
    assert "we have that" in post_form(sides, "/books/2", title="Dom Casmurro").text
    assert post_form(sides, "/books/2", title="Other", pages="0").status_code == 200
    assert ask(sides, "POST", "/hook")[0].text == "hooked"

    assert ask(sides, "GET", f"/api/books/{1:024x}")[0].json()["title"] == "Dom Casmurro"
    ask(sides, "GET", f"/api/books/{9:024x}")
    ask(sides, "GET", "/api/books/not-an-id")


def test_other_origins_may_read_what_they_are_meant_to(sides):
    for origin in ("https://shop.example", "https://else.example"):
        ask(sides, "GET", "/api/maybe", headers={"Origin": origin})
        ask(sides, "GET", "/api/open", headers={"Origin": origin})
        preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        ask(sides, "OPTIONS", "/api/login", headers=preflight)


def test_files_are_kept_and_sent(sides):
    assert ask(sides, "POST", "/api/files/a.txt", files={"file": b"content"})[0].text == "saved"
    assert ask(sides, "GET", "/api/files/a.txt")[0].text == "content"
    assert ask(sides, "GET", "/api/files/b.txt")[0].status_code == 404


def test_resources_read_arguments_and_marshal_documents(sides):
    assert ask(sides, "GET", "/rest/reviews/iracema")[0].status_code == 404
    assert ask(sides, "PUT", "/rest/reviews/iracema", json={})[0].status_code == 400
    assert ask(sides, "PUT", "/rest/reviews/iracema", json={"stars": 5})[0].status_code == 201
    assert ask(sides, "GET", "/rest/reviews/iracema")[0].json() == {"book": "iracema", "stars": 5}
    assert ask(sides, "DELETE", "/rest/reviews/iracema")[0].status_code == 405
