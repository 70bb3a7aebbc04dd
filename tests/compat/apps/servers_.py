"""Answers that no two servers send alike, and what those depend on."""

import asyncio
import threading

from names import FLAVOUR, Application, Response, jsonify, make_response, request

app = Application("servers", static_folder=None)


@app.route("/", methods=["GET", "POST", "DELETE"])
async def root():
    return jsonify(method=request.method, path=request.path, host=request.host, query=request.args)


@app.get("/slash/")
async def slash():
    return "slash"


@app.get("/status/<int:code>")
async def status(code):
    return "x", code


@app.get("/reason")
async def reason():
    return "x", "299 Custom"


@app.get("/header/<where>")
async def header(where):
    response = make_response("x")
    if where == "name":
        response.headers["X-É"] = "1"
    if where == "value":
        response.headers["X-A"] = "€"
    if where == "case":
        response.headers["x-lower-And-UPPER"] = "1"
    return response


@app.get("/stream")
async def stream():
    return Response(piece for piece in ["a", "b" * 171])


def failing():
    raise ZeroDivisionError
    yield "a"


@app.get("/failing-stream")
async def failing_stream():
    return Response(failing())


@app.get("/bytearray")
async def byte_array():
    return bytearray(b"array")


Event = threading.Event if FLAVOUR == "flask" else asyncio.Event
begun, gate = Event(), Event()


@app.get("/wait")
async def wait():
    begun.set()
    await gate.wait()
    begun.clear()
    gate.clear()
    return "waited"


@app.get("/release")
async def release():
    await begun.wait()
    gate.set()
    return "released"


propagating = Application("propagating", static_folder=None)
propagating.testing = True
propagating.debug = True


@propagating.after_request
def mark(response):
    response.headers["X-After"] = "1"
    if request.path == "/none":
        return None
    return response


@propagating.get("/<what>")
async def fail(what):
    if what == "crash":
        raise ZeroDivisionError
    return what


APPS = {"servers": app, "propagating": propagating}
