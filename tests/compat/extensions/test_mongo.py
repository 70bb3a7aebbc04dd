"""M22-M26, J14, Q21, C3, R17: Flask-PyMongo on Motor and on PyMongo's async API."""

import datetime as dt

import pytest
from bson import ObjectId
from gridfs import GridFS
from pairs import Case, Jar, comparable
from pymongo import AsyncMongoClient

from migrator.compat.application import Application
from migrator.compat.bson_provider import BSONProvider
from migrator.compat.mongo import PyMongo

DRIVERS = ["motor", "async"]
DAY = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
KEY = ObjectId("65a000000000000000000001")
NAMES = [
    "plain",
    "id",
    "dates",
    "bson",
    "regex",
    "set",
    "date",
    "uuid",
    "decimal",
    "nan",
    "tuple",
    "object",
]
JSON = (("Content-Type", "application/json"),)
BOUNDARY = (("Content-Type", "multipart/form-data; boundary=B"),)


def part(name, content, filename=None):
    file = f'; filename="{filename}"' if filename else ""
    head = f'--B\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def upload(content, **fields):
    texts = b"".join(part(name, value.encode()) for name, value in fields.items())
    return texts + part("file", content, "up.bin") + b"--B--\r\n"


@pytest.fixture(scope="session")
def filled(mongo_client):
    """The databases of both sides for each driver, filled with the same documents."""
    found = {
        driver: [mongo_client[f"{side}_{driver}"] for side in ("flask", "compat")]
        for driver in DRIVERS
    }
    pattern = mongo_client["pattern"]
    pattern.things.insert_many([{"_id": KEY, "name": "one", "at": DAY}, {"_id": 2, "name": "two"}])
    _fill_files(pattern)
    for db in (db for both in found.values() for db in both):
        for name in ("things", "fs.files", "fs.chunks"):
            documents = list(pattern[name].find())
            db[name].insert_many(documents)
            mongo_client[f"{db.name}_other"][name].insert_many(documents)
    return found


@pytest.fixture(params=DRIVERS)
def databases(request, filled):
    return request.param, *filled[request.param]


def _fill_files(db):
    files = GridFS(db)
    for number in (1, 2, 3):
        _put(db, files, number, f"version {number}".encode(), "a.txt", sha1=f"sum{number}")
    _put(db, files, 4, b"x" * 600_000, "big.bin", content_type="text/plain")
    _put(db, files, 5, b"", "empty")
    _put(db, files, 6, b"<b>", "sub/page é.html", md5="m5")


def _put(db, files, number, content, filename, **fields):
    files.put(content, _id=number, filename=filename, **fields)
    moment = DAY + dt.timedelta(hours=number)
    db.fs.files.update_one({"_id": number}, {"$set": {"uploadDate": moment}})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("driver", DRIVERS)
def test_j14_values_are_written_as_extended_json(extensions, driver, name):
    for path in [f"/values/{name}", f"/returned/{name}"]:
        extensions.check(f"mongo_{driver}", Case("J14", path, None))


@pytest.mark.parametrize("path", ["/keywords", "/text", "/tojson", "/attributes"])
def test_j14_every_way_to_json_is_the_same(extensions, path):
    extensions.check("mongo_motor", Case("J14", path))


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": {"$oid": "65a000000000000000000001"}}',
        b'[{"$date": "2024-01-02T03:04:05Z"}, {"$numberLong": "5"}, {"$uuid": "x"}]',
        b'{"$oid": "no"}',
        b"{",
        b"",
        b"\xff",
        "\ufeff{}".encode(),
        b"5",
    ],
)
def test_q21_requests_are_read_as_extended_json(extensions, body):
    extensions.check("mongo_motor", Case("Q21", "/read", None, "POST", JSON, body))


@pytest.mark.parametrize("name", ["plain", "id", "dates", "bson", "tuple", "uuid", "set", "object"])
def test_c3_sessions_are_written_in_the_same_form(extensions, name):
    old_jar, new_jar = Jar(), Jar()
    for path in [f"/session/{name}", "/session", "/session"]:
        old = extensions.flask.send("mongo_motor", Case("C3", path), old_jar.header())
        new = extensions.compat.send("mongo_motor", Case("C3", path), new_jar.header())
        ignore = frozenset({"set-cookie"})
        assert comparable(new, ignore) == comparable(old, ignore)
        old_jar.update(old)
        new_jar.update(new)
        # From here on each side reads what the other one wrote.
        old_jar, new_jar = new_jar, old_jar


@pytest.mark.parametrize(
    "path",
    [
        f"/doc/{KEY}",
        f"/doc/{str(KEY).upper()}",
        "/doc/65a000000000000000000009",
        "/doc/65a0",
        "/doc/x",
        f"/url/{KEY}",
        "/named/one",
        "/named/three",
        "/all",
    ],
)
def test_m22_m26_documents_are_found_or_404(extensions, databases, path):
    driver, *_ = databases

    extensions.check(f"mongo_{driver}", Case("M22", path, None))


