"""What extensions look like from FastAPI's side: OpenAPI, async templates, other hooks."""

import anyio
import httpx
import pytest

from migrator.compat import cors, csrf_protect, restful
from migrator.compat.application import Application
from migrator.compat.blueprint import Blueprint
from migrator.compat.flask_form import FlaskForm
from migrator.compat.templates import render_template_string


class City(FlaskForm):
    pass


def ask(app, path, method="GET", **headers):
    async def send():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testing") as client:
            return await client.request(method, path, headers=headers)

    return anyio.run(send)


def test_openapi_shows_the_methods_of_a_resource():
    app = Application("resources", static_folder=None, template_folder=None)
    api = restful.Api(app, prefix="/v1")

    @api.resource("/things/<int:number>")
    class Things(restful.Resource):
        """Things by number."""

        async def get(self, number):
            return number

        async def delete(self, number):
            return number, 204

    operations = app.openapi()["paths"]["/v1/things/{number}"]

    assert sorted(operations) == ["delete", "get"]
    assert operations["get"]["parameters"][0]["schema"] == {"type": "integer"}
    assert operations["get"]["operationId"] != operations["delete"]["operationId"]


@pytest.mark.parametrize("path", ["/_migrator/openapi.json", "/_migrator/docs"])
def test_the_docs_are_served_beside_extensions_that_guard_everything(path):
    app = Application("guarded", static_folder=None, template_folder=None)
    app.config["SECRET_KEY"] = "s"
    csrf_protect.CSRFProtect(app)
    cors.CORS(app)
    restful.Api(app, catch_all_404s=True)

    answer = ask(app, path)

    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("async_templates", [False, True])
def test_async_templates_know_tokens_and_forms(async_templates):
    app = Application(
        "pages", static_folder=None, template_folder=None, async_templates=async_templates
    )
    app.config["SECRET_KEY"] = "s"
    csrf_protect.CSRFProtect(app)

    @app.get("/")
    async def page():
        text = "{{ csrf_token() == form.csrf_token.current_token }}{% for f in form %}{{ f.name }}{% endfor %}"
        return await render_template_string(text, form=City())

    assert ask(app, "/").text == "Truecsrf_token"


def test_extensions_share_the_answers_to_errors():
    app = Application("shared", static_folder=None, template_folder=None)
    cors.CORS(app, origins="https://a.example")
    api = restful.Api(app)

    @api.resource("/broken")
    class Broken(restful.Resource):
        async def get(self):
            restful.abort(409, message="no")

    answer = ask(app, "/broken")

    assert (answer.status_code, answer.json()) == (409, {"message": "no"})
    assert answer.headers.get_list("access-control-allow-origin") == ["https://a.example"]


def test_a_blueprint_with_an_api_is_registered_once():
    app = Application("twice", static_folder=None, template_folder=None)
    blueprint = Blueprint("bp", __name__)
    restful.Api(blueprint)
    app.register_blueprint(blueprint, url_prefix="/one")

    with pytest.raises(ValueError, match="registered once"):
        app.register_blueprint(blueprint, name="two", url_prefix="/two")


def test_two_resources_may_not_share_an_endpoint():
    app = Application("clash", static_folder=None, template_folder=None)
    api = restful.Api(app)

    class One(restful.Resource):
        async def get(self):
            return 1

    class Two(One):
        pass

    api.add_resource(One, "/one", endpoint="same")
    with pytest.raises(ValueError, match="already set to the class One"):
        api.add_resource(Two, "/two", endpoint="same")
