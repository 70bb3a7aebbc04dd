"""What FastAPI sees of the routes: dependencies, docs, and whatever else is added beside them."""

import json
import warnings
from typing import Annotated, ClassVar

import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, WebSocket
from inprocess import ask, get, lifespan
from starlette.testclient import TestClient

from migrator.compat.application import Application
from migrator.compat.blueprint import Blueprint
from migrator.compat.context import g, request, session
from migrator.compat.login import (
    LoginManager,
    UserMixin,
    current_user,
    fresh_login_required,
    load_current_user,
    login_required,
    login_user,
)
from migrator.compat.openapi import describe
from migrator.compat.proxy_fix import ProxyFix
from migrator.compat.responses import abort, jsonify
from migrator.compat.views import MethodView


def make_app(**options):
    app = Application(__name__, static_folder=None, **options)
    app.secret_key = "secret"
    return app


def test_braces_and_angles_name_the_same_rule():
    app = make_app()

    @app.get("/a/{x}/{n:int}/{f:float}/{u:uuid}/{rest:path}")
    async def many(**values):
        return ""

    assert app.url_map._rules[-1].rule == "/a/<x>/<int:n>/<float:f>/<uuid:u>/<path:rest>"


def test_braces_in_flasks_own_text_are_letters():
    app = make_app()
    app.add_url_rule("/a{x}", "a", lambda: "a")
    app.route("/b{x:y}/<n>", endpoint="b")(lambda n: n)
    app.get("/c", rule="/c{x}", endpoint="c")(lambda: "c")

    assert [get(app, path).text for path in ("/a{x}", "/b{x:y}/5", "/c{x}")] == ["a", "5", "c"]
    assert get(app, "/ab").status_code == 404
    assert "/b%7Bx:y%7D/{n}" in app.openapi()["paths"]


def test_class_based_views_may_require_a_login():
    app = make_login_app()

    class Page(MethodView):
        decorators: ClassVar = [login_required]

        async def get(self):
            return current_user.get_id()

    app.add_url_rule("/page", view_func=Page.as_view("page"))
    cookie = get(app, "/login").headers["set-cookie"].partition(";")[0]

    assert get(app, "/page").status_code == 302
    assert get(app, "/page", headers={"Cookie": cookie}).text == "7"
    assert ask(app, "POST", "/page").status_code == 405


def test_a_rule_may_be_given_beside_the_path():
    app = make_app()

    @app.get("/p/{colour}", rule="/p/<any(blue,green):colour>")
    async def paint(colour):
        return colour

    assert get(app, "/p/blue").text == "blue"
    assert get(app, "/p/red").status_code == 404


def test_o1_annotated_path_parameters_are_not_validated_again():
    app = make_app()

    @app.get("/p/{pid:int}")
    async def page(pid: int) -> dict[str, int]:
        return {"pid": pid}

    assert get(app, "/p/007").json() == {"pid": 7}
    assert get(app, "/p/x").status_code == 404


def test_dependencies_run_after_the_before_hooks_and_before_the_view():
    app = make_app()
    seen = []

    @app.before_request
    def hook():
        seen.append("hook")

    async def dependency():
        seen.append("dependency")

    @app.get("/x", dependencies=[Depends(dependency)])
    async def view():
        seen.append("view")
        return ""

    get(app, "/x")

    assert seen == ["hook", "dependency", "view"]


def test_x2_what_a_sync_dependency_writes_is_seen_by_the_view():
    app = make_app()

    def dependency():
        g.user = "ana"
        session["seen"] = True

    @app.get("/x", dependencies=[Depends(dependency)])
    async def view():
        return jsonify(user=g.user, seen=session["seen"])

    answer = get(app, "/x")

    assert answer.json() == {"user": "ana", "seen": True}
    assert "session=" in answer.headers["set-cookie"]


def test_views_may_take_dependencies_beside_their_path_parameters():
    app = make_app()

    async def clock(request: Request):
        yield request.url.path

    @app.get("/x/{n:int}")
    async def view(n, when: Annotated[str, Depends(clock)], again: str = Depends(lambda: "again")):
        return jsonify(n=n, when=when, again=again)

    assert get(app, "/x/5").json() == {"n": 5, "when": "/x/5", "again": "again"}


