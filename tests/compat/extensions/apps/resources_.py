"""Flask-RESTful: resources, errors, arguments and fields."""

import datetime as dt
import decimal
import functools
import json
from types import MappingProxyType

from names import Application, Blueprint, make_response, redirect, request, restful
from names import restful_fields as fields
from names import restful_inputs as inputs
from names import restful_reqparse as reqparse
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException, NotFound


class Gone(Exception):
    pass


class Strange(Exception):
    def __init__(self):
        super().__init__()
        self.data = {"message": "strange", "more": [1]}


def shout(method):
    @functools.wraps(method)
    async def wrapper(*args, **kwargs):
        return {"shouted": await method(*args, **kwargs)}

    return wrapper


RETURNED = {
    "dict": {"b": 1, "a": "é<"},
    "none": None,
    "empty": "",
    "text": "text",
    "number": 1.5,
    "list": [1, {"x": None}],
    "status": ({"a": 1}, 201),
    "headers": ({"a": 1}, 202, {"X-One": "1", "Content-Type": "text/weird"}),
    "no-content": ("", 204),
    "pair-of-data": ({"a": 1}, {"X-One": "1"}),
    "four": (1, 2, 3, 4),
    "date": dt.date(2024, 1, 2),
    "nan": float("nan"),
}


class Returned(restful.Resource):
    async def get(self, what):
        if what == "response":
            return make_response("ready", 203)
        if what == "redirect":
            return redirect("/elsewhere")
        return RETURNED[what]

    async def post(self, what):
        return RETURNED[what], 200, {"X-Posted": "1"}


class Failing(restful.Resource):
    async def get(self, what):
        if what.isdigit():
            restful.abort(int(what), message=f"no {what}", code=what)
        if what == "plain":
            restful.abort(418)
        if what == "gone":
            raise Gone("gone")
        if what == "strange":
            raise Strange
        if what == "http":
            raise NotFound("not here")
        if what == "response":
            raise HTTPException(response=make_response("own", 402))
        return 1 / 0


class Decorated(restful.Resource):
    method_decorators = MappingProxyType({"get": [shout], "post": [shout, shout]})

    async def get(self):
        return "get"

    async def post(self):
        return "post"

    async def put(self):
        return "put"


def write_csv(data, code, _headers=None):
    return make_response(",".join(data), code)


def write_json(data, code, _headers=None):
    return make_response(json.dumps(data), code)


class Written(restful.Resource):
    representations = MappingProxyType({"text/csv": write_csv, "application/json": write_json})

    async def get(self):
        return ["a", "b"], 201


class Made(restful.Resource):
    def __init__(self, prefix, suffix="!"):
        self.prefix, self.suffix = prefix, suffix

    async def get(self, name="nobody"):
        return f"{self.prefix}{name}{self.suffix}"


class Thing:
    def __init__(self):
        self.name = "thing"
        self.price = decimal.Decimal("1.23456789")
        self.made = dt.datetime(2024, 1, 2, 3, 4, 5)
        self.sizes = {3}
        self.inner = {"deep": {"value": 5}, "rows": [{"n": 1, "x": 2}, {"n": None}]}
        self.id = self.number = 7


SHAPE = {
    "zname": fields.String(attribute="name"),
    "name": fields.String,
    "missing": fields.String,
    "default": fields.String(default="d"),
    "zero": fields.Integer,
    "price": fields.Fixed(decimals=2),
    "exact": fields.Arbitrary(attribute="price"),
    "as_float": fields.Float(attribute="price"),
    "is": fields.Boolean(attribute="name"),
    "made": fields.DateTime,
    "iso": fields.DateTime(dt_format="iso8601", attribute="made"),
    "deep": fields.Integer(attribute="inner.deep.value"),
    "called": fields.Raw(attribute=lambda _thing: "called"),
    "sizes": fields.List(fields.Integer),
    "rows": fields.List(fields.Nested({"n": fields.Integer(default=-1)}), attribute="inner.rows"),
    "numbers": fields.List(fields.Integer(attribute="n"), attribute="inner.rows"),
    "raws": fields.List(fields.Raw, attribute="inner.rows"),
    "nested": fields.Nested({"value": fields.Integer}, attribute="inner.deep"),
    "null": fields.Nested({"x": fields.String}, allow_null=True, attribute="nothing"),
    "filled": fields.Nested({"x": fields.String}, attribute="nothing"),
    "given": fields.Nested({"x": fields.String}, attribute="nothing", default={}),
    "group": {"name": fields.String, "id": fields.Integer},
    "formatted": fields.FormattedString("{name} {id}"),
    "url": fields.Url("shaped"),
    "absolute": fields.Url("shaped", absolute=True, scheme="ftp"),
    "own": fields.Url(None),
}
BAD_SHAPES = {
    "integer": ({"a": fields.Integer}, {"a": "x"}),
    "date": ({"a": fields.DateTime}, {"a": "x"}),
    "format": ({"a": fields.DateTime(dt_format="x")}, {"a": dt.datetime(2024, 1, 1)}),
    "fixed": ({"a": fields.Fixed}, {"a": "nan"}),
    "text": ({"a": fields.FormattedString("{b}")}, {"a": 1}),
    "list": ({"a": fields.List(fields.String)}, {"a": "x"}),
    "nested": ({"a": fields.List(fields.Nested({"b": fields.Raw}))}, {"a": {"b": 2}}),
}


