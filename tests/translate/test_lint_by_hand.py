"""``lint`` on FastAPI code that people wrote: each planted mistake is found, nothing else."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from migrator.cli.app import app
from migrator.translate.findings import RULES
from migrator.translate.lint import lint_tree

ROOT = Path(__file__).parents[2]
SHOP = Path(__file__).parent / "handwritten" / "shop"
CLEAN = {path.name: path.read_text() for path in SHOP.glob("*.py")}
ASYNC = {
    "from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase": (
        "from pymongo import AsyncMongoClient\n"
        "from pymongo.asynchronous.database import AsyncDatabase"
    ),
    "from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase": (
        "from pymongo.asynchronous.collection import AsyncCollection\n"
        "from pymongo.asynchronous.database import AsyncDatabase"
    ),
    "from motor.motor_asyncio import AsyncIOMotorDatabase": (
        "from pymongo.asynchronous.database import AsyncDatabase"
    ),
    "AsyncIOMotorClient": "AsyncMongoClient",
    "AsyncIOMotorDatabase": "AsyncDatabase",
    "AsyncIOMotorCollection": "AsyncCollection",
    "async with await self.database.client.start": "async with self.database.client.start",
    "async with session.start": "async with await session.start",
    "cursor = self.products.aggregate": "cursor = await self.products.aggregate",
    "def close(self)": "async def close(self)",
    "self.client.close()": "await self.client.close()",
    "    mongo.close()": "    await mongo.close()",
}

PLANTS = [
    ("repository.py", 'return await self.products.find_one({"sku": sku})', 'return self.products.find_one({"sku": sku})', "lost-await"),
    ("repository.py", 'return await self.products.find_one({"sku": sku})', 'return self.products.find_one({"sku": sku})["x"]', "lost-await"),
    ("repository.py", "return await self.products.find()", "return self.products.find()", "lost-await"),
    ("repository.py", 'return await self.products.find().sort("sku", 1).to_list(length=None)', "return list(self.products.find())", "sync-iteration"),
    ("repository.py", 'return await self.products.find().sort("sku", 1).to_list(length=None)', "return [p for p in self.products.find()]", "sync-iteration"),
    ("repository.py", 'return await self.products.find().sort("sku", 1).to_list(length=None)', "return sorted(self.products.find(), key=str)", "sync-iteration"),
    ("repository.py", 'return await self.products.find().sort("sku", 1).to_list(length=None)', "return [*self.products.find()]", "sync-iteration"),
    ("repository.py", 'return await self.products.find().sort("sku", 1).to_list(length=None)', "return len(self.products.find())", "sync-iteration"),
    ("repository.py", "async for product in self.products", "for product in self.products", "sync-iteration"),
    ("repository.py", "for group in cursor}", "for group in zip(cursor)}", "sync-iteration"),
    ("repository.py", "products, orders = await asyncio", "products, orders = asyncio", "lost-await"),
    ("repository.py", 'asked = [self.products.find_one({"tag": tag}) for tag in tags]\n        return await asyncio.gather(*asked)', 'asked = [self.products.find_one({"tag": tag}) for tag in tags]\n        return asked', "lost-await"),
    ("repository.py", "async with await self.database", "async with self.database", "lost-await"),
    ("repository.py", "done = await self.products", "done = self.products", "lost-await"),
    ("database.py", "        await self.client.admin", "        self.client.admin", "lost-await"),
    ("database.py", "    await mongo.connect()", "    mongo.connect()", "lost-await"),
    ("database.py", "    await app.state.db.products", "    app.state.db.products", "lost-await"),
    ("tasks.py", "    await asyncio.sleep(0.1)", "    asyncio.sleep(0.1)", "lost-await"),
    ("tasks.py", "    await asyncio.sleep(0.1)", "    time.sleep(0.2)", "blocking-call"),
    ("tasks.py", "return await run_in_threadpool(digest, text)", "return hashlib.pbkdf2_hmac('sha256', b'', b'', 9)", "blocking-call"),
    ("tasks.py", "return await run_in_threadpool(digest, text)", "return run_in_threadpool(digest, text)", "lost-await"),
    ("tasks.py", "    await asyncio.wait_for(", "    asyncio.wait_for(", "lost-await"),
    ("tasks.py", "task = asyncio.create_task(wait_a_little())", "task = wait_a_little", ""),
    ("tasks.py", "    await task", "    wait_a_little()", "lost-await"),
    ("tasks.py", "async def safe_digest(text: str) -> str:", "async def safe_digest(text: str) -> str:\n    import requests\n    requests.get(text)", "blocking-call"),
    ("tasks.py", "async def safe_digest(text: str) -> str:", "async def safe_digest(text: str) -> str:\n    client = MongoClient()\n    client.shop.log.insert_one({})", "sync-driver"),
    ("tasks.py", "async def safe_digest(text: str) -> str:", "async def safe_digest(text: str) -> str:\n    for x in MongoClient().shop.log.find(): pass", "sync-driver"),
    ("main.py", 'return [{"sku": product["sku"]} async for product in cursor]', "return cursor", "unread-cursor"),
    ("main.py", 'return [{"sku": product["sku"]} async for product in cursor]', "return JSONResponse(cursor)", "unread-cursor"),
    ("main.py", 'return [{"sku": product["sku"]} async for product in cursor]', 'return {"sku": cursor[0]["sku"]}', "unread-cursor"),
    ("main.py", 'return [{"sku": product["sku"]} async for product in cursor]', 'return "x" if cursor else "y"', "unread-cursor"),
    ("main.py", 'return [{"sku": product["sku"]} async for product in cursor]', "if not cursor: return []", "unread-cursor"),
    ("main.py", 'return [{"sku": product["sku"]} async for product in cursor]', "database.products.find()", "unread-cursor"),
    ("main.py", "product = await shop.latest()", "product = shop.latest()", "lost-await"),
    ("main.py", "(product := await shop.by_sku(sku)) is None", "(product := shop.by_sku(sku)) is None", "lost-await"),
    ("main.py", "[s async for s in shop.skus()]", "[s for s in shop.skus()]", "sync-iteration"),
    ("main.py", "[s async for s in shop.skus()]", "list(shop.skus())", "sync-iteration"),
    ("main.py", "result = await database", "result = database", "lost-await"),
    ("main.py", "result = await database.products.insert_one", "result = database.products.insert", "unknown-method"),
    ("main.py", "first = await request.app", "first = request.app", "lost-await"),
    ("main.py", '"again": await database', '"again": database', "lost-await"),
    ("main.py", '        async for product in database.products.find():\n            yield f"', '        for product in database.products.find():\n            yield f"', "sync-iteration"),
    ("main.py", "from . import tasks", "from . import tasks\nfrom flask import jsonify", "flask-import"),
    ("main.py", "from . import tasks", "from . import tasks\nimport flask_login", "flask-import"),
    ("main.py", 'session = request.cookies.get("session")', "session = current_user.name", "undefined-name"),
    ("settings.py", "class Settings(BaseSettings):", "class Settings(BaseSettings:", "unreadable-module"),
]  # fmt: skip


def modern(text):
    """The same code over PyMongo's own asynchronous driver."""
    for old, new in ASYNC.items():
        text = text.replace(old, new)
    return text


