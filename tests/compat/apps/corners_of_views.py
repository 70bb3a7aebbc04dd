"""Views of classes, errors raised by hand, static files at the root, one file for all methods."""

import functools
import os
from pathlib import Path

from names import (
    Application,
    Blueprint,
    MethodView,
    Response,
    View,
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
from werkzeug import exceptions
from werkzeug.routing import RequestRedirect

FILES = Path(os.environ["TEST_FILES"])
app = Application("corners_of_views", static_folder=None)
app.secret_key = "a-secret-for-tests"


def marked(view):
    @functools.wraps(view)
    async def around(*args, **kwargs):
        response = make_response(await view(*args, **kwargs))
        response.headers.add("X-Marked", view.__name__)
        return response

    return around


def counted(view):
    @functools.wraps(view)
    def around(*args, **kwargs):
        g.counted = g.get("counted", 0) + 1
        return view(*args, **kwargs)

    return around


class Decorated(MethodView):
    decorators = [counted, marked]

    async def get(self, n=0):
        return jsonify(n=n, counted=g.get("counted"), endpoint=request.endpoint)

    async def options(self, n=0):
        return "own options", 200, {"Allow": "GET"}

    async def delete(self, n=0):
        abort(409)


class WithHead(MethodView):
    async def get(self):
        return "get"

    async def head(self):
        return Response("head", 206, {"X-Head": "1"})

    async def trace(self):
        return "trace"


class Inherited(Decorated):
    async def put(self, n=0):
        return f"put {n}"


class OnlyPost(MethodView):
    methods = ["POST"]

    async def get(self):
        return "never"

    async def post(self):
        return "post"


class Quiet(View):
    methods = ["GET", "PUT"]
    provide_automatic_options = False

    async def dispatch_request(self, **values):
        return jsonify(values, request.method)


class Empty(MethodView):
    pass


app.add_url_rule("/decorated", defaults={"n": 7}, view_func=Decorated.as_view("decorated"))
app.add_url_rule("/decorated/<int:n>", view_func=Decorated.as_view("decorated_n"))
app.add_url_rule("/with-head", view_func=WithHead.as_view("with_head"))
app.add_url_rule("/inherited/<int:n>", view_func=Inherited.as_view("inherited"))
app.add_url_rule("/only-post", view_func=OnlyPost.as_view("only_post"))
app.add_url_rule("/quiet/<x>", view_func=Quiet.as_view("quiet"))
app.add_url_rule("/some", view_func=Decorated.as_view("some"), methods=["GET", "DELETE"])


@app.route("/stacked")
@counted
@counted
@marked
async def stacked():
    return jsonify(g.counted)


@app.route("/method", methods=["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
async def method():
    return f"{request.method} {len(request.get_data())}"


@app.get("/raised/<int:n>")
async def raised(n):
    session["n"] = n
    match n:
        case 0:
            abort(redirect("/elsewhere"))
        case 1:
            raise RequestRedirect("http://testing.example/there?a=1")
        case 2:
            raise exceptions.NotFound(response=Response("own", 299))
        case 3:
            return exceptions.Gone("é <b>").get_response()
        case 4:
            raise exceptions.RequestEntityTooLarge
        case 5:
            error = exceptions.Conflict()
            error.description = None
            raise error
        case 6:
            error = exceptions.ImATeapot("with headers")
            error.get_headers = lambda *_: [("X-Own", "1"), ("Content-Type", "text/own")]
            raise error
        case 7:
            raise type("Own", (exceptions.HTTPException,), {"code": 499, "description": "499"})
        case 8:
            raise type("Unnamed", (exceptions.HTTPException,), {"code": 999})
        case 9:
            try:
                abort(404)
            except exceptions.HTTPException as error:
                return f"caught {error.code} {error.name}", 298
        case 10:
            raise exceptions.HTTPException(response=Response(iter(["a", "b"]), 297))
        case 11:
            return abort(make_response(jsonify(error="x"), 422))
        case 12:
            raise exceptions.SecurityError("host")
        case 13:
            raise exceptions.ClientDisconnected
        case 14:
            raise exceptions.BadRequestKeyError("k") from KeyError("k")
        case 15:
            raise KeyError("plain")
        case 16:
            raise exceptions.MethodNotAllowed(["GET"], "why")
        case 17:
            app.aborter.mapping[498] = exceptions.Gone
            abort(498)
        case _:
            raise UnicodeError("é")


@app.errorhandler(exceptions.ImATeapot)
def teapot(error):
    @after_this_request
    def late(response):
        response.headers["X-Late"] = "1"
        return response

    return error


@app.errorhandler(UnicodeError)
async def unicode_error(error):
    return {"error": str(error), "url": url_for("stacked", _external=True)}, 296


def build_static(name, **options):
    found = Application(name, root_path=str(FILES), **options)

    @found.get("/")
    async def root():
        return url_for("static", filename="s.css")

    @found.get("/view")
    @found.get("/sub/view/")
    async def view():
        return "view"

    return found


no_options = Application("no_options", static_folder=None)
no_options.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
no_options.add_url_rule("/x", "x", lambda: "x")
no_options.add_url_rule("/y", "y", lambda: "y", provide_automatic_options=True)
folder = Blueprint("folder", __name__, static_folder=str(FILES / "static"), static_url_path="")
rooted = build_static("rooted", static_url_path="")
rooted.register_blueprint(folder, url_prefix="/folder")

APPS = {
    "corners_of_views": app,
    "no_options": no_options,
    "static_at_root": rooted,
    "static_elsewhere": build_static("elsewhere", static_url_path="/a/b/", static_folder="static/sub"),
    "static_missing": build_static("missing", static_folder="nothing"),
}
