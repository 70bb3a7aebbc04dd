"""Ask the Flask of this interpreter everything; the answers go to stdout as JSON.

With a seed and a count it is asked that many random questions instead.
"""

import json
import logging
import sys
import types
import warnings
from pathlib import Path


def names_of_flask():
    import flask

    names = types.SimpleNamespace(**{n: getattr(flask, n) for n in dir(flask) if n[0] != "_"})
    names.json = flask.json
    return names


def make(config):
    import flask
    from behaviours import fill

    subdomains = config.get("SUBDOMAINS", False)
    folder = str(Path(__file__).parent)
    app = flask.Flask("behaviours", root_path=folder, subdomain_matching=subdomains)
    app.config.update(config)
    app.logger.setLevel(logging.CRITICAL + 1)
    return fill(app, names_of_flask())


def ask(app, question):
    from questions import environ_of, settled

    kept = []

    def start_response(status, headers, exc_info=None):
        kept[:] = [int(status.split()[0]), headers]

    parts = app(environ_of(*question), start_response)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    return settled(*kept, body)


def answers():
    from chance import add_chances, chance_questions
    from questions import APPS, questions

    if sys.argv[1:]:
        app = make({})
        add_chances(app, names_of_flask())
        asked = chance_questions(*map(int, sys.argv[1:]))
        return {key: ask(app, question) for key, question in asked.items()}
    apps = {name: make(config) for name, config in APPS.items()}
    return {
        name: {key: ask(app, question) for key, question in questions(name).items()}
        for name, app in apps.items()
    }


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    warnings.simplefilter("ignore")
    json.dump(answers(), sys.stdout)
