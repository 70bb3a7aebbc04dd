"""Everything a view may ask of a request."""

import io

from names import Application, ProxyFix, abort, jsonify, request, url_for

app = Application("requests", static_folder=None)
limited = Application("limited", static_folder=None)
limited.config["MAX_CONTENT_LENGTH"] = 1000
debugging = Application("debugging", static_folder=None)
debugging.config.update(TRAP_BAD_REQUEST_ERRORS=False)
trapping = Application("trapping", static_folder=None)
trapping.config.update(TRAP_BAD_REQUEST_ERRORS=True)
trapping_all = Application("trapping_all", static_folder=None)
trapping_all.config.update(TRAP_HTTP_EXCEPTIONS=True)
small_forms = Application("small_forms", static_folder=None)
small_forms.config.update(MAX_FORM_MEMORY_SIZE=100, MAX_FORM_PARTS=3)


def show(value):
    return repr(value)


def fails():
    raise ZeroDivisionError


@app.get("/args")
async def args():
    a = request.args
    return jsonify(
        get=a.get("a"),
        all=a.getlist("a"),
        items=list(a.items()),
        multi=list(a.items(multi=True)),
        flat=a.to_dict(),
        lists=a.to_dict(flat=False),
        integer=show(a.get("n", 7, type=int)),
        integers=a.getlist("n", type=int),
        floating=show(a.get("f", type=float)),
        boolean=a.get("b", type=bool),
        missing=a.get("missing", "x"),
        contains="a" in a,
        length=len(a),
        string=request.query_string.decode("latin-1"),
    )


@app.get("/args-key")
async def args_key():
    return request.args["q"]


