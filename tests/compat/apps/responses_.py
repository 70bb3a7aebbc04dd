"""Everything a view may return."""

import dataclasses
import datetime
import decimal
import enum
import io
import os
import uuid
from collections import namedtuple
from pathlib import Path

from bson import ObjectId
from markupsafe import Markup
from names import (
    Application,
    Blueprint,
    Response,
    abort,
    json,
    json_provider,
    jsonify,
    make_response,
    render_template_string,
    redirect,
    request,
    send_file,
    send_from_directory,
    session,
    stream_with_context,
)
from werkzeug import exceptions

FILES = Path(os.environ["TEST_FILES"])
app = Application("responses", static_folder=str(FILES / "static"), root_path=str(FILES))
app.secret_key = "a-secret-for-tests"


@dataclasses.dataclass
class Point:
    x: int
    y: str


class Colour(enum.IntEnum):
    RED = 1


class Plain(enum.Enum):
    RED = 1


Pair = namedtuple("Pair", "a b")
UTC = datetime.UTC
VALUES = {
    "sorted": {"b": 1, "a": {"z": 1, "c": 2}, "ç": [{"k": 1, "j": 2}]},
    "text": {"é": "\x7f\u2028 <>&'\" 😀 \ud800"},
    "datetime": datetime.datetime(2024, 1, 2, 3, 4, 5, 678),
    "aware": datetime.datetime(
        2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=3))
    ),
    "date": datetime.date(2024, 1, 2),
    "time": datetime.time(1, 2),
    "delta": datetime.timedelta(1),
    "decimal": decimal.Decimal("1.10"),
    "uuid": uuid.UUID(int=5),
    "point": Point(1, "y"),
    "points": [Point(1, "y")],
    "markup": Markup("<b>"),
    "set": {1},
    "bytes": b"x",
    "enum": Plain.RED,
    "intenum": Colour.RED,
    "pair": Pair(1, 2),
    "tuple": (1, (2,)),
    "generator": (x for x in [1]),
    "complex": 1j,
    "nan": [float("nan"), float("inf"), -float("inf")],
    "keys": {10: 1, True: 2, 2: 3},
    "none_key": {None: 1},
    "mixed_keys": {1: 1, "a": 2},
    "tuple_keys": {(1, 2): 1},
    "floats": [1e16, -0.0, 1e-7, 0.1, 10**30],
    "empty": {},
    "none": None,
    "type": Point,
    "id": ObjectId("65a000000000000000000001"),
}


@app.get("/jsonify/<name>")
async def jsonified(name):
    return jsonify(VALUES[name])


@app.get("/returned/<name>")
async def returned(name):
    return VALUES[name]


@app.get("/dumps/<name>")
async def dumped(name):
    return json.dumps(VALUES[name], indent=1)


@app.get("/jsonify-forms/<int:n>")
async def jsonify_forms(n):
    match n:
        case 0:
            return jsonify()
        case 1:
            return jsonify(1, 2, 3)
        case 2:
            return jsonify(a=1)
        case 3:
            return jsonify(1, a=1)
        case 4:
            return jsonify([1]), 201, {"X-A": "b"}
        case 5:
            return json.loads('{"a": 1}')
        case _:
            return jsonify(None)


def chunks():
    yield "a"
    yield b"b"
    yield "é"


def failing():
    yield "a"
    raise ValueError


def wsgi(environ, start_response):
    start_response("299 Custom", [("X-Wsgi", environ["PATH_INFO"])])
    return [b"from wsgi"]


