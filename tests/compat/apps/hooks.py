"""Hooks and error handlers that write down when they are called."""

from names import (
    Application,
    Blueprint,
    Response,
    abort,
    after_this_request,
    copy_current_request_context,
    current_app,
    g,
    has_app_context,
    has_request_context,
    jsonify,
    make_response,
    render_template_string,
    request,
    session,
    stream_with_context,
    url_for,
)
from werkzeug import exceptions

app = Application("hooks", static_folder=None)
app.secret_key = "a-secret-for-tests"
events = []
before_this = []


def note(name):
    events.append(name)


class Base(Exception):
    pass


class Sub(Base):
    pass


class Other(Exception):
    pass


class Teapot(exceptions.HTTPException):
    code = 418
    description = "own teapot"


@app.before_request
def before_one():
    before_this[:] = events
    events.clear()
    note("before1")
    g.order = ["before1"]
    if request.args.get("stop") == "1":
        return "stopped", 299
    if request.args.get("stop") == "raise":
        raise Base("in before")
    if request.args.get("stop") == "abort":
        abort(403)


@app.before_request
async def before_two():
    note("before2")
    g.order.append("before2")
    if request.args.get("stop") == "2":
        return {"stopped": 2}


@app.after_request
def after_one(response):
    note("after1")
    response.headers["X-Order"] = ",".join(events)
    if request.args.get("after") == "raise":
        raise ValueError("in after")
    return response


@app.after_request
async def after_two(response):
    note("after2")
    if request.args.get("after") == "replace":
        return make_response("replaced", 298)
    return response


@app.teardown_request
def teardown_one(error):
    note(f"teardown1:{type(error).__name__}")


@app.teardown_request
async def teardown_two(error):
    note(f"teardown2:{type(error).__name__}")


@app.teardown_appcontext
def teardown_app(error):
    note(f"appcontext:{type(error).__name__}")


@app.get("/events")
async def seen():
    return jsonify(before=before_this, now=events)


@app.url_value_preprocessor
def preprocess(endpoint, values):
    note(f"values:{endpoint}")


outer = Blueprint("outer", __name__, url_prefix="/o")
inner = Blueprint("inner", __name__, url_prefix="/i")


@outer.before_app_request
def outer_app_before():
    note("outer-app-before")


for blueprint in (outer, inner):

    def register(blueprint, name):
        @blueprint.before_request
        async def before():
            note(f"{name}-before")
            if request.args.get("stop") == name:
                return f"stopped by {name}"

        @blueprint.after_request
        def after_one(response):
            note(f"{name}-after1")
            return response

        @blueprint.after_request
        async def after_two(response):
            note(f"{name}-after2")
            return response

        @blueprint.teardown_request
        def teardown(error):
            note(f"{name}-teardown")

        @blueprint.url_value_preprocessor
        def values(endpoint, values):
            note(f"{name}-values")

        @blueprint.context_processor
        def context():
            return {"who": name, name: True}

    register(blueprint, blueprint.name)


@outer.after_app_request
def outer_app_after(response):
    note("outer-app-after")
    return response


@outer.teardown_app_request
def outer_app_teardown(error):
    note("outer-app-teardown")


@app.context_processor
async def app_context():
    return {"who": "app", "explicit": "processor"}


async def view(what):
    note(f"view:{what}")
    if what == "after-this":

        @after_this_request
        def first(response):
            note("this1")
            response.headers["X-This"] = "1"
            return response

        @after_this_request
        async def second(response):
            note("this2")
            return response

    if what == "template":
        return await render_template_string(
            "{{ who }} {{ explicit }} {{ outer }} {{ inner }}", explicit="view"
        )
    if what == "g":
        return jsonify(
            order=g.order,
            get=g.get("x", 1),
            contains="order" in g,
            pop=g.pop("order"),
            after="order" in g,
            set=g.setdefault("y", 5),
            names=sorted(g),
        )
    if what == "g-missing":
        return g.nothing
    if what == "none":
        return None
    if what == "contexts":
        return jsonify(
            has_request_context(),
            has_app_context(),
            current_app.name,
            bool(request),
            current_app.debug,
            current_app.config["TESTING"],
        )
    errors = {
        "base": Base,
        "sub": Sub,
        "other": Other,
        "value": ValueError,
        "teapot": Teapot,
        "key": KeyError,
        "zero": ZeroDivisionError,
        "lookup": LookupError,
    }
    if what in errors:
        raise errors[what]("message")
    if what.isdigit():
        abort(int(what))
    if what == "write-and-fail":
        session["written"] = 1
        raise ZeroDivisionError
    if what == "crash-503":
        raise exceptions.ServiceUnavailable
    return f"view {what}"


app.add_url_rule("/v/<what>", "view", view)
app.add_url_rule("/slash/", "slash", view, defaults={"what": "slash"})
outer.add_url_rule("/v/<what>", "view", view)
inner.add_url_rule("/v/<what>", "view", view)


