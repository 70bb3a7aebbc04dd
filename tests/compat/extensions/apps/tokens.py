"""Flask-JWT-Extended: tokens in every place, with every loader."""

import datetime as dt
import decimal

from names import (
    Application,
    MethodView,
    jsonify,
    jwt,
    make_response,
    render_template_string,
    request,
)

USERS = {"7": {"name": "seven"}, "8": {"name": "eight"}}


def build(name, arrange=None, **config):
    app = Application(f"tokens_{name}", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY="a-secret-for-tests-that-is-long-enough-even-for-the-longest-of-algorithms",
        **config,
    )
    manager = jwt.JWTManager(app, add_context_processor=name == "loaders")
    add_making(app)
    add_views(app)
    add_cookies(app)
    if arrange is not None:
        arrange(manager)
    return app


def add_making(app):
    @app.route("/make/<identity>")
    async def make(identity):
        fresh = request.args.get("fresh")
        return jsonify(
            access=jwt.create_access_token(
                identity,
                fresh=dt.timedelta(minutes=int(fresh)) if fresh else "is_fresh" in request.args,
                additional_claims={"role": "admin", "sum": decimal.Decimal("1.5")},
                additional_headers={"kid": "1"},
            ),
            refresh=jwt.create_refresh_token(identity, additional_claims={"x": [1]}),
            forever=jwt.create_access_token(identity, expires_delta=False),
            short=jwt.create_access_token(identity, expires_delta=dt.timedelta(seconds=5)),
        )

    @app.route("/make-number")
    async def make_number():
        return jwt.create_access_token(7)

    @app.route("/decode")
    async def decode():
        token = request.args["token"]
        claims = jwt.decode_token(token, allow_expired="expired" in request.args)
        return jsonify(claims, jwt.get_unverified_jwt_headers(token))

    @app.route("/parts")
    async def parts():
        token = request.args["token"]
        return jsonify(jwt.get_jti(token), jwt.get_csrf_token(token))


def add_views(app):
    options = {
        "required": {},
        "optional": {"optional": True},
        "fresh": {"fresh": True},
        "refresh": {"refresh": True},
        "any-type": {"verify_type": False},
        "cookies": {"locations": "cookies"},
        "refresh-cookies": {"locations": ["cookies"], "refresh": True},
        "two": {"locations": ["headers", "query_string"]},
        "refresh-json": {"locations": "json", "refresh": True},
        "nowhere": {"locations": ["headers", "nowhere"]},
        "revoked": {"skip_revocation_check": True},
    }
    for name, chosen in options.items():
        add_view(app, name, chosen)

    @app.route("/by-call", methods=["GET", "POST"])
    async def by_call():
        result = await jwt.verify_jwt_in_request(optional=True)
        return jsonify(result, jwt.get_jwt_identity())

    @app.route("/outside")
    async def outside():
        return jwt.get_jwt()

    @app.route("/user")
    @jwt.jwt_required()
    async def user():
        return jsonify(jwt.current_user["name"], jwt.get_current_user() is not None)

    @app.route("/page")
    @jwt.jwt_required(optional=True)
    async def page():
        return await render_template_string("{{ current_user.name }}")

    class Things(MethodView):
        decorators = (jwt.jwt_required(),)

        async def get(self, key):
            return jsonify(key, jwt.get_jwt_identity())

    app.add_url_rule("/things/<int:key>", view_func=Things.as_view("things"))


def add_view(app, name, options):
    @app.route(f"/{name}", methods=["GET", "POST"], endpoint=name)
    @jwt.jwt_required(**options)
    async def view():
        return jsonify(
            jwt.get_jwt(),
            jwt.get_jwt_header(),
            jwt.get_jwt_identity(),
            jwt.get_jwt_request_location(),
        )


def add_cookies(app):
    @app.route("/log-in", methods=["POST"])
    async def log_in():
        response = make_response("in")
        options = {key: request.args[key] for key in ("domain",) if key in request.args}
        if "max_age" in request.args:
            options["max_age"] = int(request.args["max_age"])
        jwt.set_access_cookies(response, jwt.create_access_token("7", fresh=True), **options)
        jwt.set_refresh_cookies(response, jwt.create_refresh_token("7"), **options)
        return response

    @app.route("/log-out", methods=["POST"])
    async def log_out():
        response = make_response("out")
        jwt.unset_jwt_cookies(response)
        return response

    @app.route("/forget/<kind>", methods=["POST"])
    async def forget(kind):
        response = make_response("forgotten")
        forget = {"access": jwt.unset_access_cookies, "refresh": jwt.unset_refresh_cookies}[kind]
        forget(response, domain="ex.com")
        return response


