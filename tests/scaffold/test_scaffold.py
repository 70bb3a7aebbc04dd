"""The verb, from a Flask project on disk to a generated one."""

import json
import re
import subprocess
import sys

import pytest

from tests.scaffold import shop


def migrator(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "migrator", "scaffold", *arguments],
        cwd=root, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    root = shop.write(tmp_path_factory.mktemp("shop"))
    return root, migrator(root, "app:create_app()", "--json")


@pytest.fixture
def generated(done, tmp_path):
    """A copy of a project that was scaffolded."""
    root = tmp_path / "shop"
    subprocess.run(["cp", "-a", done[0], root], check=True)
    return root


def tree(root):
    return {
        p.relative_to(root / "generated_app").as_posix(): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in (root / "generated_app").rglob("*")
        if p.is_file()
    }


def test_it_prints_every_rule_with_its_status_and_reasons(done):
    answer = json.loads(done[1].stdout)

    assert done[1].returncode == 0
    assert answer["format"] == 1
    status = {route["rule"]: route["status"] for route in answer["routes"]}
    assert status == {
        "/static/<path:filename>": "async",
        "/products/": "async",
        "/products/<sku>": "async",
        "/products/dynamic/<name>": "refused",
    }
    reasons = next(r["reasons"] for r in answer["routes"] if r["status"] == "refused")
    assert {"file", "line", "construct", "why"} <= reasons[0].keys()
    assert reasons[0]["file"] == "blueprints/products.py"
    assert "main.py" in answer["files"]
    assert answer["causes"] == [{**reasons[0], "routes": 1, "places": 1}]


def test_the_generated_project_mirrors_the_original(done):
    files = set(tree(done[0]))

    assert {"app.py", "dao.py", "extensions.py", "config.py", "blueprints/products.py"} <= files
    assert {"main.py", "database.py", "settings.py", "Dockerfile", "requirements.txt"} <= files
    assert {"templates/index.html", "static/site.css", "compat/application.py"} <= files
    assert "unused_script.py" not in files


def test_the_code_keeps_comments_and_awaits(done):
    text = (done[0] / "generated_app/blueprints/products.py").read_text()

    assert '@bp.get("/")\nasync def index():\n    # newest first\n' in text
    assert "products=await Products().all()" in text
    assert '@bp.api_route("/{sku}", methods=["GET", "DELETE"])' in text
    assert 'bp.stays_on_flask(\n    "/dynamic/<name>", endpoint="dynamic"\n)  # refused: ' in text


def test_main_creates_the_app_and_puts_the_strangler_in_front(done):
    text = (done[0] / "generated_app/main.py").read_text()

    assert "api = create_app()\n" in text
    assert "app = Strangler(api, legacy=settings.legacy, cutover=settings.cutover)\n" in text


def test_queries_of_the_factory_wait_for_the_server(done):
    text = (done[0] / "generated_app/extensions.py").read_text()

    assert 'at_startup(lambda: db.products.create_index("sku"))' in text
    assert "from generated_app.database import connect" in text


def test_neither_flask_nor_the_toolkit_is_imported(done):
    pattern = re.compile(r"^\s*(from|import) (flask|flask_login|migrator)\b", re.MULTILINE)

    for path, (content, _) in tree(done[0]).items():
        assert not pattern.search(content.decode(errors="ignore")), path


def test_the_requirements_are_theirs_without_flask_and_ours(done):
    lines = (done[0] / "generated_app/requirements.txt").read_text().splitlines()

    assert "requests==2.32.0" in lines
    assert any(line.startswith("motor") for line in lines)
    assert not any(line.lower().startswith("flask") for line in lines)


def test_a_second_run_writes_nothing(generated):
    before = tree(generated)

    again = migrator(generated, "app:create_app()")

    assert again.returncode == 0
    assert tree(generated) == before
    assert "0 of" in again.stderr


def test_check_passes_when_nothing_would_change_and_fails_when_something_would(generated):
    assert migrator(generated, "--check").returncode == 0

    (generated / "dao.py").write_text((generated / "dao.py").read_text() + "\n\nLIMIT = 5\n")
    stale = migrator(generated, "--check")

    assert stale.returncode == 1
    assert "1 files differ" in stale.stderr


def test_a_dry_run_shows_the_diff_and_writes_nothing(generated):
    (generated / "dao.py").write_text((generated / "dao.py").read_text() + "\n\nLIMIT = 5\n")
    before = tree(generated)

    shown = migrator(generated, "--dry-run")

    assert shown.returncode == 0
    assert "+++ b/generated_app/dao.py" in shown.stderr
    assert "+LIMIT = 5" in shown.stderr
    assert tree(generated) == before


def test_a_file_changed_by_hand_is_not_overwritten(generated):
    (generated / "generated_app/dao.py").write_text("# mine\n")

    refused = migrator(generated)
    forced = migrator(generated, "--force")

    assert refused.returncode == 5
    assert "cannot import name 'Products'" in refused.stderr
    assert "changed by hand: dao.py" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert forced.returncode == 0
    assert "mine" not in (generated / "generated_app/dao.py").read_text()


