"""Templates from folders and from text."""

import datetime
import os
from pathlib import Path

from names import (
    Application,
    Blueprint,
    Response,
    flash,
    get_template_attribute,
    json,
    render_template,
    render_template_string,
    request,
    session,
    stream_template,
    url_for,
)

FILES = Path(os.environ["TEST_FILES"])
app = Application("templates", root_path=str(FILES), static_folder="static")
app.secret_key = "a-secret-for-tests"
app.jinja_env.trim_blocks = True
app.jinja_options_seen = True


@app.template_filter()
def shout(text):
    return f"{text}!"


@app.template_filter("quiet")
def lower(text):
    return text.lower()


app.add_template_filter(lambda text: text[::-1], "reverse_text")


@app.template_test("even_number")
def is_even(number):
    return number % 2 == 0


@app.template_global()
def version():
    return "1.0"


@app.context_processor
def add_values():
    return {"who": "app", "add": lambda a, b: a + b}


bp = Blueprint(
    "bp",
    __name__,
    url_prefix="/bp",
    template_folder=str(FILES / "bp_templates"),
    static_folder=str(FILES / "static"),
)


@bp.app_template_filter("twice")
def twice(text):
    return text * 2


@bp.app_template_global("bp_global")
def bp_global():
    return "from bp"


@bp.app_template_test("odd_number")
def is_odd(number):
    return number % 2 == 1


@bp.app_context_processor
def bp_values():
    return {"bp_who": "bp"}


@bp.context_processor
def own_values():
    return {"who": "own bp"}


TEXTS = [
    "{{ x }} {{ x|safe }} {{ missing }} {{ missing.__class__ }}",
    "{{ request.path }} {{ request.args.q }} {{ session.get('a') }} {{ g.x }} {{ config.NAME }}",
    "{{ url_for('static', filename='s.css') }} {{ url_for('text', n=1, _external=True, q='é') }}",
    "{{ d|tojson }} {{ '</script>'|tojson }} {{ when|tojson }}",
    "{{ 'a'|shout }} {{ 'A'|quiet }} {{ 'ab'|reverse_text }} {{ 'a'|twice }}",
    "{{ 2 is even_number }} {{ 3 is odd_number }} {{ version() }} {{ bp_global() }} {{ add(1, 2) }}",
    "{{ who }} {{ bp_who }}",
    "{% for m in get_flashed_messages() %}{{ m }}{% endfor %}",
    "{% if true %}\nx\n{% endif %}\ny",
    "{% include 'part.html' %} {% import 'macros.html' as m %}{{ m.link('bp.page') }}",
    "{{ 1/0 }}",
    "{{ missing.attribute }}",
    "{% extends 'base.html' %}{% block body %}{{ super() }} in {{ x }}{% endblock %}",
    "{% bad",
    "{{ x|nofilter }}",
    "{{ [3,1,2]|sort|join(',') }} {{ d.items()|list }} {{ '%.2f'|format(1.5) }} {{ x|length }}",
    "{{ when.strftime('%Y') }} {{ when }} {{ d['b'] }} {{ d.get('z', 'dflt') }}",
]


@app.get("/text/<int:n>")
async def text(n):
    session["a"] = "s"
    app.config["NAME"] = "config name"
    flash("<hello>")
    return await render_template_string(
        TEXTS[n], x="<b>&", d={"b": 1, "a": "é"}, when=datetime.datetime(2024, 1, 2)
    )


@bp.get("/text/<int:n>")
async def bp_text(n):
    return await render_template_string(TEXTS[n], x="bp", d={}, when=datetime.date(2024, 1, 2))


@bp.get("/page")
async def page():
    return await render_template("only_bp.html", x=url_for(".page"))


@app.get("/file/<path:name>")
async def file(name):
    return await render_template(name, name="<é>", who="explicit")


@app.get("/list")
async def several():
    return await render_template(["missing.html", "page.html"], name="n")


@app.get("/as-json")
async def as_json():
    return Response(await render_template("page.txt", name="<é>"), mimetype="application/json")


@app.get("/attribute")
async def attribute():
    return get_template_attribute("macros.html", "plain")("<x>")


@app.get("/stream")
async def stream():
    return Response(await stream_template("base.html", name=request.path))


app.register_blueprint(bp)

plain = Application("plain_templates", root_path=str(FILES))
plain.jinja_env.globals["g1"] = "global"
plain.jinja_env.filters["f1"] = len
plain.jinja_env.add_extension("jinja2.ext.loopcontrols")


@plain.get("/")
async def plain_view():
    return await render_template_string(
        "{{ g1 }}{{ 'abc'|f1 }}{% for i in [1,2,3] %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}"
    )


@plain.get("/json")
async def plain_json():
    return await render_template_string(
        "{{ {'b': 1, 'a': [1.5, none, true]}|tojson(indent=2) }}"
    ) + json.dumps("é")


APPS = {"templates": app, "plain_templates": plain}