def test_e14_errors_of_dependencies_are_answered_by_flasks_handlers():
    app = make_app()

    async def forbidden():
        abort(403)

    async def starlette_error():
        raise HTTPException(404, "not here")

    async def crash():
        raise ZeroDivisionError

    @app.errorhandler(404)
    def not_found(error):
        return f"handled {error.description}", 404

    @app.after_request
    def mark(response):
        response.headers["X-After"] = "1"
        return response

    for name, dependency in {"a": forbidden, "b": starlette_error, "c": crash}.items():
        app.add_url_rule(f"/{name}", name, lambda: "view", dependencies=[Depends(dependency)])

    answers = [get(app, f"/{name}") for name in "abc"]
    assert [answer.status_code for answer in answers] == [403, 404, 500]
    assert answers[1].text == "handled not here"
    assert all(answer.headers["x-after"] == "1" for answer in answers)


@pytest.mark.parametrize("code", [401, 429, 499])
def test_e14_the_headers_of_fastapis_errors_are_kept(code):
    app = make_app()

    async def refuse():
        raise HTTPException(code, "why", {"WWW-Authenticate": "Bearer", "Retry-After": "5"})

    app.add_url_rule("/x", "x", lambda: "view", dependencies=[Depends(refuse)])
    answer = get(app, "/x")

    assert (answer.status_code, "why" in answer.text) == (code, True)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["retry-after"] == "5"


class User(UserMixin):
    id = "7"


def make_login_app():
    app = make_app()
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(lambda _id: User())

    @app.get("/login")
    async def login():
        await login_user(User())
        return "in"

    @app.get("/me", dependencies=[Depends(login_required)])
    async def me():
        return current_user.get_id()

    @app.get(
        "/mixed", dependencies=[Depends(login_required), Depends(lambda: g.setdefault("x", 1))]
    )
    async def mixed():
        return f"{current_user.get_id()} {g.x}"

    @app.get("/fresh", dependencies=[Depends(fresh_login_required)])
    async def fresh():
        return "fresh"

    return app


@pytest.mark.parametrize("path", ["/me", "/mixed", "/fresh"])
def test_b1_login_required_is_a_dependency(path):
    app = make_login_app()
    cookie = get(app, "/login").headers["set-cookie"].partition(";")[0]

    refused = get(app, path)
    allowed = get(app, path, headers={"Cookie": cookie})

    assert refused.status_code == 302
    assert refused.headers["location"] == f"/login?next=%2F{path[1:]}"
    assert allowed.status_code == 200


def test_async_handlers_of_refused_logins_are_awaited():
    app = make_login_app()

    @app.login_manager.unauthorized_handler
    async def refuse():
        return {"error": "log in"}, 401

    app.add_url_rule("/by-hand", "by_hand", lambda: app.login_manager.unauthorized())

    assert get(app, "/me").status_code == 401
    assert get(app, "/by-hand").json() == {"error": "log in"}


def test_login_required_shows_in_the_docs():
    paths = make_login_app().openapi()["paths"]

    assert paths["/me"]["get"]["security"] == [{"Login": []}]
    assert "security" not in paths["/login"]["get"]


def test_current_user_says_when_it_was_not_loaded():
    app = make_login_app()

    @app.get("/early")
    async def early():
        with pytest.raises(RuntimeError, match="load_current_user"):
            bool(current_user.is_authenticated)
        user = await load_current_user()
        return str(user.is_authenticated)

    assert get(app, "/early").text == "False"


def test_o2_o7_the_docs_know_path_parameters_methods_and_no_422():
    app = make_app()
    shop = Blueprint("shop", __name__, url_prefix="/shop")

    @shop.api_route("/item/<int:item_id>/<uuid:code>", methods=["GET", "POST"], tags=["items"])
    async def item(item_id, code):
        """Um item."""
        return ""

    app.register_blueprint(shop)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        schema = app.openapi()

    operations = schema["paths"]["/shop/item/{item_id}/{code}"]
    assert set(operations) == {"get", "post"}
    assert [p["schema"]["type"] for p in operations["get"]["parameters"]] == ["integer", "string"]
    assert operations["get"]["operationId"] != operations["post"]["operationId"]
    assert operations["get"]["description"] == "Um item."
    assert operations["get"]["tags"] == ["items"]
    assert "422" not in operations["get"]["responses"]


