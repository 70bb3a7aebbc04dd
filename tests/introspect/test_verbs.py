"""The verbs as a person types them: one sentence, a hint, the right exit code, no traceback."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrator.introspect.database_variables import database_variables, host_variables

NOT_OURS = ("FLASK_APP", "MONGO_URI", "MIGRATOR_MONGO_URI")


@pytest.fixture
def migrator():
    ours = {name: value for name, value in os.environ.items() if name not in NOT_OURS}

    def run(folder, *words, **environ):
        return subprocess.run(
            [sys.executable, "-m", "migrator", *words],
            cwd=folder,
            env={**ours, "NO_COLOR": "1", **environ},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_json_on_stdout_lists_every_rule_and_nothing_else(migrator, copy_of):
    root = copy_of("noisy_import")

    answer = migrator(root, "inspect", "app:app", "--json")

    facts = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert list(facts) == ["format", "app", "routes", "reach"]
    assert [(item["endpoint"], item["rule"]) for item in facts["routes"]] == [
        ("static", "/static/<path:filename>"),
        ("inicio", "/"),
    ]
    assert facts["routes"][1]["methods"] == ["GET", "HEAD", "OPTIONS"]
    assert (root / "route_specs/inicio.json").is_file()


def test_json_tells_the_reach_unless_it_is_not_wanted(migrator, copy_of):
    root = copy_of("waits_for_others")

    wanted = json.loads(migrator(root, "inspect", "app:create_app()", "--json").stdout)
    without = json.loads(
        migrator(root, "inspect", "app:create_app()", "--json", "--no-reach").stdout
    )

    (criar,) = [r for r in wanted["reach"]["routes"] if r["endpoint"] == "pedidos.criar"]
    assert (criar["forecast"], criar["risk"], criar["touches"]) == (
        "async", "medium", ["database", "request", "session"],
    )  # fmt: skip
    assert criar["blocking"][-2] == {
        "construct": "smtplib.SMTP()",
        "kind": "mail",
        "place": {"file": "correio.py", "line": 20, "end_line": 20},
        "chain": ["pedidos:criar", "correio:avisar", "correio:enviar"],
    }
    assert list(without) == ["format", "app", "routes"]
    assert not any("reach" in path.read_text() for path in (root / "route_specs").iterdir())


def test_the_riskiest_rule_stands_first_and_the_most_asked_moves_first(migrator, copy_of):
    root = copy_of("waits_for_others")
    line = '127.0.0.1 - - [24/Nov/2026:09:30:05 +0100] "POST /avisos HTTP/1.1" 200 5\n'
    (root / "access.log").write_text(line * 12)

    answer = migrator(root, "inspect", "app:create_app()", "--traffic", "access.log")

    rows = [row for row in answer.stdout.splitlines() if row.strip()]
    told = [row.split() for row in rows if row.split()[0] in {"high", "medium", "low"}]
    assert [row[0] for row in told] == ["medium"] * 7 + ["low"] * 4
    assert told[0][:5] == ["medium", "async", "/avisos", "POST", "12"]
    assert ["medium", "threaded", "/avisos/pendentes", "POST"] in [row[:4] for row in told]
    assert "12 requests in access.log" in answer.stdout
    assert "to move first: POST /avisos · " in answer.stdout


def test_a_log_that_is_not_there_is_said_before_anything_is_written(migrator, copy_of):
    root = copy_of("app_object")

    answer = migrator(root, "inspect", "--traffic", "gone.log")

    assert answer.returncode == 2
    assert "there is no file gone.log" in answer.stderr
    assert not (root / "route_specs").exists()


def test_check_looks_at_no_code(migrator, copy_of):
    root = copy_of("waits_for_others")
    migrator(root, "inspect", "app:create_app()", "--no-reach")

    answer = migrator(root, "inspect", "app:create_app()", "--check")

    assert answer.returncode == 0
    assert answer.stdout.count("async") == 0
    assert "/avisos/pendentes" in answer.stdout


def test_the_only_likely_app_needs_no_name(migrator, copy_of):
    answer = migrator(copy_of("stacked_routes"), "inspect")

    assert answer.returncode == 0
    assert "/lista/<int:pagina>/<ordem>" in answer.stdout
    assert "app:app: 6 rules in 0 blueprints" in answer.stdout
    assert "route_specs: 7 of 7 files changed" in answer.stderr


def test_markdown_lists_all_rules(migrator, copy_of):
    answer = migrator(copy_of("stacked_routes"), "inspect", "--markdown", "--dry-run")

    assert answer.stdout.startswith("# app:app\n")
    assert "| 4 | `/antiga` | `GET` | `antiga` | `app.py:" in answer.stdout


def test_a_dry_run_shows_what_it_would_write_and_writes_nothing(migrator, copy_of):
    root = copy_of("app_object")

    answer = migrator(root, "inspect", "--dry-run")

    assert answer.returncode == 0
    assert '+  "rule": "/itens/<int:item_id>",' in answer.stderr
    assert not (root / "route_specs").exists()


def test_check_says_what_changed_with_exit_4(migrator, copy_of):
    root = copy_of("app_object")

    assert migrator(root, "inspect", "--check").returncode == 4
    assert migrator(root, "inspect").returncode == 0
    assert migrator(root, "inspect", "--check").returncode == 0
    source = root / "app.py"
    source.write_text(source.read_text() + "\n\n@app.post('/novo')\ndef novo():\n    return ''\n")
    stale = migrator(root, "inspect", "--check")

    assert stale.returncode == 4
    assert "rule new: POST /novo (novo)" in stale.stderr
    assert not (root / "route_specs/novo.json").exists()


def test_an_app_that_needs_its_database_gets_an_embedded_one(migrator, copy_of):
    answer = migrator(copy_of("pings_on_import"), "inspect", "--json")

    assert answer.returncode == 0, answer.stderr
    assert "trying again with an embedded one in MONGO_URI, BANCO_MONGO" in answer.stderr
    names = {item["name"]: item["kind"] for item in json.loads(answer.stdout)["app"]["names"]}
    assert names["db"] == "database"


@pytest.mark.parametrize(
    ("shape", "variables"),
    [("demands_mongo_uri", "MONGO_URI"), ("mongo_by_host", "MONGO_URI, MONGO_HOST, MONGO_PORT")],
)
def test_an_app_is_told_of_the_database_in_its_own_way(migrator, copy_of, shape, variables):
    answer = migrator(copy_of(shape), "inspect", "--dry-run")

    assert answer.returncode == 0, answer.stderr
    said = answer.stderr.partition("with an embedded one in ")[2]
    assert said.startswith(variables)


def test_a_database_that_was_named_is_not_replaced(migrator, copy_of):
    answer = migrator(
        copy_of("pings_on_import"),
        "inspect",
        MIGRATOR_MONGO_URI="mongodb://127.0.0.1:9/loja",
        MIGRATOR_MONGO_ENV="BANCO_MONGO",
    )

    assert answer.returncode == 5
    assert "needs its database to be imported at app.py:16" in answer.stderr
    assert "BANCO_MONGO" in answer.stderr


SYNTAX = {"app.py": "from flask import Flask\n\napp = Flask(\n"}
BAD = [
    ("missing_module", "app:app", 5, "app.py:3: ModuleNotFoundError", "install it for"),
    ("exits_on_import", "app:app", 5, "app.py:11: sys.exit(3)", 'if __name__ == "__main__"'),
    ("needs_arguments", "app:app", 5, "arguments are required: arquivo", "command line"),
    ("dies_on_import", "app:app", 5, "ended with code 9", "adeus"),
    ("needs_environment", "app:app", 5, "KeyError", "variable SEGREDO_DO_PARCEIRO"),
    ("app_object", "nada:app", 2, "there is no module 'nada'", "found in this folder: app:app"),
    ("several_apps", "", 2, "loja/app.py:app, painel/app.py:app", "name one of them"),
    ("factory_arguments", "", 2, "loja:create_app needs arguments: ambiente", "as literals"),
    ("nothing_here", "", 2, "no application was named", "--project"),
    ("syntax_error", "app:app", 5, "app.py:3: SyntaxError", "repair the app first"),
]


@pytest.mark.parametrize(("shape", "app", "code", "said", "hint"), BAD)
def test_bad_input_gets_a_sentence_a_hint_and_its_code(
    migrator, copy_of, tmp_path, shape, app, code, said, hint
):
    if shape in {"nothing_here", "syntax_error"}:
        root = tmp_path / shape
        root.mkdir()
        for name, text in SYNTAX.items() if shape == "syntax_error" else ():
            (root / name).write_text(text)
    else:
        root = copy_of(shape)

    answer = migrator(root, "inspect", *([app] if app else []))

    assert answer.returncode == code
    sentence, _, rest = answer.stderr.partition("hint: ")
    assert said in sentence
    assert hint in rest
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""
    assert not (root / "route_specs").exists()


def test_an_import_that_hangs_is_stopped_with_all_its_children(migrator, copy_of):
    root = copy_of("hangs_on_import")

    answer = migrator(root, "inspect", "app:app", MIGRATOR_IMPORT_TIMEOUT="2")

    assert answer.returncode == 5
    assert "was still being imported after 2 s" in answer.stderr
    assert is_gone(pid_in(root / "filho.pid"))


def test_an_interrupt_ends_the_import_and_its_children_with_130(copy_of):
    root = copy_of("hangs_on_import")
    command = [sys.executable, "-m", "migrator", "inspect", "app:app"]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 30
        while not pid_in(root / "filho.pid") and time.monotonic() < deadline:
            time.sleep(0.02)

        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)

    assert running.returncode == 130
    assert "Traceback" not in said
    assert is_gone(pid_in(root / "filho.pid"))


def pid_in(path):
    return int((path.read_text() if path.exists() else "") or 0)


def is_gone(pid, seconds=5.0):
    """Whether the process has ended (a zombie has): its parent may take a moment to notice."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_python_without_flask_and_one_that_is_not_there_are_told_apart(
    migrator, copy_of, tmp_path
):
    root = copy_of("app_object")
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    bare.chmod(0o755)

    without = migrator(root, "inspect", "--python", str(bare), PYTHONPATH="")
    nowhere = migrator(root, "inspect", "--python", "/no/python")

    assert (without.returncode, nowhere.returncode) == (5, 2)
    assert "Flask is not installed in" in without.stderr
    assert "there is no Python interpreter at /no/python" in nowhere.stderr


