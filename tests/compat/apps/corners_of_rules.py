"""Rules, blueprints, bodies and templates in their rarer forms."""

import os
from pathlib import Path

import jinja2
from names import (
    Application,
    Blueprint,
    Request,
    Response,
    abort,
    g,
    get_template_attribute,
    jsonify,
    render_template,
    render_template_string,
    request,
    send_from_directory,
    session,
    stream_template_string,
    url_for,
)
from werkzeug.datastructures import ImmutableOrderedMultiDict
from werkzeug.routing import BaseConverter, EndpointPrefix, Rule, RuleTemplate, Submount

FILES = Path(os.environ["TEST_FILES"])
app = Application("corners_of_rules", static_folder=None, root_path=str(FILES))
app.secret_key = "a-secret-for-tests"


class Repeated(BaseConverter):
    """Takes an argument; its parts hold slashes."""

    regex = r"[a-z]+(?:/[a-z]+)*"
    part_isolating = False
    weight = 150

    def __init__(self, url_map, times=1, sep="-"):
        super().__init__(url_map)
        self.times, self.sep = times, sep

    def to_python(self, value):
        return self.sep.join([value] * self.times)

    def to_url(self, value):
        return value.split(self.sep)[0]


app.url_map.converters["repeated"] = Repeated
app.url_map.redirect_defaults = False


def told(**values):
    return jsonify(
        endpoint=request.endpoint,
        values={k: repr(v) for k, v in values.items()},
        rule=str(request.url_rule),
        methods=sorted(request.url_rule.methods or ()),
    )


async def atold(**values):
    return told(**values)


app.add_url_rule("/lower", "lower", atold, methods={"post", "Get"})
app.add_url_rule("/rep/<repeated(2, sep='+'):x>", "rep", atold)
app.add_url_rule("/rep/<repeated:x>/end", "rep_end", atold)
app.add_url_rule("/built/<int:n>", "built", build_only=True)
app.add_url_rule("/d2/", "d2", atold, defaults={"n": 1})
app.add_url_rule("/d2/<int:n>", "d2", atold)
app.add_url_rule("/alias/<int:n>", "aliased", atold)
app.add_url_rule("/other/<int:n>", "aliased", atold, alias=True)
app.add_url_rule("/to/<int:n>", "to", redirect_to=lambda adapter, n: f"/alias/{n + 1}")
app.url_map.add(Rule("/by-map", endpoint="by_map", methods=["GET", "DELETE"]))
app.url_map.add(
    Submount("/sub", [Rule("/", endpoint="sub_root"), Rule("/<int:n>", endpoint="sub_leaf")])
)
app.url_map.add(EndpointPrefix("pre_", [Rule("/prefixed", endpoint="fixed")]))
resource = RuleTemplate(
    [Rule("/$name/", endpoint="$name.list"), Rule("/$name/<int:n>", endpoint="$name.one")]
)
app.url_map.add(resource(name="things"))
for endpoint in ["by_map", "sub_root", "sub_leaf", "pre_fixed", "things.list"]:
    app.endpoint(endpoint)(atold)
app.view_functions["things.one"] = atold


@app.route("/two", methods=["GET"])
@app.route("/two/<int:n>", methods=["POST"], defaults={"extra": "e"})
async def two(n=None, extra=None):
    return told(n=n, extra=extra)


@app.get("/urls")
async def urls():
    return jsonify(
        url_for("rep", x="a+a"),
        url_for("rep_end", x="a/b"),
        url_for("built", n=3),
        url_for("d2", n=1),
        url_for("d2", n=2),
        url_for("aliased", n=5),
        url_for("things.one", n=1),
        url_for("lower", _method="POST"),
        url_for("folded.inside.leaf", _external=True),
        url_for("two", n=3),
        url_for("two", n=3, _method="POST", extra="e"),
    )


folded = Blueprint(
    "folded",
    __name__,
    url_prefix="/folded",
    template_folder=str(FILES / "bp_templates"),
    static_folder=str(FILES / "static"),
)
inside = Blueprint("inside", __name__)
recorded = []


@folded.record
def note(state):
    recorded.append(["record", state.url_prefix, state.first_registration])


@folded.record_once
def note_once(state):
    recorded.append(["once", state.url_prefix, state.first_registration])


@folded.app_errorhandler(411)
async def length_required(error):
    return f"411 {request.blueprint}", 411


@folded.app_context_processor
def for_all():
    return {"who": "for all", "url_of": lambda: url_for(".leaf") if request.blueprint else "none"}


@folded.app_url_value_preprocessor
def count(endpoint, values):
    g.counted = g.get("counted", 0) + 1


@folded.app_url_defaults
def fill(endpoint, values):
    if endpoint == "lower":
        values.setdefault("filled", "yes")


@inside.get("/leaf")
@folded.get("/leaf")
async def leaf():
    return jsonify(g.counted, request.blueprints, url_for("lower"), url_for(".leaf"))


@folded.get("/page")
async def page():
    return await render_template("only_bp.html", x=1)


@folded.get("/static-of")
async def static_of():
    return folded.send_static_file("s.css")


@folded.get("/abort/<int:code>")
async def folded_abort(code):
    abort(code)


folded.register_blueprint(inside, url_prefix="/in")
app.register_blueprint(folded)
app.register_blueprint(folded, name="second", url_prefix="/second", url_defaults={})


@app.get("/recorded")
async def show_recorded():
    return jsonify(recorded)


