"""Read the recipe pages and run their cases through the whole engine."""

import ast
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from migrator.model.app import AppSpec, Module
from migrator.model.place import Place
from migrator.model.route import Function, RouteSpec
from migrator.model.translation import Translation
from migrator.translate import recipe_pages
from migrator.translate.translate import translate

PAGES = recipe_pages.FOLDER
_FLASK = [
    "Blueprint",
    "Flask",
    "Response",
    "abort",
    "after_this_request",
    "current_app",
    "flash",
    "g",
    "jsonify",
    "make_response",
    "redirect",
    "render_template",
    "request",
    "send_file",
    "session",
    "stream_with_context",
    "url_for",
]
_LOGIN = [
    "LoginManager",
    "UserMixin",
    "current_user",
    "login_required",
    "login_user",
    "logout_user",
]
_MARK = "MARK = 0"
_REQUESTS = re.compile(r"\n(?=[A-Z]+ /)")
ALIKE = Path(__file__).parent / "alike"
Request = dict
_HEADER = re.compile(r"([A-Z][A-Za-z]*(?:-[A-Za-z]+)*): (.*)$")


@dataclass(frozen=True)
class Case:
    """One ``##`` of a page: what goes in and what must come out."""

    page: str
    title: str
    flask: dict[str, str] = field(default_factory=dict)
    fastapi: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    driver: str = "motor"
    requests: tuple[Request, ...] = ()
    threaded: str = ""
    gather: bool = False

    @property
    def name(self) -> str:
        return f"{self.page}: {self.title}"


def read_pages(folder: Path = PAGES) -> list[Case]:
    return [
        Case(
            case.page,
            case.title,
            case.flask,
            case.fastapi,
            case.refused,
            case.driver,
            read_requests(case.requests),
            case.threaded,
        )
        for page in recipe_pages.read_pages(folder)
        for case in page.cases
    ]


def read_requests(text: str) -> tuple[Request, ...]:
    """Requests below each other, each with a line ``POST /path``.

    Then come its headers, its body (JSON when it looks like it, a form otherwise), and lines
    ``> name = pattern`` for what is kept of the answer, to be written ``{{name}}`` later on.
    """
    return tuple(_read_request(part) for part in _REQUESTS.split(text.strip()) if part)


def _read_request(text: str) -> Request:
    line, *rest = text.splitlines()
    method, _, path = line.partition(" ")
    headers = []
    while rest and (found := _HEADER.match(rest[0])):
        headers.append([found[1], found[2]])
        rest.pop(0)
    keep = [part[2:].split(" = ", 1) for part in rest if part.startswith("> ")]
    body = "\n".join(part for part in rest if not part.startswith("> ")).strip("\n")
    kinds = {name.lower(): value for name, value in headers}
    if body and "content-type" not in kinds:
        form = "application/x-www-form-urlencoded"
        headers.append(["Content-Type", "application/json" if body[0] in "{[" else form])
    if "multipart" in kinds.get("content-type", ""):
        body = body.replace("\n", "\r\n") + "\r\n"
    return {"method": method, "path": path, "headers": headers, "body": body, "keep": keep}


def run(case: Case, root: Path, driver: str = "") -> Translation:
    for name, body in case.flask.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(preamble(body) + body if name == "app.py" else body)
    driver = driver or case.driver
    spec = spec_of(root)
    return translate(spec, root, package="generated_app", driver=driver, gather=case.gather)


def preamble(body: str) -> str:
    tree = ast.parse(body)
    words = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    imported = {
        (a.asname or a.name).split(".")[0]
        for n in ast.walk(tree)
        if isinstance(n, ast.Import | ast.ImportFrom)
        for a in n.names
    }
    bound = imported | {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    lines = []
    if flask := [w for w in _FLASK if w in (words | {"Flask"}) - bound]:
        lines.append(f"from flask import {', '.join(flask)}")
    if login := [w for w in _LOGIN if w in words - bound]:
        lines.append(f"from flask_login import {', '.join(login)}")
    if "client" not in bound and "db" not in bound:
        lines.append("from pymongo import MongoClient")
    if "app" not in bound and "app" in words:
        lines.append("app = Flask(__name__)")
    if "client" not in bound and "db" not in bound:
        lines += ["client = MongoClient()", "db = client.loja"]
    return "\n".join([*lines, _MARK, "", ""])


def spec_of(root: Path) -> AppSpec:
    """The facts that ``inspect`` would find, read from the text alone."""
    modules, routes = [], []
    for path in sorted(root.rglob("*.py")):
        file = path.relative_to(root).as_posix()
        name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        modules.append(Module(name, file))
        try:
            tree = ast.parse(path.read_text())
        except (SyntaxError, UnicodeDecodeError):
            continue
        routes += _routes(tree, name, file)
    factory = "create_app" if "def create_app" in (root / "app.py").read_text() else ""
    folders = ("templates",) if (root / "templates").is_dir() else ()
    return AppSpec(
        "app:app", "app", "app", factory, ".", "3.11", {}, tuple(routes), tuple(modules),
        template_folders=folders,
    )  # fmt: skip


def _routes(tree: ast.AST, module: str, file: str, prefix: str = "") -> list[RouteSpec]:
    found = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                match decorator:
                    case ast.Call(
                        func=ast.Attribute(attr="route" | "get" | "post" | "put" | "delete"),
                        args=[ast.Constant(value=str(rule)), *_],
                    ) if rule.startswith("/"):
                        place = Place(file, node.lineno, node.end_lineno or 0)
                        view = Function(module, prefix + node.name, "function", place)
                        found.append(RouteSpec(node.name, rule, ("GET",), len(found), view))
            found += _routes(node, module, file, f"{prefix}{node.name}.<locals>.")
    return found


def shown(translation: Translation, file: str) -> str:
    """The code behind the preamble, without its imports."""
    text = next(f.content for f in translation.files if f.path == file).decode()
    return split(text.partition(f"{_MARK}\n")[2] if _MARK in text else text)[1]


def split(text: str) -> tuple[set[str], str]:
    """The import lines at the top of a text, and the code below them."""
    lines = text.splitlines()
    wanted = set()
    while lines and (lines[0].startswith(("import ", "from ")) or not lines[0].strip()):
        line = lines.pop(0)
        wanted |= {line} if line.strip() else set()
    return wanted, "\n".join(lines) + "\n"


def imports(translation: Translation, file: str) -> set[str]:
    text = next(f.content for f in translation.files if f.path == file).decode()
    return {line for line in text.splitlines() if line.startswith(("import ", "from "))}


def formatted(*texts: str) -> list[str]:
    """Several texts as ruff formats them, in one run."""
    rule = f"# {'-' * 60}\n"
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "100", "-"]
    together = f"\n\n{rule}\n\n".join(texts)
    done = subprocess.run(command, input=together, capture_output=True, text=True, check=True)
    return [part.strip() for part in done.stdout.split(rule)]