def test_init_writes_once_what_it_found(migrator, copy_of):
    root = copy_of("src_layout")
    (root / "pyproject.toml").write_text('[project]\nname = "loja"\n')

    shown = migrator(root, "init", "--dry-run")
    first = migrator(root, "init")
    written = (root / "pyproject.toml").read_text()
    second = migrator(root, "init")

    assert '+app = "app:app"' in shown.stderr
    assert written == (
        '[project]\nname = "loja"\n\n[tool.migrator]\napp = "app:app"\nsource = "src"\n'
    )
    assert (root / "pyproject.toml").read_text() == written
    assert "needs no change" in second.stderr
    assert [shown.returncode, first.returncode, second.returncode] == [0, 0, 0]
    assert migrator(root, "inspect").returncode == 0


def test_init_finds_the_variable_of_the_database(migrator, copy_of):
    answer = migrator(copy_of("pings_on_import"), "init", "--json")

    assert json.loads(answer.stdout) == {
        "format": 1,
        "settings": {"app": "app:app", "mongo_env": "BANCO_MONGO"},
        "changed": True,
    }


def test_a_database_given_in_parts_is_no_address(tmp_path):
    (tmp_path / "settings.py").write_text(
        "import os\nHOST = os.getenv('MONGO_INITDB_HOSTNAME')\n"
        "NAME = os.getenv('MONGO_INITDB_DATABASE')\n"
    )

    assert database_variables(tmp_path) == ()
    assert host_variables(tmp_path) == ("MONGO_INITDB_HOSTNAME",)


