"""Whole projects: what is read, what is refused, what the rest of the project keeps."""

import ast
from dataclasses import replace

import pytest

from migrator.model.app import Extension, Hook, Module, NameFact
from migrator.model.place import Place
from migrator.model.route import Function
from migrator.model.translation import Grade
from migrator.translate.translate import translate
from tests.translate.cases import spec_of

HEAD = "from flask import Flask, render_template\nfrom pymongo import MongoClient\n\napp = Flask(__name__)\ndb = MongoClient().shop\n\n\n"


def project(root, more=None, **files):
    for name, text in {**files, **(more or {})}.items():
        path = root / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def translated(root, **changes):
    spec = spec_of(root)
    for name, value in changes.items():
        spec = type(spec)(**{**{f: getattr(spec, f) for f in spec.__slots__}, name: value})
    return translate(spec, root, package="new")


def text(translation, path):
    return next(f.content.decode() for f in translation.files if f.path == path)


def grades(translation):
    return {route.endpoint: route.grade for route in translation.routes}


def test_a_broken_module_refuses_only_the_routes_that_need_it(tmp_path):
    app = (
        HEAD
        + '@app.get("/a")\ndef a():\n    return "a"\n\n\n@app.get("/b")\ndef b():\n    from broken import c\n\n    return c()\n'
    )
    project(tmp_path, app=app, broken='print "python 2"\n')

    found = translated(tmp_path)

    assert grades(found) == {"a": Grade.ASYNC, "b": Grade.REFUSED}
    assert any(note.file == "broken.py" for note in found.notes)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"# -*- coding: latin-1 -*-\nNAME = 'S\xe3o'\n", id="declared encoding"),
        pytest.param("\ufeffNAME = 'São'\n".encode(), id="byte order mark"),
    ],
)
def test_other_encodings_are_read(tmp_path, content):
    app = HEAD + 'import names\n\n\n@app.get("/a")\ndef a():\n    return names.NAME\n'
    project(tmp_path, app=app, names=content)

    assert "São" in text(translated(tmp_path), "names.py")


def test_a_file_that_is_not_text_is_a_note(tmp_path):
    project(
        tmp_path, app=HEAD + '@app.get("/a")\ndef a():\n    return "a"\n', bad=b"x = '\xff\xfe'\n"
    )

    found = translated(tmp_path)

    assert grades(found) == {"a": Grade.ASYNC}
    assert [note.file for note in found.notes] == ["bad.py"]


def test_modules_that_import_each_other_are_fine(tmp_path):
    app = HEAD + '@app.get("/a")\ndef a():\n    from one import first\n\n    return str(first())\n'
    one = "import two\n\n\ndef first():\n    return two.second()\n"
    two = "def second():\n    from app import db\n\n    return db.a.count_documents({})\n\n\nimport one\n"
    project(tmp_path, app=app, one=one, two=two)

    found = translated(tmp_path)

    assert grades(found) == {"a": Grade.ASYNC}
    assert "return await two.second()" in text(found, "one.py")
    assert "from new.app import db" in text(found, "two.py")


def test_a_star_import_hands_on_what_a_package_collects(tmp_path):
    app = HEAD + 'from services import *\n\n\n@app.get("/a")\ndef a():\n    return str(total(db))\n'
    inner = "def total(database):\n    return database.a.count_documents({})\n"
    package = {"services/__init__": "from .totals import total\n", "services/totals": inner}
    project(tmp_path, package, app=app)

    found = translated(tmp_path)

    assert "return str(await total(db))" in text(found, "app.py")
    assert "async def total(database):" in text(found, "services/totals.py")


def test_a_late_import_brings_its_module_along(tmp_path):
    app = (
        HEAD
        + '@app.get("/a")\ndef a():\n    from tools.deep import answer\n\n    return answer()\n'
    )
    package = {"tools/__init__": "", "tools/deep": "def answer():\n    return 'x'\n"}
    project(tmp_path, package, app=app, seed="1 / 0\n")
    spec = spec_of(tmp_path)
    running = tuple(m for m in spec.modules if m.name == "app")

    found = translated(tmp_path, modules=running)

    assert {f.path for f in found.files} == {"app.py", "tools/__init__.py", "tools/deep.py"}


