"""A small shop, its ordinary day, and mistakes in its translation that such a day does not show."""

from tests.journey.faults import Fault

APP = """\
import os

from flask import Flask, abort, jsonify, make_response, redirect, request
from pymongo import MongoClient

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY", "corner")
db = MongoClient(os.environ["MONGO_URI"]).get_database()


@app.get("/items")
def items():
    page = max(request.args.get("page", 1, type=int), 1)
    found = db.items.find({}, {"_id": 0}).sort("sku").skip((page - 1) * 2).limit(2)
    return jsonify(list(found))


@app.get("/items/<sku>")
def item(sku):
    found = db.items.find_one({"sku": sku.lower()}, {"_id": 0})
    if found is None:
        abort(404)
    return jsonify(found)


@app.delete("/items/<sku>")
def remove(sku):
    gone = db.items.delete_one({"sku": sku}).deleted_count
    return jsonify(gone=gone), 200 if gone else 404


@app.get("/search")
def search():
    words = request.args.get("q", "").strip()
    if not words:
        return jsonify(error="say what"), 400
    return jsonify(count=db.items.count_documents({"name": words}))


@app.get("/tagged")
def tagged():
    tags = request.args.getlist("tag")
    return jsonify(count=db.items.count_documents({"tag": {"$in": tags}}))


@app.post("/items")
def create():
    data = request.get_json()
    name = data.get("name")
    if not name:
        return jsonify(error="name"), 400
    db.items.insert_one({"sku": str(name).lower(), "name": name, "price": data.get("price", 0)})
    return jsonify(made=name), 201


@app.post("/price/<int:cents>")
def price(cents):
    if cents > 0:
        db.items.update_many({"tag": "tea"}, {"$set": {"price": cents}})
    return jsonify(cents=cents)


@app.post("/note")
def note():
    text = request.form.get("text", "nothing")
    db.notes.insert_one({"text": text, "length": len(text)})
    return redirect("/items")


@app.route("/basket", methods=["GET", "POST"])
def basket():
    if request.method == "POST":
        answer = make_response("", 204)
        answer.set_cookie("basket", request.form["item"], httponly=True)
        return answer
    return jsonify(basket=request.cookies.get("basket", "empty"))


@app.get("/greeting")
def greeting():
    word = request.accept_languages.best_match(["pt", "en"], "pt")
    return jsonify(word={"pt": "ola", "en": "hello"}[word])


@app.put("/stock")
def stock():
    data = request.get_json(silent=True) or {}
    db.stock.update_one({"sku": "tea"}, {"$set": {"count": data.get("count", 1)}}, upsert=True)
    return jsonify(count=data.get("count", 1))


@app.get("/discount")
def discount():
    percent = request.args.get("percent", 10, type=int)
    if not 0 <= percent <= 40:
        return jsonify(error="0 to 40"), 422
    return jsonify(percent=percent)
"""

DAY = """\
import sys

import httpx

with httpx.Client(base_url=sys.argv[1], headers={"Host": "corner.example"}, timeout=60) as client:
    client.get("/items", params={"page": 1})
    client.get("/items/tea")
    client.get("/search", params={"q": "Tea"})
    client.get("/tagged", params={"tag": "tea"})
    client.post("/items", json={"name": "Cup", "price": 3})
    client.delete("/items/cup")
    client.post("/price/250")
    client.post("/note", data={"text": "buy tea"})
    client.post("/basket", data={"item": "tea"})
    client.get("/basket")
    client.get("/greeting")
    client.put("/stock", json={"count": 5})
    client.get("/discount", params={"percent": 20})
"""

SEED = """\
import os

from pymongo import MongoClient

names = ("Tea", "Mug", "Pot", "Jar", "Lid")
MongoClient(os.environ["MONGO_URI"]).get_database().items.insert_many(
    {"_id": n, "sku": name.lower(), "name": name, "tag": name.lower(), "price": n}
    for n, name in enumerate(names)
)
"""

SETTINGS = '[tool.migrator]\napp = "corner:app"\nseed = "python seed.py"\n'

_FILE = "corner.py"
UNSHOWN = (
    Fault(
        "pages before the first",
        _FILE,
        'max(request.args.get("page", 1, type=int), 1)',
        'request.args.get("page", 1, type=int) or 1',
        "items",
        "status",
    ),
    Fault("letters of other cases", _FILE, '{"sku": sku.lower()}', '{"sku": sku}', "item", ""),
    Fault("what is not there", _FILE, "200 if gone else 404", "200", "remove", "status"),
    Fault(
        "only spaces",
        _FILE,
        'request.args.get("q", "").strip()',
        'request.args.get("q", "")',
        "search",
        "",
    ),
    Fault(
        "repeated keys",
        _FILE,
        'tags = request.args.getlist("tag")',
        'tags = [request.args["tag"]] if "tag" in request.args else []',
        "tagged",
        "",
    ),
    Fault(
        "a missing member", _FILE, 'data.get("price", 0)', 'data.get("price")', "create", "database"
    ),
    Fault("zero", _FILE, "if cents > 0:", "if cents >= 0:", "price", "database"),
    Fault(
        "letters beyond ASCII",
        _FILE,
        '"length": len(text)',
        '"length": len(text.encode())',
        "note",
        "database",
    ),
    Fault(
        "an empty cookie that became none",
        _FILE,
        'request.cookies.get("basket", "empty")',
        'request.cookies.get("basket") or "empty"',
        "basket",
        "body",
    ),
    Fault("another language", _FILE, '["pt", "en"], "pt")', '["pt"], "pt")', "greeting", "body"),
    Fault(
        "a wrong content type",
        _FILE,
        "request.get_json(silent=True)",
        "request.get_json(force=True, silent=True)",
        "stock",
        "",
    ),
    Fault("one too many", _FILE, "0 <= percent <= 40", "0 <= percent < 40", "discount", "status"),
)
