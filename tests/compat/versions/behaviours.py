"""Small applications of many behaviours, for any Flask from 2.2 on and for compat alike.

Nothing here imports Flask: `fill` is given the library's names, so that one text runs on all.
"""

import dataclasses
import datetime as dt
import decimal
import io
import json
import uuid

SECRET = "a-secret-for-tests"
WHEN = dt.datetime(2024, 1, 31, 23, 59, 58, tzinfo=dt.timezone.utc)  # noqa: UP017 (any Python)
CODES = [400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421,
         422, 423, 424, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505]  # fmt: skip
MIMETYPES = [
    "text/plain", "text/html", "text/csv", "text/javascript", "application/javascript",
    "application/ecmascript", "application/json", "application/xml", "application/xml-dtd",
    "application/xml-external-parsed-entity", "application/atom+xml", "image/svg+xml",
    "application/sql", "application/pdf", "text/html; charset=latin-1",
]  # fmt: skip


@dataclasses.dataclass
class Item:
    price: decimal.Decimal
    when: dt.datetime


COOKIES = {
    "plain": lambda r: r.set_cookie("plain", "value"),
    "spaces": lambda r: r.set_cookie("spaces", "a b"),
    "separators": lambda r: r.set_cookie("separators", 'a,b;c"d\\'),
    "letters": lambda r: r.set_cookie("letters", "é"),
    "empty": lambda r: r.set_cookie("empty", ""),
    "symbols": lambda r: r.set_cookie("symbols", "!#$%&'()*+-./:<=>?@[]^_`{|}~"),
    "all": lambda r: r.set_cookie(
        "all", "x", max_age=60, expires=WHEN, path="/p", domain="example.com",
        secure=True, httponly=True, samesite="lax",
    ),
    "path": lambda r: r.set_cookie("path", "x", path="/p q/é"),
    "no path": lambda r: r.set_cookie("path", "x", path=None),
    "dotted": lambda r: r.set_cookie("dotted", "x", domain=".example.com"),
    "one word": lambda r: r.set_cookie("word", "x", domain="localhost"),
    "port": lambda r: r.set_cookie("port", "x", domain="example.com:80"),
    "strict": lambda r: r.set_cookie("strict", "x", samesite="Strict"),
    "a day": lambda r: r.set_cookie("day", "x", expires=1_700_000_000),
    "delta": lambda r: r.set_cookie("delta", "x", max_age=dt.timedelta(days=1)),
    "deleted": lambda r: r.delete_cookie("gone"),
    "deleted far": lambda r: r.delete_cookie(
        "far", path="/p", domain="example.com", secure=True, samesite="None", httponly=True
    ),
}  # fmt: skip


class Encoder(json.JSONEncoder):
    def default(self, o):
        return sorted(o) if isinstance(o, set) else str(o)


def seen(request, **more):
    return json.dumps(more, sort_keys=True, default=repr)


def values_of(names):
    """Views that answer without asking anything of the request's body."""
    return {**plain_values(names), **larger_values(names), **whole_answers(names)}


def larger_values(flask):
    """Views of more than a line."""

    def cookies():
        response = flask.make_response("cookies")
        COOKIES[flask.request.args["n"]](response)
        return response

    def types():
        index = int(flask.request.args["n"])
        return flask.Response("é", mimetype=MIMETYPES[index])

    def content_types():
        index = int(flask.request.args["n"])
        return flask.Response("é", content_type=MIMETYPES[index])

    def tags():
        response = flask.make_response("tagged")
        response.add_etag()
        response.last_modified = WHEN
        response.cache_control.max_age = 5
        response.cache_control.public = True
        return response.make_conditional(flask.request)

    def session_all():
        flask.session.permanent = True
        flask.session["when"] = WHEN
        flask.session["bytes"] = b"\x00"
        flask.session["tuple"] = (1, uuid.UUID(int=5))
        return "kept"

    return {
        "/cookies": cookies,
        "/types": types,
        "/content-types": content_types,
        "/tags": tags,
        "/session/all": session_all,
    }