@app.get("/return/<int:n>")
async def return_(n):
    values = [
        "text é",
        b"bytes",
        bytearray(b"array"),
        None,
        5,
        1.5,
        True,
        {1},
        memoryview(b"x"),
        ("a",),
        ("a", 1, {}, 4),
        ("a", 201),
        ("a", "299 Custom"),
        ("a", {"X-A": "1"}),
        ("a", 201, {"X-A": "1"}),
        ("a", 201, [("X-A", "1"), ("X-A", "2")]),
        ("a", [("X-B", "1")]),
        (make_response("r", 202), 203, {"X-A": "1"}),
        (make_response("r", 202), {"X-A": "1"}),
        ({"a": 1}, 201),
        ([1, 2], "404 NOT HERE"),
        [1, "a"],
        {},
        "",
        ("", 204),
        ("body", 204),
        ("body", 304),
        ("x", 205),
        ("x", 418),
        ("x", None),
        ("x", None, None),
        (None, 200),
        (5, 200),
        exceptions.NotFound(),
        exceptions.NotFound("gone"),
        wsgi,
        Response("own", 201),
        Response(b"x", mimetype="application/json"),
        Response("x", mimetype="text/css"),
        Response("x", mimetype="application/xml"),
        Response("x", mimetype="image/svg+xml"),
        Response("x", mimetype="application/javascript"),
        Response("x", content_type="text/plain"),
        Response("x", mimetype="text/x; a=b"),
        Response(["a", b"b"]),
        Response(),
        Response(None),
        Response("x", headers={"Content-Type": "text/weird"}),
        Response("x", status="418"),
        ("x", {"Content-Type": "text/plain"}),
        ("x", {"Content-Length": "1"}),
        ("x", ("X-A", "1")),
        ("x", 200, {"X-N": "a\nb"}),
        ("x", {"X-É": "1"}),
        ("x", "201"),
        ("x", b"202 BYTES"),
        exceptions.BadRequest,
        iter(["a", "b"]),
        (iter("ab"), 201),
        Markup("<b>"),
        object(),
        ("x", 200, {"X-L": "caf\xe9"}),
        Response("x", status=201, headers=[("A", "1"), ("A", "2")]),
        Response("x", direct_passthrough=True),
        ({"a": 1}, {"Content-Type": "application/hal+json"}),
        (jsonify(a=1), 201, {"Location": "/é x"}),
        ("x", 200, {"Location": "http://h/[a]"}),
        Response("x", 200, {"Content-Location": "/é"}),
        ("x", 100 + 99),
    ]
    return values[n]


@app.get("/make/<int:n>")
async def make(n):
    match n:
        case 0:
            return make_response()
        case 1:
            return make_response("a", 201)
        case 2:
            return make_response(("a", 202))
        case 3:
            return make_response(jsonify(1), {"X-A": "1"})
        case 4:
            return make_response({"a": 1}, 203)
        case 5:
            r = make_response("x")
            r.headers["X-A"] = "1"
            r.status_code = 299
            r.mimetype = "text/plain"
            r.content_language.add("pt")
            r.cache_control.max_age = 5
            r.last_modified = datetime.datetime(2024, 1, 2)
            r.set_etag("abc")
            r.vary.add("Accept")
            return r
        case 6:
            r = make_response("x")
            r.data = "changed é"
            return r
        case 7:
            r = make_response("x")
            r.response = ["a", "b"]
            return r
        case 8:
            r = make_response(chunks())
            r.add_etag()
            return r.make_conditional(request)
        case 9:
            r = jsonify(a=1)
            return jsonify(r.get_json(), r.is_json, r.status, r.get_data(as_text=True))
        case _:
            return make_response(None)


@app.get("/server-headers")
async def server_headers():
    return "x", {
        "Date": "Tue, 02 Jan 2024 03:04:05 GMT",
        "Server": "mine",
        "Connection": "close",
        "X-Own": "1",
        "Keep-Alive": "timeout=5",
        "Transfer-Encoding": "chunked",
        "Proxy-Authenticate": "Basic",
    }


@app.get("/conditional")
async def conditional():
    r = make_response("a body")
    r.add_etag()
    return r.make_conditional(request)


@app.get("/stream/<int:n>")
async def stream(n):
    match n:
        case 0:
            return chunks()
        case 1:
            return Response(chunks(), mimetype="text/csv", headers={"X-A": "1"})
        case 2:
            return failing()
        case 3:
            return Response(stream_with_context(with_request()), mimetype="text/plain")
        case 4:
            return chunks(), 201, {"X-A": "1"}
        case 5:
            return Response(decorated(3))
        case 6:
            return Response(
                (b"x" * 70000 for _ in range(20)), headers={"Content-Length": str(1400000)}
            )
        case _:
            return Response(iter([]))


@app.get("/generator-view")
def generator_view():
    yield "a"
    yield request.path if False else "b"


def with_request():
    yield request.path
    yield request.args.get("a", "none")


@stream_with_context
def decorated(n):
    for _ in range(n):
        yield request.path