def test_a_run_time_fact_narrows_what_the_text_leaves_open(tmp_path):
    app = HEAD + (
        "box = None\n\n\ndef open_box(other):\n    global box\n"
        "    box = other if other else db.box\n\n\nopen_box(eval('None'))\n\n\n"
        '@app.get("/a")\ndef a():\n    return str(len([1 for _ in box.find()]))\n'
    )
    project(tmp_path, app=app)

    fact = NameFact("app", "box", "pymongo.synchronous.collection.Collection")
    known = translated(tmp_path, names=(fact,))

    assert grades(known) == {"a": Grade.ASYNC}
    assert "[1 async for _ in box.find()]" in text(known, "app.py")


def test_a_driver_object_whose_making_cannot_be_followed_is_refused(tmp_path):
    app = (
        HEAD + 'from lib import box\n\n\n@app.get("/a")\ndef a():\n    return str(box.find_one())\n'
    )
    project(tmp_path, app=app)

    fact = NameFact("app", "box", "pymongo.synchronous.collection.Collection")
    found = translated(tmp_path, names=(fact,))

    assert grades(found) == {"a": Grade.REFUSED}
    assert "where it is made" in found.routes[0].reasons[0].why


def test_a_refused_helper_takes_its_callers_and_nobody_else(tmp_path):
    app = HEAD + (
        "def bad(name):\n    return globals()[name].find_one()\n\n\n"
        "def middle():\n    return bad('x')\n\n\n"
        '@app.get("/a")\ndef a():\n    return middle()\n\n\n@app.get("/b")\ndef b():\n    return "b"\n'
    )
    found = translated(project(tmp_path, app=app))

    code = text(found, "app.py")
    assert grades(found) == {"a": Grade.REFUSED, "b": Grade.ASYNC}
    assert "def bad" not in code
    assert "def middle" not in code
    assert 'app.stays_on_flask("/a", endpoint="a", methods=["GET"])  # refused: app.py:9' in code


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        pytest.param("return render_template('a.html', n=1)", False, id="data"),
        pytest.param("return render_template('a.html', p=db.p.find())", True, id="a cursor"),
        pytest.param(
            "return render_template('a.html', s=Shop())",
            True,
            id="an object with an async property",
        ),
        pytest.param(
            "return render_template('a.html', s=[Shop()])", True, id="a list of such objects"
        ),
        pytest.param("return render_template('a.html', f=count)", True, id="an async function"),
    ],
)
def test_templates_await_when_something_in_them_may(tmp_path, code, wanted):
    app = HEAD + (
        "def count():\n    return db.a.count_documents({})\n\n\n"
        "class Shop:\n    @property\n    def n(self):\n        return count()\n\n\n"
        f'@app.get("/a")\ndef a():\n    {code}\n'
    )
    found = translated(project(tmp_path, app=app))

    assert grades(found) == {"a": Grade.ASYNC}
    assert ("Application(__name__, async_templates=True)" in text(found, "app.py")) is wanted


@pytest.mark.parametrize(
    ("user", "wanted"),
    [
        pytest.param("", False, id="a user made of data"),
        pytest.param(
            "\n    @property\n    def orders(self):\n        return db.o.count_documents({})\n",
            True,
            id="a user with an async property",
        ),
        pytest.param(
            "\n    def orders(self):\n        return db.o.find()\n", True, id="a user with a cursor"
        ),
    ],
)
@pytest.mark.parametrize(
    ("shared", "shown"),
    [
        pytest.param("db.o.count_documents({})", False, id="a number for all pages"),
        pytest.param("db.o.find()", True, id="a cursor for all pages"),
        pytest.param("db.o.find_one() and eval('1')", True, id="nobody knows what"),
    ],
)
def test_what_every_template_sees_decides_too(tmp_path, user, wanted, shared, shown):
    app = HEAD + (
        "from flask_login import LoginManager, UserMixin\n\nlogins = LoginManager(app)\n\n\n"
        "class User(UserMixin):\n    def __init__(self, doc):\n        self.doc = doc\n"
        f"{user}\n\n"
        "@logins.user_loader\ndef load(key):\n    return User(db.u.find_one({'_id': key}))\n\n\n"
        f"@app.context_processor\ndef menu():\n    return {{'menu': {shared}}}\n\n\n"
        '@app.get("/a")\ndef a():\n    return render_template("a.html")\n'
    )
    found = translated(project(tmp_path, app=app))

    assert grades(found) == {"a": Grade.ASYNC}
    assert ("async_templates=True" in text(found, "app.py")) is (wanted or shown)