def whole_answers(flask):
    """Views that change the answer around them."""

    def streamed():
        def pieces():
            yield flask.request.path
            yield str(flask.session.get("a"))

        return flask.Response(flask.stream_with_context(pieces()))

    def changed():
        @flask.after_this_request
        def change(response):
            response.headers["X-Changed"] = "yes"
            response.vary.add("X-Own")
            return response

        return "changed"

    def several_cookies():
        response = flask.redirect(flask.url_for("shown", name="é", next="/a?b=c&d"))
        response.set_cookie("a", "1=2/3", httponly=True)
        response.set_cookie("a", "a,b", path="/x")
        flask.session["a"] = "x"
        return response

    def challenge():
        response = flask.make_response("no", 401)
        response.headers["WWW-Authenticate"] = 'Basic realm="x"'
        return response

    return {
        "/challenge": challenge,
        "/streamed": streamed,
        "/changed": changed,
        "/several": several_cookies,
    }


def plain_values(flask):
    """Views of one line."""
    return {
        "/text": lambda: "text é",
        "/bytes": lambda: b"bytes",
        "/dict": lambda: {"b": 1, "a": "é", "n": None},
        "/list": lambda: [3, 1, 2],
        "/jsonify": lambda: flask.jsonify(z=1, a=[WHEN, WHEN.date(), uuid.UUID(int=1)]),
        "/values": lambda: flask.jsonify(Item(decimal.Decimal("1.50"), WHEN)),
        "/dumps": lambda: flask.json.dumps({"b": "é", "a": 1}),
        "/nan": lambda: {"a": float("nan")},
        "/set": lambda: flask.jsonify({1, 2}),
        "/stream": lambda: flask.Response(iter(["a", "b"]), mimetype="text/plain"),
        "/session/set": lambda: flask.session.update(a=1) or "set",
        "/session/get": lambda: flask.session.get("a", "none"),
        "/session/in": lambda: str("a" in flask.session),
        "/session/len": lambda: str(len(flask.session)),
        "/session/clear": lambda: flask.session.clear() or "cleared",
        "/session/pop": lambda: flask.session.pop("a", None) or "popped",
        "/flash": lambda: flask.flash("é", "info") or "flashed",
        "/redirect": lambda: flask.redirect("/a b/é?q=ç&x=%zz#frag ment"),
        "/redirect/absolute": lambda: flask.redirect("http://other.example/ü?x=1 2"),
        "/redirect/relative": lambda: flask.redirect("next"),
        "/redirect/twice": lambda: flask.redirect("//evil.example/x"),
        "/redirect/303": lambda: flask.redirect("/x", 303),
        "/redirect/308": lambda: flask.redirect("/x&y<z>", 308),
        "/location": lambda: ("", 201, {"Location": "/created/é"}),
        "/url": lambda: flask.url_for("shown", name="a/b c?d#e&f=é+~!*'()", q="x y&z=é/?:@", r=[1, 2]),
        "/url/external": lambda: flask.url_for("shown", name="x", _external=True, _anchor="a b/é%"),
        "/url/path": lambda: flask.url_for("whole", rest="a/b c/é;x=1,2:3@4"),
        "/url/none": lambda: flask.url_for("shown", name="x", q=None, n=0, e=""),
        "/undefined": lambda: flask.render_template_string("[{{ nothing }}] {{ nothing.more }}"),
        "/flashed": lambda: flask.render_template_string("{{ get_flashed_messages(True) }} {{ url_for('shown', name='a=b', q='/x') }}"),
        "/headers": lambda: ("x", {"X-Text": "é", "Content-Type": "text/x-own"}),
        "/no-content": lambda: ("", 204),
        "/unknown-status": lambda: ("x", "299 Strange"),
        "/none": lambda: None,
        "/number": lambda: 5,
        "/key": lambda: flask.request.args["missing"],
        "/crash": lambda: 1 / 0,
        "/template": lambda: flask.render_template_string("{{ x|tojson }} {{ x }}", x={"b": "é<'&>", "a": 1}),
        "/file": lambda: flask.send_file(io.BytesIO(b"abc"), download_name="é ção.txt", as_attachment=True),
        "/file/letters": lambda: flask.send_file(io.BytesIO(b"a"), download_name="Relatório (2024), n'1 #&.pdf"),
        "/file/foreign": lambda: flask.send_file(io.BytesIO(b"a"), download_name="€", mimetype="text/csv"),
        "/redirect/brackets": lambda: flask.redirect("/é[1]?q=[2]\t#"),
        "/file/quoted": lambda: flask.send_file(io.BytesIO(b"a"), download_name='a "b";c.pdf'),
        "/file/time": lambda: flask.send_file(io.BytesIO(b"abcdef"), mimetype="text/plain", last_modified=WHEN, max_age=60, etag="tag"),
        "/file/js": lambda: flask.send_file(io.BytesIO(b"a"), download_name="a.js"),
        "/file/gz": lambda: flask.send_file(io.BytesIO(b"a"), download_name="a.tar.gz"),
    }  # fmt: skip


