"""One application for every way of configuring Flask-CORS."""

import re
from datetime import timedelta

from names import Application, Blueprint, abort, cors, make_response, request, session

SECRET = "a-secret-for-tests"


def build(name, arrange, **config):  # noqa: C901 - many small views
    app = Application(f"{__name__}_{name}", static_folder=None)
    app.config.update(SECRET_KEY=SECRET, **config)
    inner = Blueprint("inner", __name__, url_prefix="/in")

    @app.get("/x")
    async def x():
        return "x"

    @app.post("/x", endpoint="post_x")
    async def post_x():
        return {"posted": True}, 201

    @app.get("/api/v1/items")
    async def items():
        session["seen"] = 1
        return [1, 2]

    @app.get("/api/v1/Private/<y>")
    async def private(y):
        return y

    @app.get("/forbidden")
    async def forbidden():
        abort(403)

    @app.get("/zero")
    async def zero():
        return 1 / 0

    @app.get("/slash/")
    async def slash():
        return "slash"

    @app.get("/own")
    async def own():
        response = make_response("own")
        response.headers["Access-Control-Allow-Origin"] = "https://own.example"
        response.headers["Vary"] = "Accept"
        return response

    @app.route("/decorated", methods=["GET", "POST"])
    @cors.cross_origin()
    async def decorated():
        return "decorated"

    @app.get("/decorated/strict")
    @cors.cross_origin(origins=["https://a.example"], supports_credentials=True, max_age=5)
    async def strict():
        return {"strict": True}

    @app.get("/decorated/manual")
    @cors.cross_origin(automatic_options=False, allow_headers=["X-One"])
    async def manual():
        return "manual"

    @app.get("/decorated/abort")
    @cors.cross_origin()
    async def aborting():
        abort(418)

    @inner.get("/y")
    async def y():
        return "y"

    @inner.get("/abort")
    async def inner_abort():
        abort(409)

    @app.errorhandler(404)
    async def missing(error):
        return {"missing": True}, 404

    arrange(app, inner)

    @app.after_request
    async def after(response):
        if "fail-after" in request.args:
            raise KeyError("fail-after")
        if response.status_code != 201:
            response.vary.add("Accept")
        response.headers["X-Seen"] = response.headers.get("Access-Control-Allow-Origin", "none")
        return response

    app.register_blueprint(inner)
    return app


def with_options(*args, **options):
    return lambda app, _inner: cors.CORS(app, *args, **options)


def with_init_app(app, inner):
    extension = cors.CORS(origins=["https://a.example"], max_age=3)
    extension.init_app(app, max_age=7, expose_headers="X-Seen")


OPTIONS = {
    "default": {},
    "one_origin": {"origins": "https://a.example"},
    "list": {"origins": ["https://b.example", "https://A.example"], "supports_credentials": True},
    "regex": {"origins": r"https://.*\.example$"},
    "compiled": {"origins": [re.compile(r"https://a\..*"), "https://b.example"]},
    "star_in_list": {"origins": ["*"], "supports_credentials": True},
    "wildcard": {"send_wildcard": True, "max_age": timedelta(minutes=10)},
    "no_vary": {"origins": ["https://a.example", "https://b.example"], "vary_header": False},
    "not_always": {"origins": "https://a.example", "always_send": False},
    "methods": {"methods": ["get", "post"], "max_age": 60},
    "method_text": {"methods": "GET"},
    "headers": {"allow_headers": ["Content-Type", r"X-.*"], "expose_headers": ["X-B", "X-A"]},
    "header_text": {"allow_headers": "X-One", "expose_headers": "X-Seen"},
    "private": {"allow_private_network": True},
    "not_on_errors": {"intercept_exceptions": False},
    "resource": {"resources": r"/api/*"},
    "resource_list": {"resources": [r"/api/.*", "/x"]},
    "resource_regex": {"resources": re.compile(r"/(x|zero)$")},
    "resources": {
        "origins": "https://b.example",
        "resources": {
            r"/*": {"origins": "https://a.example"},
            r"/api/*": {"origins": ["https://a.example", "https://b.example"], "max_age": 1},
            "/api/v1/items": {"origins": "*", "expose_headers": ["X-Items"]},
            re.compile("/api/v1/P.*"): {"methods": "DELETE", "supports_credentials": True},
        },
    },
    "star_resource": {"resources": {"*": {"origins": "https://a.example"}}},
}

APPS = {
    f"cors_{name}": build(name, with_options(**options)) for name, options in OPTIONS.items()
} | {
    "cors_init_app": build("init_app", with_init_app),
    "cors_blueprint": build(
        "blueprint", lambda _app, inner: cors.CORS(inner, origins="https://a.example")
    ),
    "cors_config": build(
        "config",
        with_options(max_age=9),
        CORS_ORIGINS=["https://a.example", "https://b.example"],
        CORS_SUPPORTS_CREDENTIALS=True,
        CORS_EXPOSE_HEADERS="X-Seen",
        CORS_MAX_AGE=1,
        CORS_ALLOW_HEADERS=["X-One", "X-Two"],
    ),
    "cors_decorators_only": build(
        "decorators_only", lambda _app, _inner: None, CORS_ORIGINS="https://b.example"
    ),
}