@pytest.mark.parametrize(
    ("version", "written", "wanted"),
    [
        pytest.param("3.1.3", "Flask(__name__)", "Application(__name__)", id="the newest"),
        pytest.param(
            "3.0.0",
            "Flask(__name__)",
            'Application(__name__, flask_version="3.0.0")',
            id="one that counts the use of the session otherwise",
        ),
        pytest.param(
            "2.3.3",
            "Flask(import_name=__name__, static_folder=None)",
            'Application(import_name=__name__, static_folder=None, flask_version="2.3.3")',
            id="arguments by keyword",
        ),
    ],
)
def test_the_application_is_told_which_flask_it_was(tmp_path, version, written, wanted):
    code = f'from flask import Flask\n\napp = {written}\n\n\n@app.get("/a")\ndef a():\n    return "a"\n'
    found = translated(project(tmp_path, app=code), versions={"flask": version})

    assert f"app = {wanted}\n" in text(found, "app.py")


def test_a_projects_own_main_module_steps_aside(tmp_path):
    app = HEAD + 'import main\n\n\n@app.get("/a")\ndef a():\n    return main.answer()\n'
    found = translated(project(tmp_path, app=app, main="def answer():\n    return 'x'\n"))

    assert "project_main.py" in {f.path for f in found.files}
    assert "from new import project_main as main" in text(found, "app.py")


def test_what_the_author_imports_without_using_it_stays(tmp_path):
    app = HEAD + 'import hooks  # registers itself\n\n\n@app.get("/a")\ndef a():\n    return "a"\n'
    found = translated(project(tmp_path, app=app, hooks="import app\n"))

    assert "from new import hooks  # registers itself" in text(found, "app.py")


def test_every_generated_module_parses_and_keeps_its_comments(tmp_path):
    app = HEAD + (
        '@app.get("/a")\ndef a():  # um comentário\n    # outro, com acentuação: ção\n'
        "    nome = db.nomes.find_one({'é': 'ç'})['não']  # fim\n    return f\"é {nome} ç {db.a.count_documents({'ã': 1})}\"\n"
    )
    code = text(translated(project(tmp_path, app=app)), "app.py")

    ast.parse(code)
    assert "async def a():  # um comentário\n    # outro, com acentuação: ção\n" in code
    assert "nome = (await db.nomes.find_one({'é': 'ç'}))['não']  # fim" in code
    assert "f\"é {nome} ç {await db.a.count_documents({'ã': 1})}\"" in code


def test_a_name_that_the_author_never_defined_is_the_authors_own(tmp_path):
    app = HEAD + '@app.get("/a")\ndef a():\n    return str(nowhere)\n'
    project(tmp_path, app=app)

    found = translated(tmp_path)

    assert grades(found) == {"a": Grade.ASYNC}
    assert "return str(nowhere)" in text(found, "app.py")


def test_a_refused_hook_of_a_blueprint_refuses_the_routes_of_the_blueprints_in_it(tmp_path):
    app = (
        HEAD
        + "def check():\n"
        + '    globals()["x"].find_one({"n": 1})\n\n\n'
        + "\n\n".join(f'@app.get("/{n}")\ndef {n}():\n    return "x"\n' for n in "abcd")
    )
    spec = spec_of(project(tmp_path, app=app))
    inside = {"a": "shop", "b": "shop.cart", "c": "", "d": "shopping"}
    routes = tuple(replace(route, blueprint=inside[route.endpoint]) for route in spec.routes)
    hook = Hook(
        "before_request", Function("app", "check", "function", Place("app.py", 8, 9)), "shop"
    )

    found = translated(tmp_path, routes=routes, hooks=(hook,))

    assert grades(found) == {
        "a": Grade.REFUSED,
        "b": Grade.REFUSED,
        "c": Grade.ASYNC,
        "d": Grade.ASYNC,
    }