@pytest.mark.parametrize(
    ("shape", "said"),
    [("several_apps", "loja/app.py:app, painel/app.py:app"), ("dies_on_import", "no file in")],
)
def test_init_asks_where_it_cannot_choose(migrator, copy_of, shape, said):
    root = copy_of(shape)

    answer = migrator(root, "init")

    assert answer.returncode == 2
    assert said in answer.stderr
    assert not (root / "pyproject.toml").exists()


def test_init_takes_the_app_that_is_named(migrator, copy_of):
    root = copy_of("several_apps")

    answer = migrator(root, "init", "--app", "loja/app.py:app")

    assert answer.returncode == 0
    assert 'app = "app:app"\nsource = "loja"\n' in (root / "pyproject.toml").read_text()


def test_doctor_passes_where_everything_is_there(migrator, copy_of):
    answer = migrator(copy_of("app_object"), "doctor", "--json")

    checks = {item["name"]: item for item in json.loads(answer.stdout)["checks"]}
    assert answer.returncode == 0, answer.stdout
    assert checks["app"]["message"] == "app:app: 3 rules"
    assert checks["database"]["state"] == "ok"
    assert checks["route_specs"] == {
        "name": "route_specs",
        "state": "warn",
        "message": "not written yet",
        "hint": "run `migrator inspect`",
    }