def test_what_the_view_documents_itself_is_kept():
    app = make_app()
    extra = {"parameters": [{"in": "query", "name": "page", "schema": {"type": "integer"}}]}

    @app.get(
        "/x/{n:int}", openapi_extra=extra, summary="Own", responses={404: {"description": "no"}}
    )
    async def view(n):
        return ""

    operation = app.openapi()["paths"]["/x/{n}"]["get"]
    assert {p["name"] for p in operation["parameters"]} == {"n", "page"}
    assert operation["summary"] == "Own"
    assert operation["responses"]["404"]["description"] == "no"


def test_r45_the_docs_stand_where_no_flask_rule_is_and_can_be_turned_off():
    app = make_app()
    assert get(app, "/_migrator/docs").status_code == 200
    assert get(app, "/_migrator/openapi.json").json()["openapi"].startswith("3.")
    assert get(app, "/docs").status_code == 404

    assert get(make_app(docs_url=None), "/_migrator/docs").status_code == 404
    assert get(make_app(openapi_url=None), "/_migrator/openapi.json").status_code == 404


def test_the_docs_stand_even_beside_a_rule_that_takes_every_path():
    app = make_app()
    app.add_url_rule("/<path:everything>", "all", lambda everything: everything)

    assert get(app, "/_migrator/openapi.json").json()["paths"]
    assert get(app, "/_migrator/other").text == "_migrator/other"


def test_routers_mounts_and_websockets_live_beside_the_rules():
    app = make_app()
    router = APIRouter()

    @router.get("/native/{n}")
    async def native(n: int):
        return {"n": n}

    @app.websocket("/ws")
    async def talk(websocket: WebSocket):
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    app.include_router(router, prefix="/v2")
    inner = FastAPI()
    inner.add_api_route("/x", lambda: {"mounted": True})
    app.mount("/sub", inner)
    app.add_url_rule("/flask", "flask", lambda: "flask")

    assert get(app, "/v2/native/5").json() == {"n": 5}
    assert get(app, "/v2/native/x").status_code == 422
    assert get(app, "/sub/x").json() == {"mounted": True}
    assert get(app, "/flask").text == "flask"
    with TestClient(app).websocket_connect("/ws") as socket:
        assert socket.receive_text() == "hello"


def test_a_blueprint_may_be_included_like_a_router():
    app = make_app()
    shop = Blueprint("shop", __name__)
    shop.add_url_rule("/x", "x", lambda: request.endpoint)
    app.include_router(shop, prefix="/shop")

    assert get(app, "/shop/x").text == "shop.x"


def test_middleware_of_fastapi_stands_around_the_pipeline():
    app = make_app()

    class Mark:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            async def marked(message):
                if message["type"] == "http.response.start":
                    message["headers"].append((b"x-mark", b"1"))
                await send(message)

            await self.app(scope, receive, marked)

    app.add_middleware(Mark)
    app.add_url_rule("/boom", "boom", lambda: 1 / 0)

    answer = get(app, "/boom")
    assert (answer.status_code, answer.headers["x-mark"]) == (500, "1")