@app.errorhandler(404)
def not_found(error):
    note("handler404")
    return f"app404 {error.code} {error.description[:5]} {request.blueprints}"


@app.errorhandler(Base)
async def base_error(error):
    note("handlerBase")
    return f"appBase {type(error).__name__} {error}", 290


@app.errorhandler(500)
def crashed(error):
    note("handler500")
    original = error.original_exception
    return {"app500": type(original).__name__, "code": error.code}, 500


@app.errorhandler(exceptions.Forbidden)
def forbidden(error):
    return "appForbidden", 403


@app.errorhandler(KeyError)
def failing_handler(error):
    raise ValueError("in handler")


@app.errorhandler(410)
def gone(error):
    return "gone without a status"


@app.errorhandler(409)
def conflict(error):
    return error


@app.errorhandler(406)
def unacceptable(error):
    abort(404)


@outer.errorhandler(404)
def outer_not_found(error):
    return "outer404", 404


@outer.errorhandler(exceptions.HTTPException)
def outer_http(error):
    return f"outerHTTP {error.code}", error.code


@inner.errorhandler(Sub)
async def inner_sub(error):
    return "innerSub", 291


@inner.errorhandler(Exception)
def inner_any(error):
    return f"innerException {type(error).__name__}", 292


@inner.errorhandler(418)
def inner_teapot(error):
    return f"inner418 {type(error).__name__}", 418


outer.register_blueprint(inner)
app.register_blueprint(outer)

bare = Application("bare", static_folder=None)
bare.secret_key = "a-secret-for-tests"


@bare.after_request
def bare_after(response):
    response.headers["X-After"] = "1"
    response.headers["X-Streamed"] = f"{response.is_streamed} {response.is_sequence}"
    session["after"] = 1
    if request.args.get("read"):
        response.set_data(response.get_data() + b" read")
    if request.args.get("wrap"):
        response.response = (piece.upper() for piece in response.response)
        del response.headers["Content-Length"]
    return response


@bare.get("/v/<what>")
async def bare_view(what):
    if what == "500":
        abort(500)
    if what == "zero":
        session["e"] = 1
        raise ZeroDivisionError
    if what == "unserialisable":
        session["x"] = object()
    if what == "none":
        return None
    return what


anything = Application("anything", static_folder=None)


@anything.errorhandler(Exception)
def any_error(error):
    return f"any {type(error).__name__} {getattr(error, 'code', None)}", 293


@anything.get("/v/<what>")
async def any_view(what):
    if what.isdigit():
        abort(int(what))
    raise ZeroDivisionError


@anything.get("/slash/")
async def any_slash():
    return ""


http_only = Application("http_only", static_folder=None)


@http_only.errorhandler(exceptions.HTTPException)
def any_http(error):
    return jsonify(code=error.code, name=error.name, description=error.description), error.code


http_only.add_url_rule("/v/<what>", "view", any_view)
http_only.add_url_rule("/slash/", "slash", any_slash)

early = Application("early", static_folder=None)


@early.before_request
def guard():
    if request.path.startswith("/closed"):
        return Response("closed", 401, {"WWW-Authenticate": "Basic"})
    if request.method == "OPTIONS":
        return jsonify(endpoint=request.endpoint)


@early.get("/open")
async def opened():
    copied = copy_current_request_context(peek)
    return jsonify(copied(), peek(), url_for("opened", _external=True))


def peek():
    return request.path


bad_after = Application("bad_after", static_folder=None)


@bad_after.after_request
def returns_nothing(response):
    if "none" in request.path:
        return None
    return response


@bad_after.get("/none")
async def bad():
    return "x"


@bad_after.get("/ok")
async def fine():
    return "x"


streaming = Application("streaming", static_folder=None)
stream_events = []


@streaming.before_request
def clear():
    if request.path != "/events":
        stream_events.clear()


@streaming.teardown_request
def torn(error):
    if request.path != "/events":
        stream_events.append("teardown")


@streaming.get("/plain")
async def plain():
    def pieces():
        stream_events.append("piece1")
        yield "a"
        stream_events.append("piece2")
        yield "b"

    return Response(pieces())


@streaming.get("/context")
async def with_context():
    def pieces():
        stream_events.append("piece1")
        yield request.path
        stream_events.append("piece2")
        yield str(g.get("x", "no x"))

    g.x = "x"
    return Response(stream_with_context(pieces()))


@streaming.get("/closing")
async def closing():
    response = make_response("x")
    response.call_on_close(lambda: stream_events.append("closed"))
    return response


@streaming.get("/events")
async def get_events():
    return jsonify(stream_events)


APPS = {
    "hooks": app,
    "bare": bare,
    "anything": anything,
    "http_only": http_only,
    "early": early,
    "bad_after": bad_after,
    "streaming": streaming,
}
