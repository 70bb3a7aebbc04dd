"""Flask-PyMongo: documents as JSON, ids in rules, files in GridFS; on both async drivers."""

import datetime as dt
import decimal
import re
import uuid

from bson import Binary, Decimal128, ObjectId, Timestamp
from names import (
    Application,
    json,
    jsonify,
    make_mongo,
    mongo_uri,
    render_template_string,
    request,
    session,
    url_for,
)

WHEN = dt.datetime(2024, 1, 2, 3, 4, 5, 678000, tzinfo=dt.UTC)
VALUES = {
    "plain": {"b": 1, "a": {"z": [1, 2.5, None, True], "é": "ü\u2028<"}},
    "id": {"_id": ObjectId("65a000000000000000000001")},
    "dates": [WHEN, WHEN.replace(tzinfo=None)],
    "bson": [b"\x00\xff", Binary(b"x", 5), Decimal128("1.10"), Timestamp(1, 2), 2**40],
    "regex": re.compile("a.*b", re.IGNORECASE),
    "set": {"only"},
    "date": dt.date(2024, 1, 2),
    "uuid": uuid.UUID(int=5),
    "decimal": decimal.Decimal("1.10"),
    "nan": [float("nan"), float("inf")],
    "tuple": (1, (2, 3)),
    "object": object(),
}


def build(driver):
    app = Application(f"documents_{driver}", static_folder=None)
    app.config.update(SECRET_KEY="a-secret-for-tests", MONGO_URI=mongo_uri(driver))
    mongo = make_mongo(driver)
    mongo.init_app(app)
    add_json(app)
    add_documents(app, mongo)
    add_files(app, mongo)
    return app


def add_json(app):
    @app.get("/values/<name>")
    async def values(name):
        return jsonify(VALUES[name])

    @app.get("/returned/<name>")
    async def returned(name):
        return VALUES[name]

    @app.get("/keywords")
    async def keywords():
        return jsonify(b=2, a=ObjectId("65a000000000000000000001"))

    @app.get("/text")
    async def text():
        return json.dumps({"b": WHEN, "a": 1}, indent=4, sort_keys=True)

    @app.post("/read")
    async def read():
        value = request.get_json()
        return {"repr": repr(value), "again": value}

    @app.get("/tojson")
    async def tojson():
        return await render_template_string("{{ v|tojson }}", v={"id": ObjectId("0" * 24)})

    @app.get("/session/<name>")
    async def keep(name):
        session["kept"] = VALUES[name]
        return "kept"

    @app.get("/session")
    async def kept():
        return repr(session.get("kept"))


def add_documents(app, mongo):
    @app.get("/attributes")
    async def attributes():
        return [mongo.db.name == mongo.cx[mongo.db.name].name, mongo.cx is not None]

    @app.get("/doc/<ObjectId:key>")
    async def by_id(key):
        return await mongo.db.things.find_one_or_404({"_id": key})

    @app.get("/url/<ObjectId:key>")
    async def url(key):
        return url_for("by_id", key=key)

    @app.get("/named/<name>")
    async def named(name):
        return await mongo.db["things"].find_one_or_404({"name": name}, {"_id": 0})

    @app.get("/all")
    async def all_things():
        return jsonify(await mongo.db.things.find().sort("_id").to_list(None))

    @app.post("/add")
    async def add():
        result = await mongo.db.things.insert_one(request.get_json())
        return {"id": result.inserted_id}, 201


def add_files(app, mongo):
    @app.get("/file/<path:name>")
    async def send(name):
        options = {key: int(value) for key, value in request.args.items() if key != "base"}
        return await mongo.send_file(name, base=request.args.get("base", "fs"), **options)

    @app.get("/elsewhere/<name>")
    async def elsewhere(name):
        return await mongo.send_file(name, db=f"{mongo.db.name}_other")

    @app.post("/file/<path:name>")
    async def save(name):
        extra = {"owner": request.form["owner"]} if "owner" in request.form else {}
        key = await mongo.save_file(
            name,
            request.files["file"],
            base=request.args.get("base", "fs"),
            content_type=request.form.get("type"),
            **extra,
        )
        return {"is_id": isinstance(key, ObjectId)}

    @app.post("/file-with-id/<ObjectId:key>")
    async def save_with_id(key):
        return {"id": await mongo.save_file("given.txt", request.files["file"], _id=key)}

    @app.post("/not-a-file")
    async def not_a_file():
        await mongo.save_file("x", "text")

    @app.get("/not-a-version")
    async def not_a_version():
        await mongo.send_file("x", version="1")


def without_database():
    app = Application("without_database", static_folder=None)
    mongo = make_mongo("motor", app, mongo_uri(""))

    @app.get("/db")
    async def db():
        return repr(mongo.db)

    @app.get("/file")
    async def send():
        await mongo.send_file("x")

    return app


APPS = {
    "mongo_motor": build("motor"),
    "mongo_async": build("async"),
    "mongo_without_database": without_database(),
}