def test_a_file_changed_by_hand_that_needs_no_change_stays(generated):
    requirements = generated / "generated_app/requirements.txt"
    requirements.write_text(requirements.read_text())
    (generated / "generated_app/notes.txt").write_text("ours")

    assert migrator(generated).returncode == 0
    assert (generated / "generated_app/notes.txt").read_text() == "ours"


def test_the_module_of_a_removed_file_is_removed(generated):
    views = generated / "blueprints/products.py"
    views.write_text(
        views.read_text().replace("from dao import Products", "from shop_dao import Products")
    )
    (generated / "dao.py").rename(generated / "shop_dao.py")
    (generated / "route_specs/app.json").unlink()

    assert migrator(generated, "app:create_app()").returncode == 0
    assert not (generated / "generated_app/dao.py").exists()
    assert (generated / "generated_app/shop_dao.py").exists()


def test_why_prints_the_chain_down_to_the_operation(generated):
    said = migrator(generated, "--why", "blueprints.products:show")

    assert said.returncode == 0
    lines = said.stdout.splitlines()
    assert lines[0].startswith("blueprints.products:show is async: call of Products.by_sku at ")
    assert lines[-1].startswith("dao:Products.by_sku is async: collection.find_one() at dao.py:")


def test_an_unknown_function_and_an_unknown_route_get_a_sentence(generated):
    function = migrator(generated, "--why", "dao:nothing")
    route = migrator(generated, "app:create_app()", "nothing.*")

    assert (function.returncode, route.returncode) == (2, 2)
    assert "there is no function dao:nothing" in function.stderr
    assert "there is no route 'nothing.*'" in route.stderr


def test_one_route_can_be_asked_for(generated):
    said = migrator(generated, "app:create_app()", "products.show", "--json")

    assert [r["endpoint"] for r in json.loads(said.stdout)["routes"]] == ["products.show"]


def test_a_broken_module_refuses_only_what_needs_it(tmp_path):
    late = """@bp.route("/late")
def late():
    from broken import answer

    return str(answer())
"""
    views = shop.FILES["blueprints/products.py"] + "\n\n" + late
    shop.write(tmp_path, **{"blueprints/products.py": views, "broken.py": 'print "python 2"\n'})

    answer = json.loads(migrator(tmp_path, "app:create_app()", "--json").stdout)

    refused = {r["rule"] for r in answer["routes"] if r["status"] == "refused"}
    assert refused == {"/products/dynamic/<name>", "/products/late"}
    assert not (tmp_path / "generated_app/broken.py").exists()


def test_a_configuration_named_while_it_runs_is_found_in_the_new_package(tmp_path):
    app = shop.FILES["app.py"].replace('"config.Config"', "settings_name")
    app = app.replace('name="shop"', 'settings_name="settings.Config"')
    files = {"app.py": app, "settings.py": shop.FILES["config.py"]}
    shop.write(tmp_path, **files)
    (tmp_path / "config.py").unlink()

    done = migrator(tmp_path, "app:create_app()", "--json")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "generated_app/project_settings.py").is_file()


def test_an_app_that_cannot_go_at_all_writes_nothing(tmp_path):
    needs_a_value = "\n    if app.config['CREATE_INDEXES']:\n        app.total = db.products.count_documents({})\n"
    shop.write(tmp_path, **{"extensions.py": shop.FILES["extensions.py"] + needs_a_value})

    done = migrator(tmp_path, "app:create_app()", "--json")

    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert {route["status"] for route in answer["routes"]} == {"refused"}
    assert answer["routes"][0]["reasons"][0]["file"] == "extensions.py"
    assert not (tmp_path / "generated_app").exists()


@pytest.mark.parametrize("driver", ["motor", "pymongo-async"])
def test_only_the_database_module_names_the_driver(generated, driver):
    migrator(generated, "--driver", driver)

    named = {
        path
        for path, (content, _) in tree(generated).items()
        if re.search(rb"motor_asyncio|AsyncMongoClient", content)
    }
    assert named == {"database.py"}


def test_where_every_rule_is_refused_it_says_that_nothing_is_generated(tmp_path):
    own = "from flask.sessions import SessionInterface\n\n\nclass Own(SessionInterface):\n    def open_session(self, app, request):\n        return None\n\n\n"
    view = 'app = Flask(__name__)\napp.session_interface = Own()\n\n\n@app.get("/")\ndef index():\n    return "hello"\n'
    (tmp_path / "app.py").write_text(f"from flask import Flask\n{own}{view}")

    answer = migrator(tmp_path, "app:app")

    assert answer.returncode == 0
    assert "2 refused" in answer.stdout
    assert "nothing is generated: every rule is refused and stays on Flask" in answer.stderr
    assert not (tmp_path / "generated_app").exists()
