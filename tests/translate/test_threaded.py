"""Which bodies stay synchronous, what goes along with them, and what no thread can save."""

import pytest

from migrator.model.translation import Grade
from migrator.translate.lint import lint
from migrator.translate.why import why_async
from tests.translate.cases import spec_of
from tests.translate.test_translate import HEAD, grades, project, text, translated

VIEW = """\
@app.get("/a")
def a():
    return str(sorted([1], key=lambda n: db.a.find_one({"n": n})["m"]))


"""
FREE = '@app.get("/b")\ndef b():\n    return str(db.a.count_documents({}))\n'


def scaffolded(root, app):
    return translated(project(root, app=HEAD + app))


def test_a_reason_of_a_threaded_route_says_where_and_what_to_do(tmp_path):
    found = scaffolded(tmp_path, VIEW + FREE)

    assert grades(found) == {"a": Grade.THREADED, "b": Grade.ASYNC}
    (reason,) = found.routes[0].reasons
    assert (reason.file, reason.construct) == ("app.py", "collection.find_one()")
    assert reason.todo == "write it as a function with def"
    assert found.asks_sync
    assert not found.asks_early


def test_why_tells_of_a_body_in_a_thread(tmp_path):
    root = project(tmp_path, app=HEAD + VIEW)

    (line,) = why_async(spec_of(root), root, "motor", "app:a")

    assert line.startswith("app:a keeps its body, in a worker thread: app.py:")
    assert line.endswith("a lambda cannot await")


OF_ONE_THREAD = {
    "a thread-local": "import threading\n\nmine = threading.local()\n\n\n",
    "a context variable": "from contextvars import ContextVar\n\nmine = ContextVar('mine')\n\n\n",
    "the name of a thread": "import threading\n\n\ndef me():\n    return threading.get_ident()\n\n\n",
}


@pytest.mark.parametrize("more", OF_ONE_THREAD.values(), ids=OF_ONE_THREAD)
def test_a_project_that_keeps_things_by_thread_has_no_bodies_in_threads(tmp_path, more):
    found = scaffolded(tmp_path, more + VIEW)

    assert grades(found) == {"a": Grade.REFUSED}


REFUSED = {
    "a decorator that may need Flask": (
        "from limits import limited\n\n\n"
        '@app.get("/a")\n@limited\ndef a():\n    return str(db.a.count_documents({}))\n'
    ),
    "a cursor for a template": (
        '@app.get("/a")\ndef a():\n    rows = db.a.find()\n    for n, row in enumerate(rows):\n'
        '        if n:\n            break\n    return render_template("a.html", rows=rows)\n'
    ),
    "a cursor that the request keeps": (
        '@app.get("/a")\ndef a():\n    g.rows = db.a.find()\n'
        "    for n, row in enumerate(g.rows):\n        break\n    return str(list(g.rows))\n"
    ),
    "a client of its own": (
        '@app.get("/a")\ndef a():\n    other = MongoClient("mongodb://other")\n'
        '    return str(sorted([1], key=lambda n: other.x.y.find_one({"n": n})["m"]))\n'
    ),
    "a collection given to a library": (
        "import stocks\n\n\n"
        '@app.get("/a")\ndef a():\n    stocks.fill(db.a)\n'
        '    return str(sorted([1], key=lambda n: db.a.find_one({"n": n})["m"]))\n'
    ),
    "the loop asked under a lock": (
        "import threading\n\nlock = threading.Lock()\n\n\n"
        "def stock(n):\n    return db.a.find_one({'n': n})\n\n\n" + FREE.replace(
            "str(db.a.count_documents({}))", "str(stock(1))"
        )
        + '\n\n@app.get("/a")\ndef a():\n    with lock:\n        return str(stock(2))\n'
    ),
}  # fmt: skip


@pytest.mark.parametrize("app", REFUSED.values(), ids=REFUSED)
def test_what_no_thread_can_save_is_refused(tmp_path, app):
    found = scaffolded(tmp_path, "from flask import g, render_template\n" + app)

    assert grades(found)["a"] is Grade.REFUSED
    assert grades(found).get("b", Grade.ASYNC) is Grade.ASYNC


def test_a_body_that_a_template_may_call_is_not_kept_for_a_thread(tmp_path):
    app = (
        "from flask import render_template\n\n\nclass Row:\n    def worst(self):\n"
        '        return min([1], key=lambda n: db.a.find_one({"n": n})["m"])\n\n\n'
        '@app.get("/a")\ndef a():\n    return render_template("a.html", row=Row())\n\n\n'
        '@app.get("/b")\ndef b():\n    return str(Row().worst())\n'
    )

    found = scaffolded(tmp_path, app)

    assert grades(found)["b"] is Grade.REFUSED
    assert "sync(" not in text(found, "app.py")


def test_a_name_that_the_module_has_already_gets_another(tmp_path):
    found = scaffolded(tmp_path, "def sync(x):\n    return x\n\n\n" + VIEW)

    assert "import sync as sync_here\n" in text(found, "app.py")
    assert "sync_here(db.a).find_one(" in text(found, "app.py")


def test_a_lock_takes_all_who_use_it_along(tmp_path):
    app = (
        "import threading\n\nlock = threading.Lock()\nseen = []\n\n\n"
        '@app.get("/a")\ndef a():\n    with lock:\n        return str(db.a.count_documents({}))\n\n\n'
        '@app.get("/b")\ndef b():\n    with lock:\n        seen.append(1)\n    return "b"\n'
    )

    found = scaffolded(tmp_path, app)

    assert grades(found) == {"a": Grade.THREADED, "b": Grade.THREADED}
    assert text(found, "app.py").count("@threaded\n") == 2


MODULE = """\
from new.compat.threads import {names}
from new.database import connect, sync

db = connect().shop


{more}def stock(n):
    return sync(db.stock).find_one({{"n": n}})


{calls}
"""
ASKED = "async def ask(n):\n    return {}\n"


@pytest.mark.parametrize(
    ("more", "calls", "rules"),
    [
        pytest.param("", ASKED.format("await in_thread(stock, n)"), [], id="in a thread"),
        pytest.param("", ASKED.format("stock(n)"), ["sync-driver"], id="on the loop"),
        pytest.param("@threaded\n", ASKED.format("await stock(n)"), [], id="threaded, awaited"),
        pytest.param("@threaded\n", ASKED.format("stock(n)"), ["lost-await"], id="not awaited"),
        pytest.param(
            "@threaded\n",
            "@threaded\ndef both(n):\n    return awaited(stock(n)), db.stock.find_one(n)\n",
            ["lost-await"],
            id="the other driver in a thread",
        ),
    ],
)
def test_lint_knows_which_code_the_event_loop_waits_for(more, calls, rules):
    text = MODULE.format(names="awaited, in_thread, threaded", more=more, calls=calls)

    found = lint({"app.py": text}, "new", "motor")

    assert [finding.rule for finding in found] == rules
