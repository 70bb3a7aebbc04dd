"""Ask compat the same questions, as the Flask and werkzeug of a version."""

import asyncio
import logging
import types
from pathlib import Path
from urllib.parse import unquote_to_bytes

from behaviours import fill
from chance import add_chances, chance_questions
from questions import APPS, OLD_SESSION, kept_session, questions, settled

from migrator.compat import (
    context,
    files,
    flashing,
    json_provider,
    responses,
    streaming,
    templates,
    urls,
)
from migrator.compat.application import Application


def names_of_compat():
    names = types.SimpleNamespace(json=json_provider)
    for module in (context, files, flashing, responses, streaming, templates, urls):
        vars(names).update({k: v for k, v in vars(module).items() if not k.startswith("_")})
    return names


def make(config, flask, werkzeug):
    app = Application(
        "behaviours",
        root_path=str(Path(__file__).parent),
        subdomain_matching=config.get("SUBDOMAINS", False),
        flask_version=flask,
        werkzeug_version=werkzeug,
    )
    app.config.update(config)
    app.logger.setLevel(logging.CRITICAL + 1)
    return fill(app, names_of_compat())


def scope_of(method, target, headers, body):
    path, _, query = target.partition("?")
    given = {"Host": "testing.example", **headers}
    if body is not None:
        given["Content-Length"] = str(len(body))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode("utf-8"),
        "query_string": query.encode("utf-8"),
        "root_path": "",
        "headers": [
            (name.lower().encode(), (kept_session() if value == OLD_SESSION else value).encode())
            for name, value in given.items()
        ],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }


async def ask(app, question):
    sent = []
    incoming = [{"type": "http.request", "body": question[3] or b"", "more_body": False}]

    async def receive():
        if incoming:
            return incoming.pop()
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    await app(scope_of(*question), receive, send)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in sent[0]["headers"]
    ]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return settled(sent[0]["status"], headers, body)


def answers_by_chance(flask, werkzeug, seed, count):
    """What compat answers to random questions."""
    app = make({}, flask, werkzeug)
    add_chances(app, names_of_compat())

    async def everything():
        asked = chance_questions(seed, count)
        return {key: await ask(app, question) for key, question in asked.items()}

    return asyncio.run(everything())


def answers(flask, werkzeug):
    """What compat answers, by application and question."""

    async def everything():
        found = {}
        for name, config in APPS.items():
            app = make(config, flask, werkzeug)
            asked = questions(name)
            found[name] = {key: await ask(app, question) for key, question in asked.items()}
        return found

    return asyncio.run(everything())
