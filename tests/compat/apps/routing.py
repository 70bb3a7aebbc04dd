"""Rules of every kind; each view says what it was given."""

import datetime

from names import Application, Blueprint, MethodView, View, jsonify, request, url_for
from werkzeug.exceptions import abort
from werkzeug.routing import BaseConverter, ValidationError

app = Application("routing")


class Even(BaseConverter):
    regex = r"\d+"

    def to_python(self, value):
        if int(value) % 2:
            raise ValidationError
        if value == "44":
            abort(410)
        if value == "66":
            raise RuntimeError("a converter that fails")
        return int(value) // 2

    def to_url(self, value):
        return str(value * 2)


app.url_map.converters["even"] = Even


def echo(**args):
    return jsonify(
        endpoint=request.endpoint,
        args={key: [type(value).__name__, str(value)] for key, value in args.items()},
        path=request.path,
        rule=str(request.url_rule),
        method=request.method,
    )


async def aecho(**args):
    return echo(**args)


def add(rule, endpoint, **options):
    app.add_url_rule(rule, endpoint, aecho, **options)


add("/", "root")
add("/slash/", "slash")
add("/noslash", "noslash")
add("/post/", "post_slash", methods=["POST"])
add("/loose", "loose", strict_slashes=False)
add("/loose2/", "loose2", strict_slashes=False)
add("/s/<x>", "string")
add("/i/<int:x>", "integer")
add("/is/<int(signed=True):x>", "signed")
add("/im/<int(min=3,max=9):x>", "bounded")
add("/if/<int(fixed_digits=3):x>", "fixed")
add("/f/<float:x>", "floating")
add("/fs/<float(signed=True):x>", "sfloating")
add("/u/<uuid:x>", "uuid")
add("/p/<path:x>", "path")
add("/p/<path:x>/edit", "path_edit")
add("/any/<any(foo,bar):x>", "anyof")
add("/len/<string(length=3):x>", "length")
add("/minlen/<string(minlength=2,maxlength=4):x>", "minlength")
add("/even/<even:x>", "even")
add("/v<int:a>.<int:b>", "version")
add("/x.<ext>", "extension")
add("/pri/<x>", "pri_string")
add("/pri/<int:x>", "pri_int")
add("/pri/<path:x>", "pri_path")
add("/pri/me", "pri_me")
add("/q/<x>", "tie_string")
add("/q/<uuid:x>", "tie_uuid")
add("/user/<x>", "user")
add("/d/", "pages", defaults={"page": 1})
add("/d/<int:page>", "pages")
add("/old", "old", redirect_to="/new")
add("/oldi/<int:x>", "oldi", redirect_to="/i/<x>")
add("/new", "new")
add("/dup", "dup1")
add("/dup", "dup2")
add("/gp", "gp_get")
add("/gp", "gp_post", methods=["POST"])
add("/gp", "gp_more", methods=["PUT", "DELETE"])
add("/multi", "multi")
add("/multi2", "multi", methods=["POST"])
add("/own-options", "own_options", methods=["GET", "OPTIONS"])
add("/no-options", "no_options", provide_automatic_options=False)
add("/nm//x", "double")
add("/keep//x", "keep_double", merge_slashes=False)
add("/héllo/<x>", "unicode")
add("/only-head", "only_head", methods=["HEAD"])
add("/put", "put_only", methods=["PUT"])


class Things(MethodView):
    init_every_request = False

    async def get(self, x):
        return echo(x=x)

    async def post(self, x):
        return echo(x=x, posted=True)


class Counted(MethodView):
    """One instance for each request."""

    def __init__(self, start):
        self.count = start

    async def get(self):
        self.count += 1
        return jsonify(self.count)


class CountedOnce(Counted):
    """One instance for all: it starts anew when the count is asked for by POST."""

    init_every_request = False

    async def post(self):
        self.count = 0
        return jsonify(self.count)


class Plain(View):
    methods = ["GET", "POST"]

    async def dispatch_request(self):
        return echo(plain=True)


