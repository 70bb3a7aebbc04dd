"""The variables that ``flask run`` finds in ``.env`` and ``.flaskenv``, where no server looks."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values


def environment_of(folder: Path, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment in which the app of ``folder`` runs: what is set wins, then ``.env``.

    As Flask does (`flask.cli.load_dotenv`), each file is looked for in the folder and above it.
    """
    found: dict[str, str] = {}
    for name in (".flaskenv", ".env"):
        files = (place / name for place in (folder, *folder.parents))
        path = next((file for file in files if file.is_file()), None)
        values = dotenv_values(path) if path is not None else {}
        found |= {key: value for key, value in values.items() if value is not None}
    return {**found, **(os.environ if environ is None else environ)}
