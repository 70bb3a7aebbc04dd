"""Serve the applications of `extensions/apps`, as `servers.py` beside it serves the plain ones.

`names` has what the plain applications import, and a module for each extension: `names.cors` is
flask_cors for Flask and migrator.compat.cors for compat.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import servers  # noqa: E402 - beside, not installed

plain_flask_names, plain_compat_names = servers.flask_names, servers.compat_names


def flask_names():
    import flask_cors

    names = plain_flask_names()
    names.cors = flask_cors
    return names


def compat_names():
    from migrator.compat import cors

    names = plain_compat_names()
    names.cors = cors
    return names


if __name__ == "__main__":
    servers.APPS = HERE / "apps"
    servers.flask_names, servers.compat_names = flask_names, compat_names
    servers.main(sys.argv[1], int(sys.argv[2]))
