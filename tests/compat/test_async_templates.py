"""Awaiting inside of templates, and around them."""

import asyncio
from typing import ClassVar

import pytest
from inprocess import get
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader

from migrator.compat.application import Application
from migrator.compat.login import LoginManager, UserMixin
from migrator.compat.responses import Response
from migrator.compat.template_environment import autoescape
from migrator.compat.templates import (
    render_template,
    render_template_string,
    stream_template_string,
)


class Cursor:
    def __init__(self, *items):
        self.items = list(items)

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(0)
        if not self.items:
            raise StopAsyncIteration
        return self.items.pop(0)


class Product:
    @property
    async def stock(self):
        await asyncio.sleep(0)
        return 5

    async def price(self):
        return "R$ 1"

    name = "tea"


def make_app(source, *, async_templates=True, **values):
    app = Application(__name__, async_templates=async_templates, static_folder=None)
    app.secret_key = "s"

    @app.template_filter()
    async def shout(text):
        await asyncio.sleep(0)
        return f"{text}!"

    @app.template_global()
    async def version():
        return "1.0"

    @app.context_processor
    async def more():
        await asyncio.sleep(0)
        return {"who": "ana"}

    @app.get("/")
    async def view():
        return await render_template_string(source, **{k: v() for k, v in values.items()})

    return app


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ who }}", "ana"),
        ("{{ 'a'|shout }}", "a!"),
        ("{{ version() }}", "1.0"),
        ("{{ product.stock }} {{ product.price() }} {{ product.name }}", "5 R$ 1 tea"),
        ("{% if product.stock > 4 %}many{% endif %}", "many"),
        ("{% for x in cursor %}{{ loop.index }}{{ x }} {% endfor %}", "1a 2b "),
        ("{{ cursor|join(',') }}", "a,b"),
        ("{{ cursor|map('upper')|list }}", "[&#39;A&#39;, &#39;B&#39;]"),
        ("{% for x in cursor if x != 'a' %}{{ x }}{% else %}none{% endfor %}", "b"),
        ("{{ [product]|selectattr('stock')|list|length }}", "1"),
        ("{{ [product]|rejectattr('stock')|list|length }}", "0"),
        ("{{ [product]|selectattr('stock', 'gt', 9)|list|length }}", "0"),
        ("{{ [product]|sum(attribute='stock') }} {{ [1, 2]|sum(start=1) }}", "5 4"),
        ("{{ [product]|join('-', attribute='stock') }}", "5"),
        ("{{ ([product]|max(attribute='stock')).name }} {{ [3, 1]|min }}", "tea 1"),
        ("{{ ([product]|sort(true, false, 'stock,name')|first).name }}", "tea"),
        ("{{ [product, product]|unique(attribute='stock')|list|length }}", "1"),
        ("{% for k, v in [product]|groupby('stock') %}{{ k }}{{ v[0].name }}{% endfor %}", "5tea"),
        ("{{ ['b', 'a']|map('upper')|sort|join }} {{ 'ab'|map('upper')|max }}", "AB B"),
        ("{{ []|min }}{{ 'ab'|reverse }}{{ ['b', 'b']|unique|list|length }}", "ba1"),
        ("{% for row in cursor|batch(1) %}{{ row[0] }};{% endfor %}", "a;b;"),
        ("{{ request.path }} {{ url_for('view') }}", "/ /"),
    ],
)
def test_p12_awaitables_in_async_templates_just_work(source, expected):
    app = make_app(source, product=Product, cursor=lambda: Cursor("a", "b"))

    assert get(app, "/").text == expected


def test_p11_sync_templates_are_the_default_and_their_processors_may_be_async():
    app = make_app("{{ who }} {{ 'x'|upper }}", async_templates=False)

    assert not app.jinja_env.is_async
    assert get(app, "/").text == "ana X"


def test_both_environments_render_the_same_from_plain_values():
    source = "{% for k, v in d|dictsort %}{{ k }}={{ v|tojson }};{% endfor %}{{ '<'|e }}{{ x.y.z }}"
    answers = [
        get(make_app(source, async_templates=flag, d=lambda: {"b": [1], "a": "é"}, x=dict), "/")
        for flag in (True, False)
    ]

    assert answers[0].status_code == answers[1].status_code
    assert answers[0].text == answers[1].text


def test_code_that_flask_kept_for_the_same_template_is_not_taken(tmp_path):
    (tmp_path / "a.html").write_text("{{ later() }}")
    kept = FileSystemBytecodeCache(str(tmp_path))
    loader = FileSystemLoader(tmp_path)
    flask = Environment(loader=loader, autoescape=autoescape, bytecode_cache=kept)
    assert flask.get_template("a.html").render(later=lambda: "flask") == "flask"

    class Shop(Application):
        jinja_options: ClassVar = {"bytecode_cache": kept, "loader": loader}

    async def later():
        return "fastapi"

    app = Shop("shop", async_templates=True, static_folder=None)

    @app.get("/")
    async def view():
        return await render_template("a.html", later=later)

    assert get(app, "/").text == "fastapi"


def test_a_streamed_template_awaits_too():
    app = make_app("")

    @app.get("/stream")
    async def stream():
        return Response(
            await stream_template_string("{% for x in c %}{{ x }}{% endfor %}", c=Cursor(1, 2))
        )

    assert get(app, "/stream").text == "12"


def test_a_stream_gives_each_piece_as_soon_as_it_is_known():
    app = make_app("")
    seen = []

    class Slow(Cursor):
        async def __anext__(self):
            seen.append("asked")
            return await super().__anext__()

    @app.get("/stream")
    async def stream():
        pieces = await stream_template_string("{% for x in c %}{{ x }}{% endfor %}", c=Slow(1, 2))

        async def watched():
            async for piece in pieces:
                seen.append(piece)
                yield piece

        return Response(watched())

    assert get(app, "/stream").text == "12"
    assert seen == ["asked", "1", "asked", "2", "asked"]


@pytest.mark.parametrize("async_templates", [True, False])
def test_the_user_is_loaded_for_every_template(async_templates):
    app = make_app("{{ current_user.is_authenticated }}", async_templates=async_templates)
    manager = LoginManager(app)

    @manager.user_loader
    async def load(user_id):
        await asyncio.sleep(0)
        return UserMixin()

    assert get(app, "/").text == "False"


def test_a_missing_template_is_an_error():
    app = make_app("")

    @app.get("/missing")
    async def missing():
        return await render_template("missing.html")

    assert get(app, "/missing").status_code == 500
