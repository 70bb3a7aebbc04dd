"""A generated application that people go on writing while the Flask one still changes."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.scaffold import shop

DAO = """import extensions


def label(sku):
    return sku.upper()


class Products:
    def all(self):
        return list(extensions.db.products.find())

    def by_sku(self, sku):
        return extensions.db.products.find_one({"sku": sku})
"""


def migrator(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "migrator", *arguments],
        cwd=root, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def edit(path, *replacements):
    text = path.read_text()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    root = shop.write(tmp_path_factory.mktemp("shop"), **{"dao.py": DAO})
    (root / "pyproject.toml").write_text('[tool.migrator]\napp = "app:create_app()"\n')
    assert migrator(root, "scaffold").returncode == 0
    return root


@pytest.fixture
def root(done, tmp_path):
    """A copy of it as a fresh checkout has it: without what the tools keep for themselves."""
    found = shutil.copytree(done, tmp_path / "shop", ignore=shutil.ignore_patterns(".migrator"))
    edit(
        found / "generated_app/dao.py",
        ("return sku.upper()", 'return sku.upper() or "?"  # ours'),
    )
    return found


def files(root):
    return {p: p.read_bytes() for p in (root / "generated_app").rglob("*") if p.is_file()}


def test_edits_live_on_while_flask_changes_and_a_second_run_writes_nothing(root):
    edit(root / "dao.py", ('{"sku": sku}', '{"sku": sku, "gone": False}'))
    edit(root / "templates/index.html", ("{{ p.name }}", "<b>{{ p.name }}</b>"))
    generated = root / "generated_app"
    (generated / "ours.py").write_text("OURS = 1\n")
    edit(generated / "requirements.txt", ("requests", "orjson\nrequests"))

    shown = migrator(root, "scaffold", "--dry-run")
    stale = migrator(root, "scaffold", "--check")
    merged = migrator(root, "scaffold")
    after = files(root)
    again = migrator(root, "scaffold", "--json")
    fresh_check = migrator(shutil.copytree(root, root.parent / "ci"), "scaffold", "--check")

    assert (
        '+        return await extensions.db.products.find_one({"sku": sku, "gone"' in shown.stderr
    )
    assert "# ours" not in "".join(x for x in shown.stderr.splitlines() if x[:1] in "+-")
    assert (shown.returncode, stale.returncode, merged.returncode) == (0, 1, 0)
    dao = after[generated / "dao.py"].decode()
    assert 'return sku.upper() or "?"  # ours' in dao
    assert '{"sku": sku, "gone": False}' in dao
    assert "by hand: dao.py (label)\nby hand: requirements.txt\n" in merged.stderr
    assert (files(root), again.returncode) == (after, 0)
    assert json.loads(again.stdout)["by_hand"] == [
        {"file": "dao.py", "parts": ["label"]},
        {"file": "requirements.txt", "parts": []},
    ]
    assert (generated / "ours.py").read_text() == "OURS = 1\n"
    assert fresh_check.returncode == 0
    assert "by hand: dao.py (label)" in migrator(root, "status").stdout


def test_a_conflict_shows_both_texts_writes_nothing_and_is_decided_by_name(root):
    edit(root / "dao.py", ("return sku.upper()", "return sku.lower()"))
    edit(root / "config.py", ("False", "False\n    PAGE = 20"))
    before = files(root)

    conflict = migrator(root, "scaffold", "--json")
    after_conflict = files(root)
    unknown = migrator(root, "scaffold", "--keep-hand", "dao.py:Products")
    kept = migrator(root, "scaffold", "--keep-hand", "dao.py:label")

    found = json.loads(conflict.stdout)["conflicts"]
    assert (conflict.returncode, after_conflict) == (1, before)
    assert [(c["file"], c["part"]) for c in found] == [("dao.py", "label")]
    assert 'or "?"' in found[0]["hand"]
    assert "lower()" in found[0]["new"]
    assert "conflict: dao.py:label: changed by hand and by the translation" in conflict.stderr
    assert "    new |     return sku.lower()" in conflict.stderr
    assert (unknown.returncode, kept.returncode) == (2, 0)
    assert "# ours" in (root / "generated_app/dao.py").read_text()
    assert "PAGE = 20" in (root / "generated_app/config.py").read_text()
    assert migrator(root, "scaffold", "--take-new", "dao:label").returncode == 0
    assert "# ours" not in (root / "generated_app/dao.py").read_text()


@pytest.mark.slow
def test_a_function_that_is_not_right_beside_what_is_new_is_a_conflict(root):
    tag = 'from generated_app.dao import label\n\n\ndef tag():\n    return label("x") + "!"\n\n\n'
    edit(root / "generated_app/blueprints/products.py", ("bp = Blueprint", f"{tag}bp = Blueprint"))
    edit(root / "generated_app/dao.py", (' or "?"  # ours', ""))
    edit(
        root / "dao.py",
        ("return sku.upper()", 'return extensions.db.labels.find_one({"sku": sku})["name"]'),
    )
    before = files(root)

    refused = migrator(root, "scaffold")
    chosen = migrator(root, "scaffold", "--keep-hand", "blueprints/products.py:tag")

    assert (refused.returncode, chosen.returncode) == (1, 0)
    assert "conflict: blueprints/products.py:tag: the two are not right together" in refused.stderr
    assert before != files(root)
    assert migrator(root, "lint").returncode == 1


@pytest.mark.slow
def test_what_was_deleted_stays_deleted_unless_the_application_needs_it(root):
    generated = root / "generated_app"
    (generated / "Dockerfile").unlink()
    without_file = migrator(root, "scaffold")
    (generated / "config.py").unlink()
    broken = migrator(root, "scaffold")
    back = migrator(root, "scaffold", "--take-new", "config.py")

    assert (without_file.returncode, broken.returncode, back.returncode) == (0, 5, 0)
    assert "by hand: Dockerfile" in without_file.stderr
    assert "changed by hand: Dockerfile, config.py, dao.py" in broken.stderr
    assert (generated / "config.py").is_file()
    assert not (generated / "Dockerfile").exists()


@pytest.mark.slow
def test_a_rule_of_ones_own_is_told_and_a_lost_one_refused(root):
    views = root / "generated_app/blueprints/products.py"
    own = '\n\n@bp.get("/news")\nasync def news():\n    return "new"\n'
    views.write_text(views.read_text() + own)
    told = migrator(root, "scaffold")
    edit(views, ('@bp.get("/")\n', ""))
    lost = migrator(root, "scaffold")

    assert told.returncode == 0
    assert "only in the generated app: /products/news (products.news, GET" in told.stderr
    assert lost.returncode == 5
    assert "missing /products/ (products.index" in lost.stderr


def test_a_module_with_the_line_ends_of_windows_keeps_them_and_is_merged(tmp_path):
    root = shop.write(tmp_path / "shop", **{"dao.py": DAO})
    (root / "dao.py").write_bytes(DAO.replace("\n", "\r\n").replace('"', "'").encode())
    (root / "pyproject.toml").write_text('[tool.migrator]\napp = "app:create_app()"\n')
    made = root / "generated_app/dao.py"

    assert migrator(root, "scaffold").returncode == 0
    first = made.read_bytes()
    made.write_bytes(first.replace(b"return sku.upper()", b"return sku.lower()"))
    (root / "dao.py").write_bytes((root / "dao.py").read_bytes().replace(b"find()", b"find({})"))
    answer = migrator(root, "scaffold")

    assert answer.returncode == 0, answer.stderr
    assert first.count(b"\r\n") == first.count(b"\n")
    assert b"{'sku': sku}" in first
    wanted = first.replace(b"upper()", b"lower()").replace(b"find()", b"find({})")
    assert made.read_bytes() == wanted
    assert "0 of " in migrator(root, "scaffold").stderr