def test_doctor_fails_with_the_sentence_and_the_hint_of_what_is_broken(migrator, copy_of):
    answer = migrator(copy_of("missing_module"), "doctor", COLUMNS="200")

    assert answer.returncode == 5
    assert "No module named 'biblioteca_que_falta'" in answer.stdout
    assert "install it for" in answer.stdout
    assert "Quart" in answer.stderr


def test_doctor_says_when_a_named_database_does_not_answer(migrator, copy_of):
    answer = migrator(
        copy_of("app_object"), "doctor", "--json", "--mongo-uri", "mongodb://127.0.0.1:9/"
    )

    checks = {item["name"]: item["state"] for item in json.loads(answer.stdout)["checks"]}
    assert answer.returncode == 5
    assert checks["database"] == "fail"


ADDRESSES = [
    'MongoClient("mongodb://127.0.0.1:9/loja", serverSelectionTimeoutMS=200)',
    'MongoClient("127.0.0.1", 9, username="eu", password="x", serverSelectionTimeoutMS=200)',
    'MongoClient("mongodb+srv://eu:x@nowhere.invalid/loja?retryWrites=true")',
]


@pytest.mark.parametrize("client", ADDRESSES)
def test_an_address_in_the_source_is_answered_by_the_embedded_server(migrator, tmp_path, client):
    (tmp_path / "app.py").write_text(
        f"from flask import Flask\nfrom pymongo import MongoClient\n\ncliente = {client}\n"
        "cliente.server_info()\napp = Flask(__name__)\n"
    )

    answer = migrator(tmp_path, "inspect", "app:app")

    assert answer.returncode == 0, answer.stderr
    assert "trying again with an embedded one in MONGO_URI" in answer.stderr


BESIDE = [
    ({"db_config.example.py": ""}, "import db_config", "there is db_config.example.py: copy it"),
    ({".env.example": "PORT=1"}, "int(os.getenv('PORT_OF_IT'))", "there is .env.example and no"),
    ({}, "E.get('USER_OF_IT') + ':'", "the sources read USER_OF_IT from the environment"),
]


@pytest.mark.parametrize(("files", "line", "said"), BESIDE)
def test_an_import_that_failed_is_told_what_lies_beside_it(migrator, tmp_path, files, line, said):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "app.py").write_text(
        f"import os\nfrom os import environ as E\n{line}\nfrom flask import Flask\n"
        "app = Flask(__name__)\n"
    )

    answer = migrator(tmp_path, "inspect", "app:app")

    assert answer.returncode == 5
    assert said in answer.stderr


def test_modules_in_a_folder_of_their_own_want_it_written_down_as_the_source(migrator, copy_of):
    root = copy_of("src_layout")

    before = migrator(root, "scaffold", "src/app.py:app")
    named = migrator(root, "init", "--app", "src/app.py:app")
    after = migrator(root, "scaffold", "--json")

    assert before.returncode == 2
    assert "`migrator init --app src/app.py:app` writes down" in " ".join(before.stderr.split())
    assert named.returncode == 0
    text = (root / "pyproject.toml").read_text()
    assert 'app = "app:app"' in text
    assert 'source = "src"' in text
    statuses = {route["status"] for route in json.loads(after.stdout)["routes"]}
    assert statuses == {"async"}


def test_init_writes_down_the_python_that_is_named(migrator, copy_of):
    root = copy_of("app_object")

    answer = migrator(root, "init", "--python", sys.executable)

    assert answer.returncode == 0
    assert f'python = "{sys.executable}"' in (root / "pyproject.toml").read_text()