@app.get("/redirect/<int:n>")
async def redirects(n):
    targets = [
        "/x",
        "http://h.example/y?a=b",
        "",
        "../up",
        "/é b",
        "/a[b]{c}|d^e`",
        '/"<>',
        "//other/x",
        "/x?q=é&r=%20",
        "/x#f é",
        "x y",
        "http://é.example/ü",
    ]
    return redirect(targets[n])


@app.get("/redirect-code/<int:code>")
async def redirect_code(code):
    return redirect("/x", code)


@app.get("/redirect-keyword")
async def redirect_keyword():
    return redirect(location="/x", code=303)


@app.get("/abort/<int:code>")
async def aborts(code):
    abort(code)


@app.get("/abort-text/<int:n>")
async def abort_text(n):
    match n:
        case 0:
            abort(400, "<b> & \n new")
        case 1:
            abort(400, description={"a": 1})
        case 2:
            abort(404, "x", response=Response("own", 499))
        case 3:
            abort(Response("straight", 201))
        case 4:
            abort(make_response("made", 202))
        case 5:
            raise exceptions.Unauthorized(
                www_authenticate=__import__("werkzeug").datastructures.WWWAuthenticate(
                    "basic", {"realm": "r"}
                )
            )
        case 6:
            raise exceptions.MethodNotAllowed(valid_methods=["GET", "PUT"])
        case 7:
            raise exceptions.TooManyRequests(retry_after=5)
        case 8:
            raise exceptions.RequestedRangeNotSatisfiable(length=10)
        case 9:
            raise exceptions.ServiceUnavailable(retry_after=datetime.datetime(2024, 1, 2))
        case 10:
            raise exceptions.HTTPException("plain")
        case 11:
            abort(404, None)
        case _:
            raise exceptions.BadRequestKeyError("k")


@app.get("/cookie/<int:n>")
async def cookie(n):
    r = make_response("c")
    when = datetime.datetime(2030, 1, 2, 3, 4, 5)
    options = [
        ("a", "b", {}),
        ("a", "b", {"max_age": 60}),
        ("a", "b", {"max_age": datetime.timedelta(hours=1)}),
        ("a", "b", {"expires": when}),
        ("a", "b", {"expires": 1900000000}),
        ("a", "b", {"domain": ".ex.com"}),
        (
            "a",
            "b",
            {
                "secure": True,
                "httponly": True,
                "path": "/p",
                "samesite": "lax",
                "domain": "ex.com",
                "max_age": 5,
            },
        ),
        ("a", "b", {"samesite": "None"}),
        ("a", "b", {"samesite": "Strict"}),
        ("a", "b", {"path": None}),
        ("a", "", {}),
        ("a", "v&z:@!#$%", {}),
        ("a", "ab+/==", {}),
        ("a", 'x y;"q,\\é', {}),
        ("a", "b", {"partitioned": True}),
        ("a", "b", {"samesite": "bad"}),
        ("a b", "c", {}),
        ("a", "b", {"max_age": 0}),
        ("a", "b", {"expires": 0}),
        ("a", "b", {"domain": "é.ex"}),
        ("a", "b", {"expires": "Tue, 02 Jan 2024 03:04:05 GMT"}),
        ("a", "b" * 4100, {}),
    ]
    name, value, more = options[n]
    r.set_cookie(name, value, **more)
    return r


@app.get("/cookie-more/<int:n>")
async def cookie_more(n):
    r = make_response("c")
    match n:
        case 0:
            r.delete_cookie("a")
        case 1:
            r.delete_cookie(
                "a", path="/p", domain="ex.com", secure=True, httponly=True, samesite="Lax"
            )
        case 2:
            r.set_cookie("a", "1")
            r.set_cookie("a", "2")
            r.set_cookie("b", "3")
        case _:
            r.headers.add("Set-Cookie", "raw=1")
    return r


