"""Flask-Login in all its settings."""

import datetime

from names import (
    AnonymousUserMixin,
    Application,
    Blueprint,
    LoginManager,
    UserMixin,
    confirm_login,
    current_user,
    flash,
    fresh_login_required,
    get_flashed_messages,
    jsonify,
    load_current_user,
    login_fresh,
    login_required,
    login_user,
    logout_user,
    render_template_string,
    request,
    session,
)

SECRET = "a-secret-for-tests"


class User(UserMixin):
    def __init__(self, id, active=True):
        self.id = id
        self.name = f"user {id}"
        self.active = active

    @property
    def is_active(self):
        return self.active


class Guest(AnonymousUserMixin):
    name = "guest"


async def load_user(user_id):
    if user_id in {"gone", "None"}:
        return None
    return User(user_id, active=user_id != "inactive")


def load_from_request(request):
    if request.headers.get("X-Api-Key") == "k":
        return User("api")
    return None


def make(name, manage=lambda manager: None, add_context_processor=True, **config):
    app = Application(name, static_folder=None)
    app.secret_key = SECRET
    app.config.update(config)
    manager = LoginManager()
    manager.init_app(app, add_context_processor)
    manager.login_view = "login"
    manager.user_loader(load_user)
    manage(manager)

    @app.route("/login", methods=["GET", "POST"])
    async def login():
        if request.method == "GET":
            return jsonify(
                next=request.args.get("next"), flashes=get_flashed_messages(with_categories=True)
            )
        form = request.form
        duration = form.get("days", type=int)
        done = await login_user(
            User(form.get("id", "42"), active=form.get("id") != "inactive"),
            remember="remember" in form,
            duration=datetime.timedelta(days=duration) if duration else None,
            force="force" in form,
            fresh="stale" not in form,
        )
        await load_current_user()
        return jsonify(
            done=done, id=current_user.get_id(), name=getattr(current_user, "name", None)
        )

    @app.get("/logout")
    async def logout():
        await logout_user()
        return jsonify(current_user.is_authenticated, current_user.is_anonymous)

    @app.get("/logout-required")
    @login_required
    async def logout_required():
        await logout_user()
        flash("bye", "info")
        return "bye"

    @app.route("/me", methods=["GET", "POST", "OPTIONS"])
    @login_required
    async def me():
        return (
            jsonify(
                me=current_user.name,
                id=current_user.get_id(),
                same=current_user == User(current_user.id),
            )
            if current_user.is_authenticated
            else "disabled"
        )

    @app.get("/by-hand")
    async def by_hand():
        await load_current_user()
        if not current_user.is_authenticated:
            return manager.unauthorized()
        return manager.needs_refresh()

    @app.get("/fresh")
    @fresh_login_required
    async def fresh():
        return jsonify(fresh=login_fresh())

    @app.get("/confirm")
    async def confirm():
        confirm_login()
        return "confirmed"

    @app.get("/who")
    async def who():
        await load_current_user()
        return jsonify(
            current_user.is_authenticated,
            current_user.is_active,
            current_user.is_anonymous,
            getattr(current_user, "name", None),
        )

    @app.get("/page")
    async def page():
        return await render_template_string(
            "{% if current_user.is_authenticated %}{{ current_user.name }}{% else %}nobody{% endif %}"
            "{% for m in get_flashed_messages() %}{{ m }}{% endfor %}"
        )

    @app.get("/open")
    async def opened():
        return "open"

    @app.get("/session")
    async def show_session():
        return jsonify(
            sorted(key for key in session if key != "_id"),
            session.get("_id"),
            session.get("_fresh"),
        )

    @app.get("/permanent")
    async def permanent():
        session.permanent = True
        return "permanent"

    bp = Blueprint("bp", __name__, url_prefix="/bp")

    @bp.get("/me")
    @login_required
    async def bp_me():
        return "bp"

    @bp.get("/login")
    async def bp_login():
        return "bp login"

    app.register_blueprint(bp)
    return app


def messages(manager):
    manager.login_message = "Faça login é"
    manager.login_message_category = "warning"
    manager.refresh_view = "login"
    manager.needs_refresh_message = "again"
    manager.needs_refresh_message_category = "info"
    manager.localize_callback = lambda text: f"<{text}>"
    manager.blueprint_login_views = {"bp": "bp.bp_login"}
    manager.anonymous_user = Guest


def callbacks(manager):
    manager.unauthorized_handler(lambda: (jsonify(error="unauthorized"), 401))
    manager.needs_refresh_handler(lambda: ("refresh", 403))
    manager.request_loader(load_from_request)


def no_view(manager):
    manager.login_view = None


def external(manager):
    manager.login_view = "https://login.example/in?a=1"
    manager.login_message = None
    manager.session_protection = None


APPS = {
    "login": make("login"),
    "login_messages": make("login_messages", messages),
    "login_callbacks": make(
        "login_callbacks", callbacks, add_context_processor=False, SESSION_PROTECTION=None
    ),
    "login_strong": make("login_strong", SESSION_PROTECTION="strong"),
    "login_none": make("login_none", no_view, LOGIN_DISABLED=False),
    "login_disabled": make("login_disabled", LOGIN_DISABLED=True),
    "login_external": make(
        "login_external",
        external,
        USE_SESSION_FOR_NEXT=False,
        FORCE_HOST_FOR_REDIRECTS="forced.example",
    ),
    "login_next": make("login_next", messages, USE_SESSION_FOR_NEXT=True),
    "login_cookie": make(
        "login_cookie",
        REMEMBER_COOKIE_NAME="mem",
        REMEMBER_COOKIE_DURATION=60,
        REMEMBER_COOKIE_DOMAIN="testing.example",
        REMEMBER_COOKIE_PATH="/p",
        REMEMBER_COOKIE_SECURE=True,
        REMEMBER_COOKIE_HTTPONLY=False,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_REFRESH_EACH_REQUEST=True,
    ),
}