class Shaped(restful.Resource):
    @restful.marshal_with(SHAPE)
    async def get(self, **_number):
        return Thing()

    @restful.marshal_with(SHAPE, envelope="things")
    async def post(self, **_number):
        return [Thing(), {"name": "d", "id": 1, "number": 2}], 201, {"X-One": "1"}

    @restful.marshal_with_field(fields.List(fields.Integer))
    async def put(self, **_number):
        return ["1", 2, 3.9], 202

    async def delete(self, **_number):
        shape, data = BAD_SHAPES[request.args["shape"]]
        return restful.marshal(data, shape, envelope="e")


def make_parser(**options):
    parser = reqparse.RequestParser(**options)
    parser.add_argument("name", required=True, help="Name cannot be blank: {error_msg}")
    parser.add_argument("rate", type=int, default=5)
    parser.add_argument("rates", type=int, action="append")
    parser.add_argument("kind", choices=("Small", "Big"), case_sensitive=False, dest="size")
    parser.add_argument("flag", type=inputs.boolean, store_missing=False)
    parser.add_argument("price", type=decimal.Decimal)
    parser.add_argument("bad", type=int, ignore=True)
    parser.add_argument("never-null", nullable=False)
    parser.add_argument("trimmed", trim=True)
    parser.add_argument("User-Agent", location="headers", dest="agent")
    parser.add_argument("who", location=["args", "cookies"], default=lambda: "made")
    return parser


PLACES = {
    "args": {"location": "args", "type": int, "required": True},
    "form": {"location": "form", "required": True},
    "json": {"location": "json", "required": True, "type": dict},
    "headers": {"location": "headers", "required": True},
    "cookies": {"location": "cookies", "required": True},
    "files": {"location": "files", "type": FileStorage, "required": True},
    "several": {"location": ("args", "form"), "required": True, "action": "append"},
    "operators": {"location": "args", "operators": (">=", "=", "<"), "type": int},
}
TYPES = {
    "url": inputs.url,
    "regex": inputs.regex("^[a-z]+$"),
    "interval": inputs.iso8601interval,
    "date": inputs.date,
    "natural": inputs.natural,
    "positive": inputs.positive,
    "range": inputs.int_range(2, 5, "x"),
    "boolean": inputs.boolean,
    "rfc822": inputs.datetime_from_rfc822,
    "iso8601": inputs.datetime_from_iso8601,
    "two": lambda value, name: f"{name}:{value}",
    "three": lambda value, name, op: f"{name}{op}{value}",
    "int": int,
}


class Parsed(restful.Resource):
    async def get(self):
        return self.parsed()

    async def post(self):
        return self.parsed()

    def parsed(self):
        bundle = "bundle" in request.args
        parser = make_parser(bundle_errors=bundle, trim="trim" in request.args)
        if "copy" in request.args:
            parser = parser.copy()
            parser.replace_argument("name", type=int, required=True)
            parser.remove_argument("rates")
        found = parser.parse_args(strict="strict" in request.args)
        return {"found": json.loads(json.dumps(found, default=str)), "name": found.name}


class Placed(restful.Resource):
    async def get(self, place):
        return self.parsed(place)

    async def post(self, place):
        return self.parsed(place)

    def parsed(self, place):
        parser = reqparse.RequestParser().add_argument("x", **PLACES[place])
        found = parser.parse_args(http_error_code=422)
        return repr(getattr(found.x, "filename", found.x))


