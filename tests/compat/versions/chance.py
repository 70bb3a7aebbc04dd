"""Random requests that every version is asked beside the written ones, the same in every run."""

import io
import random
from urllib.parse import quote

LETTERS = [
    *"abz09 -._~!$&'()*+,;=:@/?#[]%<>{}|\\^`\"\t",
    "é",
    "€",
    "😀",
    "ß",
    "%20",
    "%zz",
    "%C3%A9",
]
SENT = [letter for letter in LETTERS if letter.isascii() and letter not in " \t#"] + ["%FF", "%3D"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CREDENTIALS = [
    "Basic dTpw",
    "basic dTpwOmE=",
    "Basic dQ==",
    "Basic w6k6w6k=",
    'Digest username="a", realm="b", nonce="c", uri="/", response="d"',
    'Digest username="a"',
    "Other dTpw",
]
RANGES = ["bytes=0-", "bytes=-3", "bytes=1-2", "bytes=9-1", "bytes=", "lines=1-2", "bytes=1-2,4-5"]
_KEEPS = {"name", "endpoint", "q", "self", "_external", "_method", "_anchor", "_scheme"}


def chance_questions(seed, count):
    """`count` questions, by name."""
    drawn = random.Random(seed)

    def text(most=8, letters=LETTERS):
        return "".join(drawn.choice(letters) for _ in range(drawn.randint(0, most)))

    def given(**values):
        return "&".join(f"{key}={quote(value, safe='')}" for key, value in values.items())

    def cookies():
        return "; ".join(f"{text(4, SENT)}={text(8, SENT)}" for _ in range(drawn.randint(1, 3)))

    def path():
        return text(6, SENT).replace("?", "")

    makers = [
        lambda: ("GET", f"/chance/redirect?{given(to=text())}", {}, None),
        lambda: ("GET", f"/chance/cookie?{given(value=text())}", {}, None),
        lambda: ("GET", f"/chance/url?{given(name=text() or 'x', q=text(), key=text(4))}", {}, None),
        lambda: ("GET", f"/chance/file?{given(name=text() or 'x')}", {}, None),
        lambda: ("GET", f"/args?{text(10, SENT)}", {}, None),
        lambda: ("POST", "/form", FORM, text(10, SENT).encode()),
        lambda: ("GET", "/cookie", {"Cookie": cookies()}, None),
        lambda: ("GET", f"/shown/{path()}", {}, None),
        lambda: ("GET", f"/slash/{path()}?{text(5, SENT)}", {}, None),
        lambda: ("GET", "/file/time", {"Range": drawn.choice(RANGES)}, None),
        lambda: ("GET", "/authorization", {"Authorization": drawn.choice(CREDENTIALS)}, None),
    ]  # fmt: skip
    return {f"chance {n}": drawn.choice(makers)() for n in range(count)}


class Given:
    """The values of the query, looked up when they are asked for."""

    def __init__(self, flask):
        self._flask = flask

    def __getitem__(self, name):
        return self._flask.request.args[name]


def add_chances(app, flask):
    """Register the views that send back what they are given."""
    given = Given(flask)

    def cookie():
        response = flask.make_response("cookie")
        response.set_cookie("c", given["value"])
        return response

    def url():
        key = given["key"] if given["key"] not in _KEEPS else "k"
        return flask.url_for("shown", name=given["name"], q=given["q"], **{key: "v"})

    def file():
        name = given["name"].replace("/", "_").replace("\t", "_")
        return flask.send_file(
            io.BytesIO(b"x"), mimetype="text/plain", download_name=name, as_attachment=True
        )

    for name, view in {
        "redirect": lambda: flask.redirect(given["to"]),
        "cookie": cookie,
        "url": url,
        "file": file,
    }.items():
        app.add_url_rule(f"/chance/{name}", f"chance {name}", view)
