"""Code in a folder of its own imports from there; it is read as Python would read it."""

from migrator.steps.import_roots import divided, import_roots
from migrator.steps.lint import lint

SECURITY = (
    "from passlib.context import CryptContext\n\ncontext = CryptContext(schemes=['bcrypt'])\n\n\n"
    "def hashed(password):\n    return context.hash(password)\n"
)
USERS = (
    "from fastapi import APIRouter\nfrom app.security import hashed\n\nrouter = APIRouter()\n\n\n"
    "@router.post('/users')\nasync def create(password: str):\n    return hashed(password)\n"
)


def test_the_folder_above_what_is_imported_is_a_root():
    texts = {"backend/app/security.py": SECURITY, "backend/app/users.py": USERS, "run.py": ""}

    assert import_roots(texts) == ["backend"]
    assert divided(texts, ["backend"]) == {
        "backend": {"app/security.py": SECURITY, "app/users.py": USERS}, "": {"run.py": ""},
    }  # fmt: skip


def test_what_the_top_of_the_tree_has_needs_no_other_root():
    assert import_roots({"app/security.py": SECURITY, "app/users.py": USERS}) == []


def test_a_folder_that_also_imports_from_the_top_is_none():
    texts = {
        "app/x.py": "",
        "scripts/seed.py": "import names\nimport app.x\n",
        "scripts/names.py": "",
    }

    assert import_roots(texts) == []


def test_lint_follows_imports_from_the_folder_of_the_code(tmp_path):
    (tmp_path / "backend" / "app").mkdir(parents=True)
    (tmp_path / "backend" / "app" / "security.py").write_text(SECURITY)
    (tmp_path / "backend" / "app" / "users.py").write_text(USERS)

    (found,) = lint(tmp_path).findings

    assert (found.rule, found.line) == ("blocking-call", 7)
    assert found.file == str(tmp_path / "backend" / "app" / "security.py")
