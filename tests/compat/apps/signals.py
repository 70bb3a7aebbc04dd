"""Every signal of Flask, with a receiver that writes down what it was told."""

from names import (
    Application,
    Blueprint,
    abort,
    appcontext_popped,
    appcontext_pushed,
    appcontext_tearing_down,
    before_render_template,
    flash,
    got_request_exception,
    jsonify,
    message_flashed,
    render_template_string,
    request,
    request_finished,
    request_started,
    request_tearing_down,
    stream_template_string,
    template_rendered,
)


def make():
    app = Application("signals", static_folder=None)
    app.secret_key = "a-secret-for-tests"
    told = []

    def note(name, **values):
        told.append(f"{name} {sorted(values.items())}")

    def receive(signal, name, describe):
        def receiver(sender, **values):
            note(name, ours=sender is app, keys=sorted(values), **describe(values))

        signal.connect(receiver, app, weak=False)

    def shown(values):
        return {key: repr(value) for key, value in values.items() if key in {"exc", "exception", "message", "category"}}

    for name, signal in {
        "popped": appcontext_popped,
        "pushed": appcontext_pushed,
        "context down": appcontext_tearing_down,
        "failed": got_request_exception,
        "flashed": message_flashed,
        "request down": request_tearing_down,
        "started": request_started,
    }.items():
        receive(signal, name, shown)
    receive(request_finished, "finished", lambda v: {"status": v["response"].status_code})
    for name, signal in {"rendering": before_render_template, "rendered": template_rendered}.items():
        receive(signal, name, lambda v: {"names": sorted(v["context"])})

    @request_started.connect
    def started(sender):
        what = request.args.get("started")
        if what == "abort":
            abort(403)
        if what == "raise":
            raise LookupError("in a receiver")

    @request_finished.connect_via(app)
    def finished(sender, response):
        response.headers["X-Finished"] = "yes"
        if request.args.get("finished") == "raise":
            raise LookupError("at the end")

    app.extensions["receivers"] = [started, finished]

    @app.before_request
    def before():
        if request.path != "/told":
            note("before")

    @app.after_request
    def after(response):
        note("after")
        return response

    @app.teardown_request
    def teardown(error):
        note("teardown", error=repr(error))

    @app.teardown_appcontext
    def teardown_context(error):
        note("teardown context", error=repr(error))

    @app.get("/told")
    async def tell():
        answer = [item for item in told]
        told.clear()
        return jsonify(answer)

    @app.get("/view")
    async def view():
        note("view")
        return "view"

    @app.get("/template")
    async def template():
        return await render_template_string("{{ x }} {{ request.path }}", x=1)

    @app.get("/stream")
    async def stream():
        return await stream_template_string("{{ x }}", x=1)

    @app.get("/flash")
    async def flashes():
        flash("é", "info")
        return "flashed"

    @app.get("/crash")
    async def crash():
        raise ValueError("é")

    @app.get("/abort")
    async def aborted():
        abort(409)

    inner = Blueprint("inner", "inner")

    @inner.get("/inner")
    async def in_blueprint():
        return "inner"

    @inner.teardown_request
    def inner_teardown(error):
        note("inner teardown")

    @inner.errorhandler(LookupError)
    def handled(error):
        return "handled", 418

    app.register_blueprint(inner)
    return app


APPS = {"signals": make()}