def asking(names):
    """Views that show what the library read of the request."""
    flask = names

    def shows(**parts):
        return lambda: seen(
            flask.request, **{name: part(flask.request) for name, part in parts.items()}
        )

    def authorization(request):
        found = request.authorization
        return None if found is None else [found.type, found.username, found.password]

    def upload(request):
        return sorted((k, f.filename, f.mimetype, len(f.read())) for k, f in request.files.items())

    return {
        "/get-json": lambda: flask.jsonify(got=flask.request.get_json()),
        "/json": lambda: flask.jsonify(got=flask.request.json),
        "/get-json/silent": lambda: flask.jsonify(got=flask.request.get_json(silent=True)),
        "/get-json/force": lambda: flask.jsonify(got=flask.request.get_json(force=True)),
        "/args": shows(args=lambda r: sorted(r.args.items(multi=True))),
        "/form": shows(form=lambda r: sorted(r.form.items(multi=True)), files=upload),
        "/data": shows(data=lambda r: r.get_data().decode("latin-1")),
        "/cookie": shows(cookies=lambda r: sorted(r.cookies.items(multi=True))),
        "/authorization": shows(authorization=authorization),
        "/urls": shows(
            path=lambda r: r.path,
            full=lambda r: r.full_path,
            url=lambda r: r.url,
            base=lambda r: r.base_url,
            root=lambda r: r.url_root,
            host=lambda r: r.host,
        ),
        "/accept": shows(
            best=lambda r: r.accept_mimetypes.best_match(["text/html", "application/json"]),
            languages=lambda r: list(r.accept_languages.values()),
            range=lambda r: str(r.range),
            since=lambda r: str(r.if_modified_since),
            tags=lambda r: str(r.if_none_match),
            type=lambda r: r.mimetype,
        ),
    }


def fill(app, names):
    """Register everything; `names` has what `flask` exports, whichever the library."""
    app.secret_key = SECRET
    if app.config.get("SUBDOMAINS"):
        app.add_url_rule("/where", "sub", lambda: "in api", subdomain="api")
        app.add_url_rule("/where", "anywhere", lambda name: f"in {name}", subdomain="<name>.at")
    app.add_url_rule(
        "/where", "main", lambda: names.url_for("sub") if "sub" in app.view_functions else "main"
    )
    if app.config.get("OLD_ATTRIBUTES"):
        app.json_encoder = Encoder
        app.session_cookie_name = "own_session"
    for rule, view in values_of(names).items():
        app.add_url_rule(rule, rule, view)
    for rule, view in asking(names).items():
        app.add_url_rule(rule, rule, view, methods=["GET", "POST"])
    app.add_url_rule("/shown/<name>", "shown", lambda name: name)
    app.add_url_rule("/whole/<path:rest>", "whole", lambda rest: rest)
    app.add_url_rule("/int/<int:n>", "int", lambda n: str(n))
    app.add_url_rule("/signed/<int(signed=True):n>", "signed", lambda n: str(n))
    app.add_url_rule("/float/<float:n>", "float", lambda n: str(n))
    app.add_url_rule("/any/<any(a, 'b c'):x>", "any", lambda x: x)
    app.add_url_rule("/slash/", "slash", lambda: "slash")
    app.add_url_rule("/slash/<name>/", "named", lambda name: name)
    app.add_url_rule("/put", "put", lambda: "put", methods=["PUT"])
    app.add_url_rule("/page/", "page", lambda n: str(n), defaults={"n": 1})
    app.add_url_rule("/page/<int:n>", "page")
    app.add_url_rule("/abort/<int:code>", "abort", lambda code: names.abort(code))
    app.add_url_rule(
        "/described/<int:code>",
        "described",
        lambda code: names.abort(code, "why <é> & \"so\"\n'x'"),
    )
    return app
