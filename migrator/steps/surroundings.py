"""The checks of ``doctor`` that ask the machine rather than the application."""

import shutil
import socket
import subprocess
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from migrator.errors import MigratorError
from migrator.model.check import Check, State
from migrator.twins.mongo import server_for

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PACKAGES = {"motor": "motor", "pymongo-async": "pymongo"}
_SECONDS = 20.0


def check_module(name: str, package: str, purpose: str, otherwise: State) -> Check:
    """Whether a package of the toolkit's own environment is installed; it is not imported."""
    if find_spec(package):
        return Check(name, State.OK, f"{package} {_version(package)}".strip())
    missing = f"{package} is not installed"
    return Check(name, otherwise, missing, f"pip install {package}: {purpose}")


def check_driver(driver: str) -> Check:
    """Whether the async driver that was chosen is installed."""
    return check_module("driver", _PACKAGES[driver], "the new side needs it", State.FAIL)


def check_database(mongo_uri: str) -> Check:
    """Whether a database answers: the one that is named, or an embedded one started for this."""
    with tempfile.TemporaryDirectory(prefix="migrator-doctor-") as folder:
        try:
            with server_for(mongo_uri, Path(folder)):
                said = "the server of mongo_uri answers" if mongo_uri else "the embedded one starts"
                return Check("database", State.OK, said)
        except MigratorError as error:
            return Check("database", State.FAIL, error.message.splitlines()[0], error.hint)


def check_gunicorn(python: str) -> Check:
    """Whether the app's own Python can run gunicorn, which serves the legacy twin."""
    question = "import importlib.metadata as m; print(m.version('gunicorn'))"
    try:
        answer = subprocess.run(
            [python, "-c", question], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return Check(
            "gunicorn",
            State.FAIL,
            f"gunicorn is not installed in {python}",
            f"{python} -m pip install gunicorn; it serves the legacy side",
        )
    return Check("gunicorn", State.OK, f"gunicorn {answer.stdout.strip()}")


def check_browser() -> Check:
    """Whether pages can be compared in a browser; nothing else needs one."""
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found:
        return Check("browser", State.OK, found)
    return Check(
        "browser", State.WARN, "no Chromium found", "apt install chromium, to look at pages too"
    )


def check_port(port: int) -> Check:
    """Whether the usual port of ``migrator serve`` is free; every other port is chosen freely."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return Check(
                "port", State.WARN, f"port {port} is taken", "give another: migrator serve --port"
            )
    return Check("port", State.OK, f"port {port} is free")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
