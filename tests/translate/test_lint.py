"""The checker finds each lost await, each sync loop, each left-over of Flask."""

import pytest

from migrator.translate.lint import lint, lint_tree

APP = """
import asyncstdlib as a

from new.compat.application import Application
from new.compat.context import request
from new.compat.login import load_current_user
from new.compat.startup import at_startup
from new.compat.templates import render_template
from new.compat.threads import in_thread
from new.database import connect

app = Application(__name__)
db = connect().shop


class Shop:
    @property
    async def open(self):
        return (await db.shops.find_one())["open"]

    async def names(self):
        async for shop in db.shops.find():
            yield shop["name"]


async def prepare(database):
    await database.shops.create_index("name")


at_startup(lambda: prepare(db))


async def blocked(sku):
    return await db.blocked.find_one({"sku": sku}) is not None


@app.get("/")
async def index():
    user = (await load_current_user()).name
    skus = [sku async for sku in db.skus.find()]
    all_names = [name async for name in Shop().names()]
    if not await Shop().open or await a.any(await blocked(s) for s in skus):
        return "closed"
    async with await connect().start_session() as session:
        await db.visits.insert_one({"user": user}, session=session)
    return await render_template("index.html", skus=skus, names=all_names)
"""


def findings(text, driver="motor"):
    return [f"{f.qualname}: {f.construct}: {f.why}" for f in lint({"app.py": text}, "new", driver)]


def test_right_code_has_no_findings():
    assert findings(APP) == []


@pytest.mark.parametrize(
    ("right", "wrong", "finding"),
    [
        ("(await load_current_user())", "load_current_user()", "index: load_current_user(): it has to be awaited"),
        ("not await Shop().open", "not Shop().open", "index: Shop().open: an async property has to be awaited"),
        ("sku async for sku", "sku for sku", "index: db.skus.find(): it is iterated synchronously"),
        ("name async for name", "name for name", "index: Shop().names(): it is iterated synchronously"),
        ("await a.any(", "a.any(", "index: a.any(): it has to be awaited"),
        ("await a.any(", "any(", "index: any(): it iterates synchronously"),
        ("any(await blocked", "any(blocked", "index.<locals>.<genexpr>: blocked(): it has to be awaited"),
        ("await connect().start", "connect().start", "index: connect().start_session(): it has to be awaited"),
        ("        await db.visits", "        db.visits", "index: db.visits.insert_one(): it has to be awaited"),
        ("return await render", "return render", "index: render_template(): it has to be awaited"),
        ("    await database", "    database", "prepare: database.shops.create_index(): it has to be awaited"),
        ("return await db.blocked", "return db.blocked", "blocked: db.blocked.find_one(): it has to be awaited"),
        ("async for shop in", "for shop in", "Shop.names: db.shops.find(): it is iterated synchronously"),
        ("[sku async for sku in db.skus.find()]", "list(db.skus.find())", "index: list(): it iterates synchronously"),
        ("import asyncstdlib as a", "import asyncstdlib as a\nfrom flask import g", "<module>: flask.g: a Flask import is left"),
        ("import asyncstdlib as a", "import asyncstdlib as a\nfrom pymongo import MongoClient", "<module>: pymongo.MongoClient: the synchronous client is left"),
        ("    user = (", "    import time\n    time.sleep(1)\n    user = (", "index: time.sleep(): it blocks every other request"),
    ],
    ids=lambda value: value if ":" in value or "<" in value else None,
)  # fmt: skip
def test_a_fault_is_found_where_it_is(right, wrong, finding):
    assert APP.count(right) == 1

    found = findings(APP.replace(right, wrong))

    assert any(line.startswith(finding) for line in found), found


def test_a_file_of_gridfs_is_read_in_a_thread_and_not_in_a_coroutine():
    head = "from gridfs import GridFS\nfrom pymongo import MongoClient\n\nfs = GridFS(MongoClient().shop)\n\n\n"
    read = "def read(name):\n    return fs.get(name).read()\n"

    found = lint_tree({"app.py": f"{head}async {read}"}, "")

    assert [(f.rule, f.construct) for f in found if f.qualname == "read"] == [
        ("blocking-call", "fs.get()"),
        ("blocking-call", "fs.get(name).read()"),
    ]
    assert lint_tree({"app.py": f"{head}{read}"}, "") == []


def test_the_drivers_differ_in_what_they_await():
    text = APP + "\n\nasync def groups():\n    return [g async for g in db.shops.aggregate([])]\n"

    assert findings(text, "motor") == []
    assert "groups: db.shops.aggregate(): it has to be awaited" in findings(text, "pymongo-async")


def test_a_module_that_does_not_parse_is_a_finding():
    assert findings("def (:\n")[0].startswith("<module>: module: the file is not valid Python 3")


def test_properties_that_ask_the_server_are_awaited_with_pymongos_own_driver():
    text = (
        "from new.database import connect\n\nclient = connect()\n\n\n"
        "async def index():\n    return str(client.address), await client.primary\n"
    )

    assert findings(text, "pymongo-async") == [
        "index: client.address: an async property has to be awaited"
    ]
    assert findings(text) == []
