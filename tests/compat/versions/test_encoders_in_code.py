"""Encoder classes of Flask 2.2 are kept, however the project imports them."""

import json

import pytest

from tests.compat.versions.test_versions_in_code import code

CLASS = """
class Own({name}):
    def default(self, o):
        return sorted(o) if isinstance(o, set) else super().default(o)


app = Flask(__name__)
app.json_encoder = Own
app.config["JSON_SORT_KEYS"] = False
"""
IMPORTS = {
    "from flask.json import JSONEncoder\n": "JSONEncoder",
    "from flask import json\n": "json.JSONEncoder",
    "import flask\n": "flask.json.JSONEncoder",
    "import flask.json\n": "flask.json.JSONEncoder",
}


@pytest.mark.parametrize("imported", IMPORTS, ids=str.strip)
def test_an_encoder_of_the_project_writes_the_json(tmp_path, imported):
    text = code(tmp_path, imported + CLASS.format(name=IMPORTS[imported]), flask="2.2.5")
    found = {"__name__": "app"}

    exec(text.replace("from new.compat", "from migrator.compat"), found)
    app = found["app"]

    assert app.json.dumps({"b": {2, 1}, "a": None}) == '{"b": [1, 2], "a": null}'
    assert json.loads(app.json.dumps(found["Own"]().default({1}))) == [1]