@app.get("/args-type-fails")
async def args_type_fails():
    return str(request.args.get("n", type=lambda text: 1 // int(text)))


@app.get("/args-set")
async def args_set():
    request.args["x"] = "1"
    return "set"


@app.route("/json", methods=["GET", "POST", "PUT"])
async def json_body():
    data = request.get_json()
    return jsonify(type=type(data).__name__, data=show(data))


@app.route("/json-silent", methods=["GET", "POST"])
async def json_silent():
    return jsonify(show(request.get_json(silent=True)), request.is_json)


@app.post("/json-force")
async def json_force():
    return jsonify(show(request.get_json(force=True)))


@app.post("/json-force-silent")
async def json_force_silent():
    return jsonify(show(request.get_json(force=True, silent=True)))


@app.route("/json-property", methods=["GET", "POST"])
async def json_property():
    return jsonify(request.json["a"])


@app.post("/json-twice")
async def json_twice():
    silent = request.get_json(silent=True)
    again = request.get_json(silent=True)
    return jsonify(show(silent), show(again), show(request.get_json()))


@app.post("/json-get")
async def json_get():
    return jsonify(request.get_json().get("a"))


@app.route("/form", methods=["GET", "POST", "PUT", "DELETE"])
async def form():
    return jsonify(
        form=request.form.to_dict(flat=False),
        files={
            key: [
                [
                    file.filename,
                    file.name,
                    file.content_type,
                    file.mimetype,
                    file.content_length,
                    file.read().decode("latin-1"),
                    sorted(str(h) for h in file.headers),
                ]
                for file in request.files.getlist(key)
            ]
            for key in request.files
        },
        data=request.data.decode("latin-1"),
        values=request.values.to_dict(flat=False),
        value=request.values.get("a"),
    )


@app.post("/form-key")
async def form_key():
    return request.form["q"]


@app.post("/file-key")
async def file_key():
    return request.files["q"].filename


@app.post("/values-key")
async def values_key():
    return request.values["q"]


@app.post("/save")
async def save():
    kept = io.BytesIO()
    file = request.files["f"]
    file.save(kept)
    rest = file.read()
    file.stream.seek(0)
    again = file.stream.read(3)
    return jsonify(kept.getvalue().decode(), rest.decode(), again.decode(), bool(file), repr(file))


@app.post("/data-then-form")
async def data_then_form():
    data = request.get_data()
    return jsonify(data=data.decode("latin-1"), form=request.form.to_dict(flat=False))


@app.post("/form-then-data")
async def form_then_data():
    form = request.form.to_dict(flat=False)
    return jsonify(form=form, get_data=request.get_data().decode(), data=request.data.decode())


@app.post("/stream-then-form")
async def stream_then_form():
    data = request.stream.read()
    return jsonify(data=data.decode("latin-1"), form=request.form.to_dict(flat=False))


@app.post("/stream-part")
async def stream_part():
    first = request.stream.read(4)
    return jsonify(first.decode(), request.stream.read().decode(), request.stream.read().decode())


@app.post("/data-property")
async def data_property():
    return jsonify(
        request.data.decode("latin-1"),
        request.form.to_dict(flat=False),
        request.get_data(as_text=True),
    )


@app.post("/length")
async def length():
    return jsonify(request.content_length, len(request.get_data()))


@app.route("/form-sizes", methods=["POST"])
async def form_sizes():
    return jsonify(sorted((k, len(v)) for k, v in request.form.items(multi=True)))


@app.get("/header")
async def header():
    return request.headers["X-One"]


@app.get("/header-abort")
async def header_missing():
    return request.headers.get("X-Missing", "none")


@app.get("/headers")
async def headers():
    return jsonify(
        one=request.headers.get("X-One"),
        all=request.headers.getlist("X-One"),
        under=request.headers.get("X-Under"),
        names=sorted(n for n in request.headers.keys() if n.startswith(("X-", "Content"))),
        integer=request.headers.get("X-One", type=int, default=-1),
    )


@app.get("/cookies")
async def cookies():
    return jsonify(
        lists=request.cookies.to_dict(flat=False),
        first=request.cookies.get("a"),
        all=len(request.cookies),
    )


@app.get("/cookie-key")
async def cookie_key():
    return request.cookies["nope"]


@app.route("/meta/<path:x>", methods=["GET", "POST"])
async def meta(x):
    r = request
    return jsonify(
        url=r.url,
        base_url=r.base_url,
        url_root=r.url_root,
        host_url=r.host_url,
        path=r.path,
        full_path=r.full_path,
        host=r.host,
        scheme=r.scheme,
        secure=r.is_secure,
        method=r.method,
        script_root=r.script_root,
        root_path=r.root_path,
        root_url=r.root_url,
        remote_addr=r.remote_addr,
        route=list(r.access_route),
        endpoint=r.endpoint,
        view_args=r.view_args,
        rule=str(r.url_rule),
        blueprint=r.blueprint,
        blueprints=r.blueprints,
        path_info=r.environ["PATH_INFO"].encode("latin-1").decode(),
        query=r.environ["QUERY_STRING"],
        environ_method=r.environ["REQUEST_METHOD"],
    )


@app.route("/typed", methods=["GET", "POST"])
async def typed():
    r = request
    auth = r.authorization
    return jsonify(
        auth=None
        if auth is None
        else [
            auth.type,
            dict(auth.parameters or {}),
            auth.token,
            auth.username if auth.type == "basic" else None,
        ],
        agent=r.user_agent.string,
        referrer=r.referrer,
        origin=r.origin,
        if_none_match=sorted(r.if_none_match.as_set()),
        if_match=sorted(r.if_match.as_set()),
        since=show(r.if_modified_since),
        unmodified=show(r.if_unmodified_since),
        range=show(r.range and r.range.ranges),
        best=r.accept_mimetypes.best_match(["application/json", "text/html"]),
        json=r.accept_mimetypes["application/json"],
        languages=str(r.accept_languages),
        cache=show(r.cache_control.max_age),
        date=show(r.date),
        charsets=str(r.accept_charsets),
        is_json=r.is_json,
        mimetype=r.mimetype,
        params=r.mimetype_params,
        content_length=r.content_length,
        content_type=r.content_type,
        pragma=str(r.pragma),
        xhr=r.headers.get("X-Requested-With"),
        max_forwards=r.max_forwards,
    )


@app.errorhandler(404)
def not_found(error):
    return jsonify(
        endpoint=request.endpoint,
        args=request.view_args,
        rule=show(request.url_rule),
        blueprint=request.blueprint,
        error=str(error),
    ), 404


for strict in (limited, debugging, trapping, trapping_all, small_forms):

    @strict.post("/never-read")
    async def never_read():
        return "not read"

    @strict.post("/read")
    async def read():
        return jsonify(len(request.get_data()))

    @strict.post("/form")
    async def strict_form():
        return jsonify(request.form.to_dict(flat=False), sorted(request.files))

    @strict.post("/json")
    async def strict_json():
        return jsonify(request.get_json())

    @strict.post("/raised-limit")
    async def raised_limit():
        request.max_content_length = 10
        return jsonify(len(request.get_data()))

    @strict.post("/silent")
    async def strict_silent():
        return jsonify(request.get_json(silent=True))

    @strict.get("/key")
    async def strict_key():
        return request.args["x"]

    @strict.get("/slash/")
    async def strict_slash():
        return "slash"

    @strict.get("/abort/<int:code>")
    async def strict_abort(code):
        abort(code)


proxied = Application("proxied", static_folder=None)


@proxied.get("/x/<path:p>")
async def proxied_x(p):
    return jsonify(
        addr=request.remote_addr,
        scheme=request.scheme,
        host=request.host,
        url=request.url,
        root=request.script_root,
        link=url_for("proxied_x", p="q"),
        external=url_for("proxied_x", p="q", _external=True),
        path=request.path,
    )


@proxied.get("/slash/")
async def proxied_slash():
    return "slash"


proxied_all = Application("proxied_all", static_folder=None)
proxied_all.add_url_rule("/x/<path:p>", "proxied_x", proxied_x)
proxied_all.add_url_rule("/slash/", "slash", proxied_slash)
proxied.wsgi_app = ProxyFix(proxied.wsgi_app, x_for=1, x_proto=1)
proxied_all.wsgi_app = ProxyFix(
    proxied_all.wsgi_app, x_for=2, x_proto=1, x_host=1, x_port=1, x_prefix=1
)

proxied_for = Application("proxied_for", static_folder=None)
proxied_for.add_url_rule("/x/<path:p>", "proxied_x", proxied_x)
proxied_for.add_url_rule("/slash/", "slash", proxied_slash)
proxied_for.wsgi_app = ProxyFix(proxied_for.wsgi_app, x_for=1, x_proto=0)

APPS = {
    "proxied_for": proxied_for,
    "requests": app,
    "limited": limited,
    "debugging": debugging,
    "trapping": trapping,
    "trapping_all": trapping_all,
    "small_forms": small_forms,
    "proxied": proxied,
    "proxied_all": proxied_all,
}

in_debug = Application("in_debug", static_folder=None)
in_debug.debug = True
in_debug.config["PROPAGATE_EXCEPTIONS"] = False


@in_debug.post("/json")
async def debug_json():
    return jsonify(request.get_json())


@in_debug.post("/key")
async def debug_key():
    return request.form["missing"]


@in_debug.post("/file")
async def debug_file():
    return request.files["missing"].filename


@in_debug.post("/slash/")
async def debug_slash():
    return {"b": [1, {}], "a": 1}


@in_debug.get("/websocket")
async def not_a_websocket():
    return "http"


in_debug.add_url_rule("/ws", "ws", not_a_websocket, websocket=True)
APPS["in_debug"] = in_debug
