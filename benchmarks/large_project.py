"""A Flask project of 1,000 rules in 50,000 lines, written as teams write them, in three layers.

python benchmarks/large_project.py FOLDER [BLUEPRINTS]
"""

import sys
from pathlib import Path

RULES = 20
APP = "shop:create_app()"
SECURITY = """\
from functools import wraps

import requests
from flask import abort, session

from shop.extensions import db


def needs_user(fn):
    @wraps(fn)
    def inner(*args, **kwargs):
        if db.users.find_one({"_id": session.get("uid")}) is None:
            abort(401)
        return fn(*args, **kwargs)

    return inner


def notify(message):
    return requests.post("http://127.0.0.1:9/x", json={"m": message}, timeout=1)
"""
DAO_HEAD = """\
from shop.extensions import db


class Dao{b}:
    def __init__(self):
        self.collection = db["things{b}"]
"""
DAO = '''
    def find_{r}(self, query, page=1):
        """Things of kind {r}."""
        filters = {{"kind": {r}}}
        if query:
            filters["name"] = {{"$regex": query}}
        cursor = self.collection.find(filters).sort("name", 1).skip((page - 1) * 20).limit(20)
        return [self.clean_{r}(item) for item in cursor]

    def clean_{r}(self, item):
        result = dict(item)
        result["id"] = str(result.pop("_id"))
        return result

    def save_{r}(self, item):
        found = self.collection.find_one({{"name": item["name"]}})
        if found:
            self.collection.update_one({{"_id": found["_id"]}}, {{"$set": item}})
            return found["_id"]
        return self.collection.insert_one(item).inserted_id
'''
SERVICE_HEAD = """\
from shop.dao.d{b} import Dao{b}
from shop.security import notify

dao = Dao{b}()
"""
SERVICE = """

def search_{r}(query, page):
    items = dao.find_{r}(query, page)
    total = sum(item.get("price") or 0 for item in items)
    return {{"items": items, "total": total}}


def create_{r}(data):
    name = data.get("name", "").strip()
    if not name:
        raise ValueError("name")
    price = float(data.get("price", 0))
    identity = dao.save_{r}({{"name": name, "price": price}})
    if price > 100:
        notify(f"{{name}} costs {{price}}")
    return str(identity)
"""
VIEW_HEAD = """\
from flask import Blueprint, abort, jsonify, request, session

from shop.security import needs_user
from shop.services import s{b} as service

bp = Blueprint("b{b}", __name__)
"""
VIEW = """

@bp.route("/r{r}/<int:number>", methods=["GET", "POST"])
{guard}def view_{r}(number):
    if request.method == "POST":
        try:
            session["last"] = service.create_{r}(request.form)
        except ValueError as error:
            abort(400, str(error))
        return jsonify(id=session["last"])
    result = service.search_{r}(request.args.get("q", ""), request.args.get("page", 1, type=int))
    if not result["items"]:
        abort(404)
    return jsonify(result=result, number=number)
"""


def write_project(root: Path, blueprints: int = 50) -> int:
    """Write the project below ``root``; the number of its lines."""
    lines = [f"    from shop.views.v{b} import bp as bp{b}" for b in range(blueprints)]
    lines += [f'    app.register_blueprint(bp{b}, url_prefix="/b{b}")' for b in range(blueprints)]
    files = {
        "shop/__init__.py": "from flask import Flask\n\n\ndef create_app():\n"
        "    app = Flask(__name__)\n" + "\n".join(lines) + "\n    return app\n",
        "shop/extensions.py": "import os\n\nfrom pymongo import MongoClient\n\n"
        'URI = os.environ.get("MONGO_URI", "mongodb://127.0.0.1:9/app")\n'
        'db = MongoClient(URI, connect=False)["app"]\n',
        "shop/security.py": SECURITY,
        **dict.fromkeys([f"shop/{name}/__init__.py" for name in ("views", "services", "dao")], ""),
    }
    for b in range(blueprints):
        parts = {"dao/d": (DAO_HEAD, DAO), "services/s": (SERVICE_HEAD, SERVICE)}
        for name, (head, part) in {**parts, "views/v": (VIEW_HEAD, VIEW)}.items():
            bodies = (
                part.format(b=b, r=r, guard="@needs_user\n" if r % 2 else "") for r in range(RULES)
            )
            files[f"shop/{name}{b}.py"] = head.format(b=b) + "".join(bodies)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return sum(text.count("\n") for text in files.values())


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    print(write_project(Path(sys.argv[1]), count), "lines,", count * RULES, "rules")
