"""What projects do less often: hooks that fail, odd responses, the environ, custom classes."""

import io
import os
from pathlib import Path

from names import (
    Application,
    Blueprint,
    Request,
    Response,
    abort,
    after_this_request,
    g,
    jsonify,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from werkzeug.wsgi import FileWrapper, wrap_file

FILES = Path(os.environ["TEST_FILES"])
app = Application("corners", static_folder=None, root_path=str(FILES))
app.secret_key = "a-secret-for-tests"
events, last = [], []


@app.before_request
def clear():
    last[:] = events
    events.clear()


@app.url_value_preprocessor
def preprocess(endpoint, values):
    if request.args.get("values") == "abort":
        abort(403)
    if request.args.get("values") == "raise":
        raise ValueError
    if request.args.get("values") == "change" and values:
        values["x"] = "changed"


@app.before_request
async def before():
    what = request.args.get("before")
    if what == "this":

        @after_this_request
        def mark(response):
            response.headers["X-This"] = "before"
            return response

        return "answered early"
    if what == "none-response":
        return ""
    if what == "response":
        return Response("r", 202)
    if what == "tuple":
        return "t", 203, {"X-B": "1"}
    if what == "redirect":
        return redirect(url_for("plain", x="y"))
    return None


@app.after_request
def after(response):
    what = request.args.get("after")
    if what == "abort":
        abort(418)
    if what == "status":
        response.status_code = 299
    if what == "session":
        session["after"] = g.get("n", 0)
    if what == "type":
        response.mimetype = "text/plain"
    if what == "delete":
        del response.headers["Content-Type"]
    if what == "json":
        response.set_data('{"a": 1}')
        response.headers["X-Json"] = str(response.get_json(force=True))
    return response


@app.teardown_request
def torn(error):
    events.append(f"first {type(error).__name__}")


@app.teardown_request
def torn_too(error):
    events.append(f"second {type(error).__name__}")
    if request.args.get("torn") == "raise":
        raise LookupError


@app.teardown_appcontext
def torn_app(error):
    events.append(f"app {type(error).__name__}")


@app.get("/events")
async def seen():
    return jsonify(last)


@app.route("/plain/<x>", methods=["GET", "POST"])
async def plain(x):
    return f"plain {x}"


@app.get("/environ")
async def environ():
    found = request.environ
    theirs = ("REMOTE_PORT", "SERVER_SOFTWARE", "SERVER_PORT", "SERVER_NAME")
    keys = [k for k in found if k.isupper() and k not in theirs]
    return jsonify(
        {k: repr(found[k]) for k in keys},
        [found["wsgi.version"], found["wsgi.url_scheme"]],
        [request.remote_user, request.remote_addr, request.server and type(request.server[1]).__name__],
    )


@app.get("/flags")
async def flags():
    return jsonify(request.is_multithread, request.is_multiprocess, request.is_run_once)


@app.get("/odd/<int:n>")
async def odd(n):
    match n:
        case 0:
            return "x", {"Content-Length": "10"}
        case 1:
            return make_response("0123456789").make_conditional(
                request, accept_ranges=True, complete_length=10
            )
        case 2:
            return Response(FileWrapper(io.BytesIO(b"x" * 10), 3), mimetype="text/plain")
        case 3:
            return Response(
                wrap_file(request.environ, io.BytesIO(b"y" * 10)), direct_passthrough=True
            )
        case 4:
            r = make_response("x")
            r.set_cookie("é", "1")
            return r
        case 5:
            r = make_response("x")
            r.set_cookie("a", "é€\x00")
            return r
        case 6:
            r = Response(status=204)
            r.content_type = "application/json"
            return r
        case 7:
            return "x", 200, {"X-Empty": "", "X-Number": 5}
        case 8:
            return Response(b"x", headers=[("Content-Type", "a/b"), ("Content-Type", "c/d")])
        case 9:
            r = make_response("x")
            r.stream.write("more")
            return r
        case 10:
            r = make_response("x")
            r.headers.setlist("X-L", ["1", "2"])
            r.headers.add("X-P", "v", filename="é.txt")
            r.content_encoding = "br"
            r.age = 5
            r.retry_after = 7
            r.access_control_allow_origin = "*"
            r.content_security_policy = "default-src 'self'"
            r.www_authenticate.realm = "r" if False else None
            return r
        case 11:
            r = jsonify(a=1)
            r.freeze()
            return r
        case 12:
            return Response("x", 200, content_type="text/html; charset=latin-1")
        case 13:
            return "é".encode("latin-1"), 200, {"Content-Type": "text/plain; charset=latin-1"}
        case 14:
            return Response(iter(["a", 5]), 200)
        case 15:
            return Response([5])
        case 16:
            return make_response("x", 200, None)
        case 17:
            return "x", {"X-A": None}
        case 18:
            r = make_response("x")
            r.location = "/é?q=ü"
            r.status_code = 201
            return r
        case 19:
            r = make_response(jsonify(list(range(1000))))
            r.add_etag(weak=True)
            return r.make_conditional(request)
        case 20:
            return b"", 304
        case 21:
            return Response("body", 304, {"Content-Length": "4", "Content-Type": "a/b", "ETag": '"e"'})
        case 22:
            return "", 205
        case 23:
            return Response((c for c in "abc"), headers={"Content-Length": "2"})
        case 24:
            return Response((c for c in "abc"), headers={"Content-Length": "5"})
        case 25:
            return {"a": 1}, "201 Own", [("X-A", "1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
        case 26:
            return type("Text", (str,), {})("a subclass of str"), 200
        case 27:
            return type("Dict", (dict,), {})(b=1, a=2)
        case 28:
            return redirect(url_for("plain", x="a b/é", q=[1, 2], _anchor="é"))
        case _:
            return Response.from_app(make_response("inner", 203), request.environ)


@app.get("/handler/<int:code>")
async def handler(code):
    session["n"] = code
    abort(code)


@app.errorhandler(409)
async def conflict(error):
    response = error.get_response()
    response.data = b"{}"
    response.content_type = "application/json"
    return response


@app.errorhandler(410)
def gone(error):
    return redirect("/plain/gone")


@app.errorhandler(412)
def raising(error):
    raise error


@app.errorhandler(413)
def another(error):
    raise KeyError("another")


@app.errorhandler(KeyError)
def key_error(error):
    return "key error", 298


@app.errorhandler(404)
async def nothing(error):
    return jsonify(path=request.path, name=error.name), 404, {"X-E": "1"}


@app.errorhandler(405)
def wrong_method(error):
    return f"{sorted(error.valid_methods)}", 405


class OwnRequest(Request):
    max_content_length = 20

    @property
    def shout(self):
        return self.path.upper()

    def on_json_loading_failure(self, error):
        return {"failed": error is not None}


class OwnResponse(Response):
    default_mimetype = "text/own"
    default_status = 222


class OwnGlobals:
    kept = "of the class"

    def get(self, name, default=None):
        return getattr(self, name, default)


class OwnApplication(Application):
    request_class = OwnRequest
    response_class = OwnResponse
    app_ctx_globals_class = OwnGlobals

    def make_response(self, value):
        response = super().make_response(("", 204) if value is None else value)
        response.headers["X-Made"] = "1"
        return response

    def create_url_adapter(self, request):
        adapter = super().create_url_adapter(request)
        if request is not None and request.path.startswith("/moved"):
            adapter.path_info = adapter.path_info.removeprefix("/moved")
        return adapter

    def make_default_options_response(self):
        response = super().make_default_options_response()
        response.headers["X-Own"] = "1"
        return response


own = OwnApplication("own_classes", static_folder=None)


@own.route("/shout", methods=["GET", "POST"])
async def shout():
    return f"{request.shout} {make_response('x').status} {g.kept} {g.get('other')}"


@own.post("/json")
async def own_json():
    return jsonify(request.get_json(), request.get_json(silent=True))


@own.get("/kinds/<int:n>")
async def kinds(n):
    return [
        "x",
        Response("plain response"),
        jsonify(1),
        redirect("/x"),
        ("x", 201),
        {"a": 1},
        iter("ab"),
        make_response(Response("y", 203)),
        None,
    ][n]


@own.get("/abort/<int:code>")
async def own_abort(code):
    abort(code)


folded = Blueprint("folded", __name__, url_prefix="/<lang>/f", url_defaults={"extra": "e"})


@folded.url_defaults
def add_lang(endpoint, values):
    values.setdefault("lang", g.get("lang", "none"))


@folded.url_value_preprocessor
def pull_lang(endpoint, values):
    g.lang = values.pop("lang")


@folded.get("/x/<int:n>")
async def folded_x(n, extra):
    return jsonify(n, extra, g.lang, url_for(".folded_x", n=n + 1), url_for("plain", x=1))


@folded.errorhandler(404)
async def folded_nothing(error):
    return f"folded {g.get('lang')}", 404


@folded.get("/abort")
async def folded_abort(extra):
    abort(404)


app.register_blueprint(folded)
app.register_blueprint(folded, name="again", url_prefix="/again/<lang>")

APPS = {"corners": app, "own_classes": own}