def loaders(manager):
    @manager.user_lookup_loader
    async def look_up(header, claims):
        return USERS.get(claims["sub"])

    @manager.token_in_blocklist_loader
    async def is_revoked(header, claims):
        return claims["jti"] == "revoked"

    @manager.token_verification_loader
    async def verify(header, claims):
        return claims.get("role") != "nobody"

    @manager.user_identity_loader
    def identity(value):
        return str(value)

    @manager.additional_claims_loader
    def claims(value):
        return {"of": f"<{value}>", "role": "loader"}

    @manager.additional_headers_loader
    def headers(value):
        return {"kid": "loader", "x": 1}


def answers(manager):
    loaders(manager)

    @manager.expired_token_loader
    async def expired(header, claims):
        return jsonify(expired=claims["sub"], header=header), 499

    @manager.invalid_token_loader
    async def invalid(why):
        return f"invalid: {why}", 400

    @manager.unauthorized_loader
    def unauthorized(why):
        return jsonify(why=why), 403

    @manager.needs_fresh_token_loader
    async def stale(header, claims):
        return "stale", 409

    @manager.revoked_token_loader
    async def revoked(header, claims):
        return {"revoked": claims["jti"]}

    @manager.token_verification_failed_loader
    async def failed(header, claims):
        return {"failed": claims["role"]}, 418

    @manager.user_lookup_error_loader
    async def gone(header, claims):
        return {"gone": claims["sub"]}, 410

    @manager.decode_key_loader
    def decode_key(header, claims):
        return f"key-{header.get('kid')}-that-is-long-enough-for-hs256"

    @manager.encode_key_loader
    def encode_key(identity):
        return "key-loader-that-is-long-enough-for-hs256"


APPS = {
    "jwt": build("plain"),
    "jwt_loaders": build("loaders", loaders),
    "jwt_answers": build("answers", answers),
    "jwt_everywhere": build(
        "everywhere",
        JWT_TOKEN_LOCATION=["headers", "cookies", "query_string", "json"],
        JWT_CSRF_CHECK_FORM=True,
    ),
    "jwt_cookies": build("cookies", JWT_TOKEN_LOCATION="cookies", JWT_SESSION_COOKIE=False),
    "jwt_cookies_own": build(
        "cookies_own",
        JWT_TOKEN_LOCATION=["cookies"],
        JWT_ACCESS_COOKIE_NAME="acc",
        JWT_ACCESS_COOKIE_PATH="/api",
        JWT_ACCESS_CSRF_COOKIE_NAME="acc_csrf",
        JWT_ACCESS_CSRF_HEADER_NAME="X-Mine",
        JWT_REFRESH_CSRF_COOKIE_PATH="/refresh",
        JWT_COOKIE_SAMESITE="Strict",
        JWT_COOKIE_SECURE=True,
        JWT_COOKIE_DOMAIN=".ex.com",
        JWT_CSRF_METHODS=["GET"],
    ),
    "jwt_cookies_alone": build(
        "cookies_alone", JWT_TOKEN_LOCATION=["cookies"], JWT_COOKIE_CSRF_PROTECT=False
    ),
    "jwt_own": build(
        "own",
        JWT_SECRET_KEY="another-secret-that-is-long-enough-even-for-the-longest-of-algorithms",
        JWT_ALGORITHM="HS384",
        JWT_DECODE_ALGORITHMS=["HS256"],
        JWT_HEADER_NAME="X-Token",
        JWT_HEADER_TYPE="JWT",
        JWT_IDENTITY_CLAIM="user_id",
        JWT_ERROR_MESSAGE_KEY="error",
        JWT_ACCESS_TOKEN_EXPIRES=3600,
        JWT_REFRESH_TOKEN_EXPIRES=False,
        JWT_ENCODE_NBF=False,
        JWT_ENCODE_ISSUER="me",
        JWT_ENCODE_AUDIENCE="you",
        JWT_DECODE_ISSUER="me",
        JWT_DECODE_AUDIENCE=["you", "they"],
        JWT_DECODE_LEEWAY=100,
    ),
    "jwt_bare": build(
        "bare",
        JWT_HEADER_TYPE="",
        JWT_VERIFY_SUB=False,
        JWT_TOKEN_LOCATION=("headers", "query_string"),
        JWT_QUERY_STRING_NAME="t",
        JWT_QUERY_STRING_VALUE_PREFIX="Bearer ",
    ),
    "jwt_wrong": build("wrong", JWT_TOKEN_LOCATION=["body"]),
}