def test_the_last_of_many_functions_that_one_function_calls_is_awaited_too(tmp_path):
    count = 420
    defs = [f"def f{n}():\n    return {n}\n\n\n" for n in range(count - 1)]
    last = f"def f{count - 1}():\n    return db.x.find_one()\n\n\n"
    calls = "".join(f"    run(f{n})\n" for n in range(count))
    app = f"{HEAD}def run(fn):\n    return fn()\n\n\n{''.join(defs)}{last}"
    app += f'@app.get("/")\ndef view():\n{calls}    return "x"\n'

    code = text(translated(project(tmp_path, app=app)), "app.py")

    assert "async def run(fn):\n    return await fn()" in code
    assert f"await run(f{count - 1})" in code


def test_what_stands_in_a_try_with_exception_groups_is_translated(tmp_path):
    app = (
        f'{HEAD}@app.get("/")\ndef view():\n    try:\n        found = db.x.find_one()\n'
        "    except* ValueError as errors:\n        found = db.y.find_one()\n    return str(found)\n"
    )

    code = text(translated(project(tmp_path, app=app)), "app.py")

    assert "found = await db.x.find_one()" in code
    assert "found = await db.y.find_one()" in code


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ("row=Row()", {"page"}),
        ("rows=[Row()]", {"page"}),
        ("row=Other()", set()),
        ("row=1", set()),
    ],
    ids=["itself", "in a list", "an object of another class", "a number"],
)
def test_who_hands_a_template_an_object_with_a_refused_method_is_refused_too(
    tmp_path, given, refused
):
    app = (
        f"{HEAD}from flask import render_template_string\n\n\n"
        'class Row:\n    def worst(self):\n        return globals()["x"].find_one({"n": 1})\n\n\n'
        "class Other:\n    def best(self):\n        return 1\n\n\n"
        '@app.get("/a")\ndef page():\n'
        f'    return render_template_string("{{{{ row.worst() }}}}", {given})\n\n\n'
        '@app.get("/b")\ndef plain():\n    return render_template_string("b", row=2)\n'
    )

    found = grades(translated(project(tmp_path, app=app)))

    assert {name for name, grade in found.items() if grade is Grade.REFUSED} == refused


@pytest.mark.parametrize("where", ["zz_base", "aa_base"])
def test_a_base_class_is_known_to_all_methods_wherever_its_module_stands(tmp_path, where):
    base = "class Base:\n    def __init__(self, db, name):\n        self.rows = db[name]\n\n    def one(self, key):\n        return self.rows.find_one({'_id': key})\n"
    sold = f"from {where} import Base\n\n\nclass Sold(Base):\n    def __init__(self, db):\n        super().__init__(db, 'sold')\n\n    def all(self):\n        return list(self.rows.find())\n\n    def title(self, key):\n        return self.one(key)['title']\n"
    app = (
        HEAD.replace("app = ", "from sold import Sold\n\napp = ")
        + "sold = Sold(db)\n\n\n@app.get('/')\ndef index():\n    return {'rows': sold.all()}\n\n\n@app.get('/<key>')\ndef one(key):\n    return sold.title(key)\n"
    )
    project(tmp_path, {where: base, "sold": sold}, app=app)

    found = translated(tmp_path)

    assert grades(found) == {"index": Grade.ASYNC, "one": Grade.ASYNC}
    assert "(await self.one(key))['title']" in text(found, "sold.py")


@pytest.mark.parametrize(
    ("version", "made", "saved"),
    [
        ("2.3.0", "PyMongo(app, connect=connect, extended_json=False)", Grade.REFUSED),
        ("3.0.1", "PyMongo(app, connect=connect)", Grade.ASYNC),
    ],
)
def test_an_older_flask_pymongo_leaves_the_json_alone_and_keeps_files_otherwise(
    tmp_path, version, made, saved
):
    app = (
        "from flask import Flask, request\nfrom flask_pymongo import PyMongo\n\napp = Flask(__name__)\nmongo = PyMongo(app)\n\n\n"
        "@app.get('/')\ndef index():\n    return {'n': mongo.db.a.count_documents({})}\n\n\n"
        "@app.post('/')\ndef save():\n    return str(mongo.save_file('a', request.files['a']))\n"
    )
    project(tmp_path, app=app)

    found = translated(tmp_path, extensions=(Extension("Flask-PyMongo", version),))

    assert made in text(found, "app.py")
    assert grades(found) == {"index": Grade.ASYNC, "save": saved}