@app.post("/body/<int:n>")
async def body(n):
    match n:
        case 0:
            return jsonify(request.get_data(parse_form_data=True).decode(), dict(request.form))
        case 1:
            return jsonify(
                request.get_data(cache=False).decode("latin-1"), request.get_data().decode()
            )
        case 2:
            return jsonify([line.decode("latin-1") for line in request.stream])
        case 3:
            first = request.stream.readline()
            return jsonify(first.decode("latin-1"), dict(request.form), request.stream.read(2).decode())
        case 4:
            return jsonify(request.get_json(cache=False), request.get_json(cache=False))
        case 5:
            return jsonify(
                request.content_encoding, request.content_md5, request.mimetype_params,
                request.content_type, request.want_form_data_parsed,
            )
        case 6:
            return jsonify(request.input_stream.read(3).decode("latin-1"))
        case 7:
            found = request.environ["wsgi.input"].read()
            return jsonify(found.decode("latin-1"), request.get_data().decode("latin-1"))
        case 8:
            request.max_form_parts = 1
            return jsonify(request.form.to_dict())
        case 9:
            request.max_form_memory_size = 3
            return jsonify(request.form.to_dict())
        case 10:
            return jsonify([list(pair) for pair in request.form.lists()], "a" in request.values)
        case 11:
            return jsonify([f.filename for f in request.files.getlist("f")], request.form.get("a", type=int))
        case _:
            request.get_json(silent=True)
            return jsonify(request.get_json())


class Ordered(Request):
    parameter_storage_class = ImmutableOrderedMultiDict
    list_storage_class = list
    trusted_hosts = ["testing.example"]


class OrderedApplication(Application):
    request_class = Ordered


ordered = OrderedApplication("ordered", static_folder=None)


@ordered.route("/x", methods=["GET", "POST"])
async def ordered_x():
    return jsonify(
        list(request.args.items(multi=True)),
        list(request.form.items(multi=True)),
        type(request.access_route).__name__,
        request.host,
    )


TEXTS = [
    "{{ request }} {{ session }} {{ g }} {{ config }}",
    "{% autoescape false %}{{ x }}{% endautoescape %}{{ x }}",
    "{% from 'macros.html' import plain with context %}{{ plain(x) }}",
    "{{ url_of() }} {{ who }}",
    "{% set y = namespace(n=0) %}{% for i in range(3) %}{% set y.n = y.n + i %}{% endfor %}{{ y.n }}",
    "{{ x|e|safe }} {{ x|upper }} {{ x|tojson|safe }} {{ [x]|join('<') }} {{ x|urlize }}",
    "{% filter upper %}a{{ x }}{% endfilter %}{% raw %}{{ x }}{% endraw %}",
    "{{ get_flashed_messages }}"[:2] + " x }}",
    "{% include ['missing.html', 'part.html'] %}{% include 'missing.html' ignore missing %}",
    "{{ self }}"[:1] + "plain",
    "{% do none %}",
    "{{ 'a' ~ x ~ 1 }} {{ 3 // 2 }} {{ 2 ** 3 }} {{ x is string }} {{ y is defined }}",
    "{{ g.counted }} {{ g.get('nothing', 'none') }} {{ 'counted' in g }}",
    "{{ url_for('nothing') }}",
    "{{ url_for('lower', **{'a b': 1}) }} {{ url_for('static', filename='x') }}",
    "{% trans %}x{% endtrans %}",
    "{{ session['missing'] }} {{ request.args['missing'] }}",
    "{{ config['MISSING'] }}|{{ config.MISSING }}",
]


@app.get("/text/<int:n>")
async def text(n):
    explicit = {"request": "own request", "session": "own", "g": 1, "config": 2} if n == 0 else {}
    return await render_template_string(TEXTS[n], x="<b>", **explicit)


@app.get("/stream-text")
async def stream_text():
    session["n"] = 1
    return Response(await stream_template_string("{{ request.path }} {{ x }} {{ session.n }}", x="<"))


@app.get("/macro")
async def macro():
    return str(get_template_attribute("macros.html", "plain")("<x>"))


class StrictApplication(Application):
    jinja_options = {"undefined": jinja2.StrictUndefined, "extensions": ["jinja2.ext.do"]}

    def get_send_file_max_age(self, filename):
        return 5 if filename.endswith(".txt") else super().get_send_file_max_age(filename)

    def select_jinja_autoescape(self, filename):
        return filename is None or filename.endswith(".txt")


strict = StrictApplication("strict_templates", static_folder=None, root_path=str(FILES))
strict.jinja_loader = jinja2.ChoiceLoader(
    [jinja2.DictLoader({"own.html": "own {{ name }}"}), jinja2.FileSystemLoader(FILES / "templates")]
)
strict.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": False}
strict.jinja_env.globals.update(answer=42)


@strict.get("/text/<int:n>")
async def strict_text(n):
    texts = ["{{ missing }}", "{% do [].append(1) %}{{ x }}", "{{ {'b': 1, 'a': '<'}|tojson }}", "{{ answer }}"]
    return await render_template_string(texts[n], x="<")


@strict.get("/sent/<name>")
async def strict_sent(name):
    return send_from_directory(FILES, name)


@strict.get("/file/<name>")
async def strict_file(name):
    return await render_template(name, name="<n>", who="w")


APPS = {"corners_of_rules": app, "ordered": ordered, "strict_templates": strict}