@app.get("/file/<int:n>")
async def file(n):
    a = FILES / "a.txt"
    match n:
        case 0:
            return send_file(a)
        case 1:
            return send_file("a.txt")
        case 2:
            return send_file(a, as_attachment=True)
        case 3:
            return send_file(a, as_attachment=True, download_name="a b.txt")
        case 4:
            return send_file(a, as_attachment=True, download_name='rés "ume".txt')
        case 5:
            return send_file(a, max_age=60, etag=False)
        case 6:
            return send_file(a, etag="own", last_modified=1700000000, conditional=False)
        case 7:
            return send_file(io.BytesIO(b"0123456789"), mimetype="text/plain")
        case 8:
            return send_file(io.BytesIO(b"x"))
        case 9:
            return send_file(io.BytesIO(b"x,y"), download_name="x.csv", as_attachment=True)
        case 10:
            return send_file(io.StringIO("x"), mimetype="text/plain")
        case 11:
            return send_file(FILES / "missing.txt")
        case 12:
            return send_file(FILES / "x.tar.gz")
        case 13:
            return send_file(FILES / "big.bin")
        case 14:
            return send_file(open(a, "rb"), mimetype="text/plain")
        case 15:
            return send_file(FILES / "empty.txt")
        case 16:
            return send_file(a, mimetype="application/x-own", download_name="é.txt")
        case 17:
            return send_file(
                io.BytesIO(b"x" * 20),
                mimetype="a/b",
                etag="e",
                last_modified=datetime.datetime(2024, 1, 2),
            )
        case _:
            return send_file(FILES / "noext")


@app.get("/from/<path:name>")
async def from_directory(name):
    return send_from_directory(FILES / "static", name)


@app.get("/from-relative/<path:name>")
async def from_relative(name):
    return send_from_directory("static", name, as_attachment=True, max_age=10)


bp = Blueprint(
    "bp", __name__, static_folder=str(FILES / "static"), url_prefix="/bp", static_url_path="/files"
)


@bp.after_request
def mark(response):
    response.headers["X-Bp"] = "1"
    return response


@bp.before_request
def note():
    session["static"] = 1


app.register_blueprint(bp)
aged = Application(
    "aged", static_folder=str(FILES / "static"), static_url_path="/st", root_path=str(FILES)
)
aged.config["SEND_FILE_MAX_AGE_DEFAULT"] = datetime.timedelta(minutes=5)


@aged.get("/f")
async def aged_file():
    return send_file("a.txt")


provider = Application("provider", static_folder=None)
provider.json.sort_keys = False
provider.json.ensure_ascii = False
provider.json.compact = False
provider.json.mimetype = "application/own"


@provider.get("/")
async def own_json():
    return {"b": 1, "a": "é"}


@provider.get("/list")
async def own_list():
    return [1, {"z": 1}]




class OwnProvider(json_provider.DefaultJSONProvider):
    """As projects write them: another default, another form of dates, numbers read as Decimal."""

    sort_keys = False
    mimetype = "application/x-own"

    @staticmethod
    def default(value):
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, set):
            return sorted(value)
        return json_provider.DefaultJSONProvider.default(value)

    def loads(self, text, **options):
        return super().loads(text, parse_float=decimal.Decimal, **options)


class Reversed(json_provider.JSONProvider):
    def dumps(self, value, **options):
        return repr(value)[::-1]

    def loads(self, text, **options):
        return str(text)[::-1]


class OwnApplication(Application):
    json_provider_class = OwnProvider


own_provider = OwnApplication("own_provider", static_folder=None)
own_provider.secret_key = "a-secret-for-tests"
reversing = Application("reversing", static_folder=None)
reversing.json = Reversed(reversing)
for owner in (own_provider, reversing):

    @owner.get("/<name>")
    async def own_value(name):
        return jsonify(VALUES[name])

    @owner.get("/returned/<name>")
    async def own_returned(name):
        return [VALUES[name], {"z": 1, "a": VALUES[name]}]

    @owner.post("/read")
    async def own_read():
        return repr(request.get_json())

    @owner.get("/dumps/<name>")
    async def own_dumps(name):
        return json.dumps(VALUES[name])

    @owner.get("/tojson/<name>")
    async def own_tojson(name):
        return await render_template_string("{{ x|tojson }}", x=VALUES[name])


@own_provider.get("/session/<name>")
async def own_session(name):
    session["z"] = VALUES[name]
    session["a"] = 1
    return jsonify(dict(session))


APPS = {
    "responses": app,
    "aged": aged,
    "provider": provider,
    "own_provider": own_provider,
    "reversing": reversing,
}
