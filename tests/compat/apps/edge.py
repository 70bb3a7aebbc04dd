"""Views that put what a client sent into headers, paths and files."""

import hashlib
import os
from pathlib import Path

from names import (
    Application,
    jsonify,
    make_response,
    redirect,
    request,
    send_from_directory,
    session,
)

FILES = Path(os.environ["TEST_FILES"])
app = Application("edge", static_folder=str(FILES / "static"), root_path=str(FILES))
app.secret_key = "a-secret-for-tests"


@app.get("/header")
async def header():
    return "x", {"X-Echo": request.args.get("v", "")}


@app.get("/header-name")
async def header_name():
    return "x", {request.args.get("v", "X-A"): "1"}


@app.get("/redirect")
async def redirect_to():
    return redirect(request.args.get("v", "/"))


@app.get("/cookie")
async def cookie():
    response = make_response("x")
    response.set_cookie("echo", request.args.get("v", ""))
    return response


@app.get("/remember")
async def remember():
    session["v"] = request.args.get("v", "")
    return jsonify(session.get("before"))


@app.get("/send")
async def send_query():
    return send_from_directory(FILES / "static", request.args.get("v", ""))


@app.get("/send/<path:name>")
async def send_path(name):
    return send_from_directory(FILES / "static", name)


@app.get("/download")
async def download():
    return send_from_directory(
        FILES / "static", "s.css", as_attachment=True, download_name=request.args.get("v", "x")
    )


@app.post("/upload")
async def upload():
    """Tell what arrived, without sending it all back."""
    files = request.files.items(multi=True)
    return jsonify(
        fields=[[key, len(value)] for key, value in request.form.items(multi=True)],
        files=[
            [key, file.filename, file.mimetype, hashlib.sha256(file.read()).hexdigest()]
            for key, file in files
        ],
    )


@app.post("/sizes")
async def sizes():
    """Measure the files without reading them into memory."""
    files = request.files.items(multi=True)
    return jsonify(
        fields=sorted(request.form),
        files=[[key, file.stream.seek(0, os.SEEK_END)] for key, file in files],
    )


@app.route("/body", methods=["POST", "PUT", "PATCH", "DELETE"])
async def body():
    data = request.get_data()
    return jsonify(len(data), hashlib.sha256(data).hexdigest(), request.content_length)


@app.route("/unread", methods=["POST", "PUT"])
async def unread():
    return "not read"


APPS = {"edge": app}
