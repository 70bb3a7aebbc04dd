"""Contexts in threads, blocking calls, the config, FastAPI's own errors, hashes of passwords."""

import threading

from names import (
    Application,
    copy_current_request_context,
    current_app,
    g,
    http_error,
    in_thread,
    jsonify,
    request,
    session,
)
from werkzeug.security import check_password_hash, generate_password_hash

app = Application("contexts", static_folder=None)
app.secret_key = "a-secret-for-tests"
app.config.update(OWN="own é", lower="not a setting", NESTED={"a": [1, {"b": None}]})
begun, gate = threading.Event(), threading.Event()


def seen_from_here():
    return [
        request.path,
        request.args.get("q"),
        request.endpoint,
        session.get("before"),
        g.get("mine"),
        current_app.name,
    ]


@app.get("/copied/<name>")
async def copied(name):
    g.mine = name
    session["before"] = name
    seen = []

    @copy_current_request_context
    def work():
        seen.append(seen_from_here())
        g.mine = "of the thread"

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    return jsonify(seen, g.mine)


@app.get("/bare-thread")
async def bare_thread():
    seen = []

    def work():
        try:
            seen.append(request.path)
        except RuntimeError as error:
            seen.append(str(error).partition("\n")[0])

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    return jsonify(seen)


def change(name, *, key):
    g.mine = name
    session[key] = name
    return request.path


@app.get("/helper/<name>")
async def helper(name):
    path = await in_thread(change, name, key="user")
    return jsonify(path, g.mine, session["user"])


@app.get("/blocked")
async def blocked():
    """Wait, as a blocking call does, until another request is answered."""
    begun.set()
    return jsonify(await in_thread(gate.wait, 20))


@app.get("/go-on")
async def go_on():
    has_begun = await in_thread(begun.wait, 20)
    gate.set()
    return jsonify(has_begun)


@app.get("/config")
async def config():
    found = current_app.config
    return jsonify(
        {key: repr(value) for key, value in found.items()},
        found.get("lower"),
        found.get_namespace("SESSION_COOKIE_"),
        [current_app.name, current_app.import_name, current_app.debug, current_app.testing],
    )


@app.get("/config-missing")
async def config_missing():
    return current_app.config["MISSING"]


@app.get("/fastapi-error/<int:code>")
async def fastapi_error(code):
    raise http_error(code, "<told> why")


@app.errorhandler(404)
def not_found(error):
    return jsonify(handled=error.code, why=error.description, kind=type(error).__name__), 404


@app.after_request
def mark(response):
    response.headers["X-After"] = "1"
    return response


@app.get("/hash/<password>")
async def hashed(password):
    return await in_thread(generate_password_hash, password)


@app.get("/check/<password>")
async def checked(password):
    stored = request.args["stored"]
    return jsonify(await in_thread(check_password_hash, stored, password))


APPS = {"contexts": app}