def test_documents_are_written_alike(extensions, databases):
    driver, old, new = databases
    body = b'{"_id": {"$oid": "65a000000000000000000003"}, "at": {"$date": "2024-01-02T03:04:05Z"}}'

    for status in (201, 500):  # the second time it is there already
        extensions.check(f"mongo_{driver}", Case("M8", "/add", status, "POST", JSON, body))

    assert list(new.things.find()) == list(old.things.find())
    assert new.things.count_documents({}) == 3


FILES = [
    *["a.txt", "big.bin", "empty", "sub/page%20%C3%A9.html", "nothing"],
    *[f"a.txt?version={version}" for version in (0, 1, 2, 3, -1, -2, -3, -4)],
    *["a.txt?cache_for=5", "a.txt?base=pics", "a.txt?cache_for=0"],
]


@pytest.mark.parametrize("path", FILES)
def test_m24_files_are_sent_with_flasks_headers(extensions, databases, path):
    driver, *_ = databases
    for method in ("GET", "HEAD"):
        extensions.check(f"mongo_{driver}", Case("M24", f"/file/{path}", None, method))


@pytest.mark.parametrize(
    "header",
    [
        ("If-None-Match", '"sum3"'),
        ("If-None-Match", '"other"'),
        ("If-None-Match", "*"),
        ("If-Modified-Since", "Tue, 02 Jan 2024 06:04:05 GMT"),
        ("If-Modified-Since", "Tue, 02 Jan 2024 06:04:04 GMT"),
        ("If-Match", '"other"'),
        ("Range", "bytes=0-2"),
    ],
)
def test_m24_files_are_sent_conditionally(extensions, databases, header):
    driver, *_ = databases

    extensions.check(f"mongo_{driver}", Case("M24", "/file/a.txt", None, headers=(header,)))


@pytest.mark.parametrize("path", ["/elsewhere/a.txt", "/elsewhere/no", "/not-a-version"])
def test_m24_arguments_are_taken_as_by_flask(extensions, databases, path):
    driver, *_ = databases

    extensions.check(f"mongo_{driver}", Case("M24", path, None))


@pytest.mark.parametrize("path", ["/db", "/file"])
def test_m23_without_a_database_name_there_is_no_db(extensions, path):
    extensions.check("mongo_without_database", Case("M23", path, None))


UPLOADS = [
    ("new.txt", b"hello", {}),
    ("new.bin", b"x" * 261_120, {}),
    ("long", b"y" * 1_000_000, {"type": "text/weird"}),
    ("owned.png", b"", {"owner": "me"}),
]


@pytest.mark.parametrize(("name", "content", "fields"), UPLOADS)
def test_m25_files_are_stored_where_flask_finds_them(extensions, databases, name, content, fields):
    driver, old, new = databases
    base = f"of_{name}"
    case = Case(
        "M25", f"/file/{name}?base={base}", 200, "POST", BOUNDARY, upload(content, **fields)
    )

    extensions.check(f"mongo_{driver}", case)

    mine, theirs = (GridFS(db, base).get_last_version(name) for db in (new, old))
    assert mine.read() == theirs.read() == content
    assert _comparable(mine._file) == _comparable(theirs._file)
    assert new[base].files.index_information() == old[base].files.index_information()
    assert new[base].chunks.index_information() == old[base].chunks.index_information()
    read = Case("M25", f"/file/{name}?base={base}", 200, ignore=frozenset({"last-modified"}))
    extensions.check(f"mongo_{driver}", read)


def _comparable(document):
    kept = {key: value for key, value in document.items() if key not in {"_id", "uploadDate"}}
    return list(document), kept, type(document["length"])


def test_m25_an_id_is_stored_once(extensions, databases):
    driver, *_ = databases
    path = f"/file-with-id/{KEY}"

    for status in (200, 500):
        case = Case("M25", path, status, "POST", BOUNDARY, upload(b"once"))
        extensions.check(f"mongo_{driver}", case)


def test_m25_what_cannot_be_read_is_refused(extensions, databases):
    driver, *_ = databases

    extensions.check(f"mongo_{driver}", Case("M25", "/not-a-file", 500, "POST"))


@pytest.mark.parametrize("extended", [True, False])
def test_j14_an_older_flask_pymongo_leaves_the_json_of_the_application_alone(extended):
    app = Application("shop")
    before = app.json

    PyMongo(app, "mongodb://127.0.0.1:9/shop", connect=AsyncMongoClient, extended_json=extended)

    assert isinstance(app.json, BSONProvider) is extended
    assert extended or app.json is before
