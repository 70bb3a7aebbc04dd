"""One run of the probe: quiet the app, load it, look at it, leave the facts in a file."""

from __future__ import annotations

import gc
import json
import os
import runpy
import sys
from typing import Any, Dict

from . import failure
from .territory import Territory

Facts = Dict[str, Any]


def run(request_file: str) -> None:
    """Do what the request says and end the process: a thread of the app must not keep it alive."""
    with open(request_file, encoding="utf-8") as stream:
        request: Facts = json.load(stream)
    _send_output_to_stderr()
    os.chdir(request["root"])
    sys.path.insert(0, request["root"])
    sys.argv = [request["app"].split(":")[0]]
    territory = Territory(request["root"])
    try:
        answer = _answer(request, territory)
    except BaseException as error:  # noqa: BLE001 (the user's code may raise anything, even exit)
        answer = {"failure": failure.described(error, territory)}
    _leave(request["result"], answer)


def _send_output_to_stderr() -> None:
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    # `app.run()` without a guard does nothing then, as under the `flask` command.
    os.environ["FLASK_RUN_FROM_CLI"] = "true"


def _answer(request: Facts, territory: Territory) -> Facts:
    try:
        import flask
    except ModuleNotFoundError:
        return {"failure": {"kind": "no-flask", "message": sys.executable}}
    del flask

    from .driver import notice_absence_soon
    from .load import load, load_environment
    from .registrations import Registrations

    notice_absence_soon()
    registrations = Registrations()
    registrations.watch()
    load_environment()
    if "before" in request:
        runpy.run_path(request["before"])["stay_at_home"]()
    loaded = load(request["app"], request["root"])
    try:
        return {"facts": _facts(loaded, territory, registrations)}
    except Exception as error:  # noqa: BLE001 (ours to explain, not the app's fault)
        return {"failure": failure.of_the_probe(error)}


def _facts(loaded: Any, territory: Territory, registrations: Any) -> Facts:
    from . import (
        config,
        extensions,
        functions,
        hooks,
        layers,
        names,
        replaced,
        rules,
        source,
        stars,
        surroundings,
    )

    app = loaded.app
    gc.disable()  # syntax trees come and go by the million, and the process ends right after
    describer = functions.Functions(territory, source.Source())
    facts: Facts = {
        "import_string": loaded.import_string,
        "name": app.name,
        "module": loaded.module,
        "factory": loaded.factory,
        "root": os.path.relpath(loaded.folder, territory.root).replace(os.sep, "/"),
        "python": surroundings.python_version(),
        "versions": surroundings.versions(),
        "routes": rules.routes(app, registrations, describer),
        "modules": [{"name": name, "file": file} for name, _, file in territory.modules()],
        "hooks": hooks.hooks(app, describer),
        "extensions": extensions.extensions(app, territory, describer),
        "blueprints": surroundings.blueprints(app, registrations.prefixes(app), territory),
        "config": config.harmless_config(app),
        "session_interface": functions.import_path(type(app.session_interface)),
        "wsgi_layers": layers.wsgi_layers(app),
        "replaced": replaced.replaced(app),
        "jinja_settings": surroundings.jinja_settings(app),
    }
    facts.update(surroundings.folders(app, territory))
    facts.update(surroundings.json_facts(app))
    facts["names"] = names.Names(app, territory).facts() + stars.Stars(territory).facts()
    return facts


def _leave(result_file: str, answer: Facts) -> None:
    """Write beside the place and rename, so that the parent never reads half a file."""
    with open(result_file + ".part", "w", encoding="ascii") as stream:
        json.dump(answer, stream)
    os.replace(result_file + ".part", result_file)
    sys.stderr.flush()
    os._exit(0)