def stars(module, library, *names):
    return [NameFact(module, name, library, kind="star") for name in names]


def test_names_of_libraries_that_come_by_stars_are_known_at_run_time(tmp_path):
    app = (
        "from common import *\nfrom string import *\nfrom pymongo import *\n\n"
        'app = Flask(__name__)\ndb = MongoClient("mongodb://localhost").shop\n\n\n'
        '@app.get("/a")\ndef a():\n    return jsonify(digits, db.a.count_documents({}))\n'
    )
    common = "from flask import *\n\n\ndef name():\n    return request.path\n"
    project(tmp_path, app=app, common=common)
    facts = (
        *stars("app", "flask", "Flask", "jsonify"),
        *stars("app", "string", "digits"),
        *stars("app", "pymongo", "MongoClient"),
        *stars("common", "flask", "request"),
    )

    found = translated(tmp_path, names=facts)

    assert grades(found) == {"a": Grade.ASYNC}
    assert (
        text(found, "app.py")
        .lstrip()
        .startswith(
            "from new.common import *\nfrom new.compat.application import Application\n"
            "from new.compat.responses import jsonify\nfrom string import *\n"
            "from pymongo import *\nfrom new.database import connect\n"
        )
    )
    assert 'db = connect("mongodb://localhost").shop' in text(found, "app.py")
    assert "from new.compat.context import request\n" in text(found, "common.py")
    assert "import *" not in text(found, "common.py")


def test_names_of_stars_that_no_running_app_told_of_are_refused(tmp_path):
    app = HEAD + 'from string import *\n\n\n@app.get("/a")\ndef a():\n    return made(db)\n'
    project(tmp_path, app=app)

    assert grades(translated(tmp_path)) == {"a": Grade.REFUSED}


def test_a_module_that_is_imported_by_a_written_name_is_known(tmp_path):
    app = HEAD + 'from importlib import import_module\n\nlager = import_module("loja.lager")\n\n\n'
    app += '@app.get("/a")\ndef a():\n    return str(lager.total(db))\n'
    lager = "def total(database):\n    return database.a.count_documents({})\n"
    project(tmp_path, {"loja/__init__": "", "loja/lager": lager}, app=app)
    modules = tuple(
        Module(name, file) for name, file in (("app", "app.py"), ("loja.lager", "loja/lager.py"))
    )

    found = translated(tmp_path, modules=modules)

    assert grades(found) == {"a": Grade.ASYNC}
    assert 'import_module("new.loja.lager")' in text(found, "app.py")
    assert "await lager.total(db)" in text(found, "app.py")


def test_what_stays_of_a_refused_view_has_its_computed_rule(tmp_path):
    app = "from pymongo.collection import Collection\n" + HEAD + 'BASE = "/api"\n\n\n'
    app += '@app.get("/b")\ndef b():\n    return str(db.a.count_documents({}))\n\n\n'
    app += '@app.post(BASE + "/a")\ndef a():\n    return str(type(db.a) is Collection)\n'
    project(tmp_path, app=app)

    assert 'app.stays_on_flask(BASE + "/a", endpoint="a"' in text(translated(tmp_path), "app.py")


def test_a_folder_that_is_called_as_the_module_keeps_its_name(tmp_path):
    app = HEAD.replace("import Flask,", "import Blueprint, Flask,")
    app += 'bp = Blueprint("bp", "bp", __name__)\nother = Blueprint("other", __name__)\n'
    app += '\n\n@bp.get("/a")\ndef a():\n    return "a"\n\n\napp.register_blueprint(bp)\n'
    project(tmp_path, app=app)

    written = text(translated(tmp_path), "app.py")

    assert 'bp = Blueprint("bp", "bp", "app")' in written
    assert 'other = Blueprint("other", __name__)' in written