def test_q31_proxy_fix_may_be_added_as_middleware():
    app = make_app()
    app.add_middleware(ProxyFix, x_for=1)
    app.add_url_rule("/x", "x", lambda: request.remote_addr)

    assert get(app, "/x", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"}).text == "2.2.2.2"


def test_r47_a_rule_that_stays_on_flask_is_never_taken_by_another():
    app = make_app()
    shop = Blueprint("shop", __name__, url_prefix="/pri")

    @shop.get("/{x}")
    async def anything(x):
        return x

    shop.stays_on_flask("/me", endpoint="me", methods=["GET", "POST"])
    app.register_blueprint(shop)

    assert get(app, "/pri/you").text == "you"
    refused = get(app, "/pri/me")
    assert refused.status_code == 501
    assert "Flask" in refused.text
    assert ask(app, "POST", "/pri/me").status_code == 501
    assert set(ask(app, "OPTIONS", "/pri/me").headers["allow"].split(", ")) == {
        "GET",
        "HEAD",
        "POST",
        "OPTIONS",
    }
    assert "/pri/me" not in app.openapi()["paths"]
    assert next(
        rule for rule in app.url_map.iter_rules() if rule.endpoint == "shop.me"
    ).stays_on_flask


def test_dependencies_of_the_blueprint_and_the_route_are_joined():
    app = make_app()
    seen = []
    shop = Blueprint("shop", __name__, dependencies=[Depends(lambda: seen.append("blueprint"))])
    shop.add_url_rule("/x", "x", lambda: "x", dependencies=[Depends(lambda: seen.append("route"))])
    app.register_blueprint(shop)

    get(app, "/x")

    assert seen == ["blueprint", "route"]


def test_root_path_is_flasks_folder_and_not_a_prefix():
    app = make_app()
    app.add_url_rule("/x", "x", lambda: request.script_root + app.url_for("x"))

    assert app.root_path.endswith("compat")
    assert get(app, "/x").text == "/x"


def test_a_prefix_of_the_server_is_the_script_root():
    app = make_app()
    app.add_url_rule(
        "/x", "x", lambda: jsonify(request.script_root, app.url_for("x"), request.path)
    )

    with TestClient(app, root_path="/pre") as client:
        assert client.get("/pre/x").json() == ["/pre", "/pre/x", "/x"]
        assert client.get("/pre/_migrator/openapi.json").status_code == 200
        assert client.get("/prefix").status_code == 404


def test_view_functions_may_be_replaced_after_registration():
    app = make_app()
    app.add_url_rule("/x", "x", lambda: "first")
    app.view_functions["x"] = lambda: "second"

    assert get(app, "/x").text == "second"


def test_two_views_cannot_share_an_endpoint():
    app = make_app()
    app.add_url_rule("/x", "x", lambda: "first")

    with pytest.raises(AssertionError, match="overwriting"):
        app.add_url_rule("/y", "x", lambda: "second")


def test_nothing_is_registered_after_the_first_request():
    app = make_app()
    get(app, "/")

    with pytest.raises(AssertionError, match="first"):
        app.before_request(lambda: None)


async def _nothing():
    return None


@pytest.mark.anyio
async def test_the_lifespan_given_is_kept():
    seen = []

    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def own(app):
        seen.append("start")
        yield {"key": "value"}
        seen.append("end")

    ended = await lifespan(make_app(lifespan=own), _nothing)

    assert ended["type"] == "lifespan.shutdown.complete"
    assert seen == ["start", "end"]


@pytest.fixture
def anyio_backend():
    return "asyncio"


FILE = {
    "paths": {
        "/x/{n}": {
            "get": {
                "summary": "Ours.",
                "tags": ["shop"],
                "parameters": [
                    {"in": "query", "name": "page", "schema": {"type": "integer"}},
                    {"in": "query", "name": "q", "schema": {"type": "string"}},
                ],
                "responses": {"201": {"description": "Made"}, "404": {"description": "Not found"}},
            },
            "put": {"responses": {"200": {"description": "of a method that is not there"}}},
        },
        "/gone": {"get": {"responses": {"200": {"description": "of a rule that is not there"}}}},
    },
    "components": {"securitySchemes": {"Login": {"type": "http", "scheme": "bearer"}}},
}


def described_app(tmp_path, **options):
    app = make_app()

    @app.get("/x/{n:int}", **options)
    async def some_view(n):
        """What the docstring says."""
        return "", 201

    (tmp_path / "openapi.json").write_text(json.dumps(FILE))
    describe(app, tmp_path / "openapi.json")
    return app


def test_a_file_describes_the_operations_that_are_there(tmp_path):
    schema = described_app(tmp_path).openapi()
    operation = schema["paths"]["/x/{n}"]["get"]

    assert list(schema["paths"]) == ["/x/{n}"]
    assert list(schema["paths"]["/x/{n}"]) == ["get"]
    assert (operation["summary"], operation["tags"]) == ("Ours.", ["shop"])
    assert [p["name"] for p in operation["parameters"]] == ["n", "page", "q"]
    assert list(operation["responses"]) == ["201", "404"]
    assert schema["components"]["securitySchemes"] == FILE["components"]["securitySchemes"]


def test_what_a_route_declares_goes_before_the_file(tmp_path):
    page = {"in": "query", "name": "page", "schema": {"type": "string"}}
    app = described_app(
        tmp_path,
        summary="Own",
        tags=["own"],
        openapi_extra={"parameters": [page]},
        responses={404: {"description": "own"}},
    )
    operation = app.openapi()["paths"]["/x/{n}"]["get"]

    assert (operation["summary"], operation["tags"]) == ("Own", ["own"])
    assert operation["description"] == "What the docstring says."
    assert operation["parameters"][1] == page
    assert operation["responses"]["404"]["description"] == "own"
    assert "200" not in operation["responses"]


def test_nothing_is_validated_by_the_file(tmp_path):
    assert get(described_app(tmp_path), "/x/5?page=none").status_code == 201