app.add_url_rule("/things/<x>", view_func=Things.as_view("things"))
app.add_url_rule("/counted", view_func=Counted.as_view("counted", 5))
app.add_url_rule("/counted-once", view_func=CountedOnce.as_view("counted_once", start=7))
app.add_url_rule("/plain", view_func=Plain.as_view("plain"))

outer = Blueprint("outer", __name__, url_prefix="/outer/")
inner = Blueprint("inner", __name__, url_prefix="/inner")


@outer.route("/")
@outer.route("/again")
async def home():
    return echo(url=url_for(".home"), inside=url_for("outer.inner.leaf", n=3))


@inner.get("/leaf/<int:n>")
async def leaf(n):
    return echo(n=n, up=url_for(".leaf", n=n, q=["a", "b"]), blueprints=request.blueprints)


@inner.url_value_preprocessor
def note(endpoint, values):
    if values is not None:
        values["n"] = values["n"] + 100


@inner.url_defaults
def fill(endpoint, values):
    values.setdefault("lang", "pt")


outer.register_blueprint(inner)
app.register_blueprint(outer)
app.register_blueprint(outer, name="twice", url_prefix="/twice")


@app.get("/urls")
async def urls():
    return jsonify(
        plain=url_for("string", x="a b/c?d#é"),
        path=url_for("path", x="a/b c//d"),
        query=url_for("new", q="a b", n=1, none=None, yes=True, many=["x", "y"], é="ç"),
        anchor=url_for("new", _anchor="x y#é/ü"),
        external=url_for("new", _external=True),
        scheme=url_for("new", _scheme="https"),
        relative=url_for("new", _external=False),
        method=url_for("multi", _method="POST"),
        even=url_for("even", x=21),
        static=url_for("static", filename="a b/c.css"),
        page=url_for("pages", page=1),
        page2=url_for("pages", page=2),
        when=url_for("new", when=datetime.date(2024, 1, 2)),
        uuid=url_for("uuid", x="00000000-0000-0000-0000-000000000000"),
    )


@app.get("/urls-wrong")
async def urls_wrong():
    return url_for("nothing")


@app.get("/urls-missing")
async def urls_missing():
    return url_for("string")


@app.get("/urls-scheme")
async def urls_scheme():
    return url_for("new", _scheme="https", _external=False)


late = Application("late", static_folder=None)
late.config["TRUSTED_HOSTS"] = ["good.example", ".sub.example"]
late.url_map.strict_slashes = False


@late.get("/a/")
async def a():
    return "a"


@late.get("/register")
async def register():
    try:
        late.add_url_rule("/later", "later", aecho)
    except AssertionError:
        return "too late"
    return "registered"


named = Application("named", static_folder=None)
named.config.update(SERVER_NAME="ex.com", APPLICATION_ROOT="/root")


@named.get("/x")
async def named_x():
    return jsonify(url=url_for("named_x", _external=True), host=request.host)


subs = Application("subs", static_folder=None, subdomain_matching=True)
subs.config["SERVER_NAME"] = "ex.com:80"
subs.add_url_rule("/", "top", aecho)
subs.add_url_rule("/", "api", aecho, subdomain="api")
subs.add_url_rule("/w", "wild", aecho, subdomain="<who>")

hosts = Application("hosts", static_folder=None, host_matching=True)
hosts.add_url_rule("/", "one", aecho, host="one.example")
hosts.add_url_rule("/", "any", aecho, host="<who>.example")

catch = Application("catch", static_folder=None)
catch.add_url_rule("/<path:x>", "all", aecho)
catch.add_url_rule("/<x>/edit", "edit", aecho)
catch.add_url_rule("/<a>/<b>", "two", aecho)
catch.add_url_rule("/u<x>", "starts", aecho)
catch.add_url_rule("/<x>", "one", aecho)

APPS = {
    "routing": app,
    "late": late,
    "named": named,
    "subs": subs,
    "hosts": hosts,
    "catch": catch,
}
