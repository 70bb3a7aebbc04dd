"""`Depends(jwt_required())`: the same check as the decorator's, told to OpenAPI."""

from typing import Annotated, Any

import anyio
import anyio.lowlevel
import httpx
import pytest
from fastapi import Depends

from migrator.compat import jwt
from migrator.compat.application import Application
from migrator.compat.blueprint import Blueprint

KEY = "a-secret-for-tests-that-is-long-enough"


@pytest.fixture
def app():
    app = Application("guarded", static_folder=None, template_folder=None)
    app.config["SECRET_KEY"] = KEY
    manager = jwt.JWTManager(app)
    manager.user_lookup_loader(_look_up)
    guarded = Blueprint("guarded", __name__, dependencies=[Depends(jwt.jwt_required())])

    @app.get("/listed", dependencies=[Depends(jwt.jwt_required())])
    async def listed():
        return [jwt.get_jwt_identity(), jwt.get_current_user()]

    @app.get("/asked/{x:int}")
    async def asked(x: int, claims: Annotated[dict[str, Any], Depends(jwt.jwt_required())]):
        return [x, claims["sub"]]

    @app.get("/cookie", dependencies=[Depends(jwt.jwt_required(locations="cookies"))])
    async def cookie():
        return "in"

    @app.get("/free")
    async def free():
        return "free"

    @guarded.get("/bp")
    async def bp():
        return jwt.get_jwt_identity()

    app.register_blueprint(guarded)
    return app


async def _look_up(_header, claims):
    await anyio.lowlevel.checkpoint()
    return f"user {claims['sub']}"


def get(app, path, **headers):
    async def ask():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testing") as client:
            return await client.get(path, headers=headers)

    return anyio.run(ask)


def token(app, identity="7"):
    with app.app_context():
        return jwt.create_access_token(identity)


@pytest.mark.parametrize("path", ["/listed", "/asked/5", "/bp"])
def test_a_dependency_lets_nobody_in_without_a_token(app, path):
    answer = get(app, path)

    assert (answer.status_code, answer.text) == (401, '{"msg":"Missing Authorization Header"}\n')


@pytest.mark.parametrize(
    ("path", "body"),
    [("/listed", '["7","user 7"]\n'), ("/asked/5", '[5,"7"]\n'), ("/bp", "7"), ("/free", "free")],
)
def test_a_dependency_lets_the_right_token_in(app, path, body):
    answer = get(app, path, Authorization=f"Bearer {token(app)}")

    assert (answer.status_code, answer.text) == (200, body)


def test_a_dependency_may_look_in_one_place_only(app):
    refused = get(app, "/cookie", Authorization=f"Bearer {token(app)}")
    taken = get(app, "/cookie", Cookie=f"access_token_cookie={token(app)}")

    assert refused.json() == {"msg": 'Missing cookie "access_token_cookie"'}
    assert taken.text == "in"


def test_openapi_tells_of_the_token(app):
    schema = app.openapi()

    assert schema["components"]["securitySchemes"] == {
        "JWT": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "A JSON Web Token",
        },
        "JWT in cookies": {"type": "apiKey", "in": "cookie", "name": "access_token_cookie"},
    }
    for path in ("/listed", "/asked/{x}", "/bp"):
        assert schema["paths"][path]["get"]["security"] == [{"JWT": []}]
    assert schema["paths"]["/cookie"]["get"]["security"] == [{"JWT in cookies": []}]
    assert "security" not in schema["paths"]["/free"]["get"]


@pytest.mark.parametrize(
    "name",
    ["additional_claims", "additional_headers", "decode_key", "encode_key", "user_identity"],
)
def test_loaders_that_make_tokens_have_to_be_sync(app, name):
    async def load(*_args):
        return {}

    manager = app.extensions["flask-jwt-extended"]
    with pytest.raises(TypeError, match="load has to be a sync function"):
        getattr(manager, f"{name}_loader")(load)


def test_without_a_manager_the_error_says_so():
    app = Application("unguarded", static_folder=None, template_folder=None)

    with pytest.raises(RuntimeError, match="initialize a JWTManager"):
        token(app)


def test_without_a_key_the_error_names_the_settings(app):
    app.config["SECRET_KEY"] = None
    with pytest.raises(RuntimeError, match="JWT_SECRET_KEY or flask SECRET_KEY"):
        token(app)

    app.config["JWT_ALGORITHM"] = "RS256"
    with pytest.raises(RuntimeError, match="JWT_PRIVATE_KEY must be set"):
        token(app)