def shown(findings):
    return [f"{f.file}:{f.line} {f.rule} {f.construct}: {f.why}" for f in findings]


def test_code_that_is_right_has_no_findings():
    assert shown(lint_tree(CLEAN, "shop")) == []
    assert shown(lint_tree({name: modern(text) for name, text in CLEAN.items()}, "shop")) == []


def test_the_generated_app_of_the_repository_has_none():
    tree = ROOT / "generated_app"
    files = {p.relative_to(tree).as_posix(): p.read_text() for p in tree.rglob("*.py")}

    assert len(files) > 20
    assert shown(lint_tree(files, "generated_app")) == []


@pytest.mark.parametrize(("file", "right", "wrong", "rule"), PLANTS)
def test_a_planted_mistake_is_found_in_its_line(file, right, wrong, rule):
    assert CLEAN[file].count(right) == 1
    text = CLEAN[file].replace(right, wrong)
    first = text[: text.index(wrong)].count("\n") + 1
    lines = range(first, first + wrong.count("\n") + 1)

    found = [f for f in lint_tree({**CLEAN, file: text}, "shop") if f.file == f"shop/{file}"]

    assert {f.rule for f in found if f.line in lines} >= ({rule} if rule else set()), shown(found)
    assert {f.line for f in found} <= set(lines), shown(found)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "finding"),
    [
        ("tasks.py", "await run_in_threadpool(digest, text)", "digest(text)", "shop/tasks.py:22 blocking-call hashlib.pbkdf2_hmac(): it blocks every other request, in safe_digest > digest"),
        ("main.py", 'request.cookies.get("session")', "tasks.rebuild()", "shop/tasks.py:15 sync-driver products.find(): the event loop waits for the synchronous driver, called by health"),
    ],
)  # fmt: skip
def test_what_async_code_calls_is_looked_through(file, right, wrong, finding):
    text = CLEAN[file].replace(right, wrong)

    assert finding in shown(lint_tree({**CLEAN, file: text}, "shop"))


def test_every_rule_that_holds_for_any_code_was_planted():
    assert {rule for *_, rule in PLANTS if rule} == RULES.keys() - {"sync-client"}
    assert len(PLANTS) >= 40


def test_the_verb_names_file_line_rule_and_what_to_do(tmp_path):
    (tmp_path / "main.py").write_text(
        "from motor.motor_asyncio import AsyncIOMotorClient\n\n"
        "db = AsyncIOMotorClient().shop\n\n\nasync def index():\n    return db.a.find_one()\n"
    )
    (tmp_path / "old.py").write_bytes(b"x = '\xff'\n")
    runner = CliRunner()

    plain = runner.invoke(app, ["lint", str(tmp_path)])
    data = runner.invoke(app, ["lint", str(tmp_path), "--json"])

    assert (plain.exit_code, data.exit_code) == (1, 1)
    line = f"{tmp_path}/main.py:7: lost-await: db.a.find_one(): it has to be awaited; write await"
    assert line in plain.stdout
    found = json.loads(data.stdout)
    assert [(f["rule"], f["line"]) for f in found["findings"]] == [
        ("lost-await", 7),
        ("unreadable-module", 1),
    ]
    assert all(f["todo"] for f in found["findings"])
    assert runner.invoke(app, ["lint", str(SHOP)]).exit_code == 0


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_a_tree_without_python_is_a_wrong_usage(name, tmp_path):
    (tmp_path / "empty").mkdir()

    done = CliRunner().invoke(app, ["lint", str(tmp_path / name)])

    assert done.exit_code != 0
    assert "there is no" in str(done.exception)
