"""A small shop as a team would write it: factory, blueprint, DAO, templates."""

from pathlib import Path

FILES = {
    "app.py": '''"""The shop."""
from flask import Flask

from extensions import init_db


def create_app(name="shop"):
    app = Flask(__name__)
    app.config.from_object("config.Config")
    init_db(app)

    from blueprints.products import bp

    app.register_blueprint(bp, url_prefix="/products")
    return app
''',
    "config.py": """class Config:
    MONGO_URI = "mongodb://127.0.0.1:9/shop"
    CREATE_INDEXES = False
""",
    "extensions.py": """from pymongo import MongoClient

db = None


def init_db(app):
    global db
    db = MongoClient(app.config["MONGO_URI"]).get_default_database()
    if app.config["CREATE_INDEXES"]:
        db.products.create_index("sku")
""",
    "dao.py": """import extensions


class Products:
    def all(self):
        return list(extensions.db.products.find())

    def by_sku(self, sku):
        return extensions.db.products.find_one({"sku": sku})
""",
    "blueprints/__init__.py": "",
    "blueprints/products.py": """from flask import Blueprint, jsonify, render_template

from dao import Products

bp = Blueprint("products", __name__)


@bp.route("/")
def index():
    # newest first
    return render_template("index.html", products=Products().all())


@bp.route("/<sku>", methods=["GET", "DELETE"])
def show(sku):
    return jsonify(Products().by_sku(sku)["name"])


@bp.route("/dynamic/<name>")
def dynamic(name):
    return str(getattr(Products(), name)())
""",
    "templates/index.html": "{% for p in products %}{{ p.name }}{% endfor %}",
    "static/site.css": "body {}",
    "requirements.txt": "Flask>=3\npymongo\nrequests==2.32.0\n# a comment\n",
    "unused_script.py": 'print "python 2"\n',
}


def write(root: Path, **changed: str) -> Path:
    for name, text in {**FILES, **changed}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root
