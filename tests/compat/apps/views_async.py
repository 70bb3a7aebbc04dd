"""Flask's own async views, which need asgiref there: the words stay on both sides."""

import asyncio

from names import Application, Blueprint, MethodView, abort, g, jsonify, request, session

app = Application("async_views", static_folder=None)
app.secret_key = "a-secret-for-tests"


@app.before_request
async def before():
    await asyncio.sleep(0)
    g.seen = ["before"]
    if request.args.get("stop"):
        return "stopped", 299
    return None


@app.after_request
async def after(response):
    await asyncio.sleep(0)
    response.headers["X-Seen"] = ",".join(g.get("seen", []))
    return response


@app.get("/view/<int:n>")
async def view(n):
    g.seen.append("view")
    session["n"] = n
    found = await asyncio.gather(double(n), double(n + 1))
    return jsonify(found, request.path, session["n"])


async def double(number):
    await asyncio.sleep(0)
    return number * 2


@app.get("/fail/<kind>")
async def fail(kind):
    await asyncio.sleep(0)
    if kind == "abort":
        abort(404)
    raise KeyError(kind)


@app.errorhandler(KeyError)
async def handled(error):
    await asyncio.sleep(0)
    return f"handled {error}", 290


@app.get("/mixed")
def mixed():
    return "a view without async"


class Things(MethodView):
    async def get(self, n):
        return jsonify(await double(n))

    def post(self, n):
        return jsonify(n)


app.add_url_rule("/things/<int:n>", view_func=Things.as_view("things"))
bp = Blueprint("bp", __name__, url_prefix="/bp")


@bp.before_request
async def bp_before():
    g.seen.append("bp")


@bp.get("/view")
async def bp_view():
    return "bp"


app.register_blueprint(bp)
APPS = {"async_views": app}