class Typed(restful.Resource):
    async def get(self, kind):
        parser = reqparse.RequestParser(bundle_errors="bundle" in request.args)
        found = parser.add_argument("x", type=TYPES[kind], location="args").parse_args()["x"]
        parts = found if isinstance(found, tuple) else [found]
        return [part.isoformat() if isinstance(part, dt.date) else part for part in parts]


def add_all(api):
    api.add_resource(Returned, "/returned/<what>")
    api.add_resource(Failing, "/failing/<what>", endpoint="fails")
    api.add_resource(Decorated, "/decorated", "/decorated/too")
    api.add_resource(Written, "/written")
    api.add_resource(Shaped, "/shaped/<int:number>")
    api.add_resource(Parsed, "/parsed")
    api.add_resource(Placed, "/placed/<place>")
    api.add_resource(Typed, "/typed/<kind>")
    api.add_resource(
        Made,
        "/made",
        "/made/<name>",
        resource_class_args=("Hello ",),
        resource_class_kwargs={"suffix": "."},
    )

    @api.resource("/links", endpoint="links")
    class Links(restful.Resource):
        async def get(self):
            return [api.url_for(Made, name="x"), api.url_for(Made, _external=True, name="y")]


def build(name, *, handler=True, late=False, config=(), **options):
    app = Application(f"resources_{name}", static_folder=None, template_folder=None)
    app.config.update(config)
    api = restful.Api(**options) if late else restful.Api(app, **options)
    add_all(api)
    if late:
        api.init_app(app)

    @app.after_request
    async def after(response):
        if "fail-after" in request.args:
            raise KeyError("fail-after")
        response.headers["X-After"] = str(response.status_code)
        return response

    @app.route("/plain/<what>")
    async def plain(what):
        if what == "404":
            raise NotFound
        return 1 / 0

    if handler:

        @app.errorhandler(404)
        async def missing(error):
            return "the application's 404", 404

        @app.errorhandler(Gone)
        async def gone(error):
            return "the application's Gone", 410

    return app


def in_blueprint(name, *, late=False, **options):
    app = Application(f"resources_{name}", static_folder=None, template_folder=None)
    bp = Blueprint("bp", f"resources_{name}", url_prefix="/bp")
    api = restful.Api(**options) if late else restful.Api(bp, **options)
    api.add_resource(Returned, "/returned/<what>")
    api.add_resource(Failing, "/failing/<what>", endpoint="fails")
    api.add_resource(Made, "/made/<name>", resource_class_args=("Hi ",))

    @api.resource("/links")
    class Links(restful.Resource):
        async def get(self):
            return api.url_for(Made, name="x")

    if late:
        api.init_app(bp)

    @bp.route("/plain")
    async def plain():
        raise NotFound

    app.register_blueprint(bp, url_prefix="/at")
    return app


class OwnErrors(restful.Api):
    async def handle_error(self, e):
        if isinstance(e, ZeroDivisionError):
            raise RuntimeError("not mine")
        return self.make_response({"own": type(e).__name__}, getattr(e, "code", 500))


def with_representations():
    app = Application("resources_written", static_folder=None, template_folder=None)
    api = restful.Api(app, default_mediatype=None)
    api.add_resource(Returned, "/returned/<what>")
    api.add_resource(Written, "/written")
    api.add_resource(Failing, "/failing/<what>")

    @api.representation("text/plain")
    def plain(data, code, headers=None):
        response = make_response(repr(data), code)
        response.headers.extend(headers or {})
        return response

    return app


def with_own_errors():
    app = Application("resources_own_errors", static_folder=None, template_folder=None)
    OwnErrors(app).add_resource(Failing, "/failing/<what>")
    return app


ERRORS = {"Gone": {"message": "It is gone", "status": 410, "x": 1}, "NotFound": {"status": 400}}
APPS = {
    "restful": build("default"),
    "restful_late": build(
        "late", late=True, handler=False, prefix="/v1", config={"RESTFUL_JSON": {"indent": 1}}
    ),
    "restful_all": build("all", catch_all_404s=True, serve_challenge_on_401=True, errors=ERRORS),
    "restful_decorated": build("decorated", decorators=[shout], config={"BUNDLE_ERRORS": True}),
    "restful_bp": in_blueprint("bp", prefix="/v1"),
    "restful_bp_late": in_blueprint("bp_late", late=True, prefix="/v1"),
    "restful_bp_order": in_blueprint("bp_order", prefix="/v1", url_part_order="abe"),
    "restful_written": with_representations(),
    "restful_own_errors": with_own_errors(),
}
