"""`app.config`: Flask's dictionary of settings, with its loaders and its default keys.

Keeps X3: every default of Flask 3.1 (`config["SESSION_COOKIE_NAME"]` and the like are there),
`from_object` and all other loaders, `get_namespace`.
Delete when: the settings have moved to `settings.py`.
"""

import errno
import json
import os
import types
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib.util import find_spec
from typing import IO, Any

from werkzeug.utils import import_string

DEFAULTS: dict[str, Any] = {
    "DEBUG": None,
    "TESTING": False,
    "PROPAGATE_EXCEPTIONS": None,
    "SECRET_KEY": None,
    "SECRET_KEY_FALLBACKS": None,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
    "USE_X_SENDFILE": False,
    "TRUSTED_HOSTS": None,
    "SERVER_NAME": None,
    "APPLICATION_ROOT": "/",
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SECURE": False,
    "SESSION_COOKIE_PARTITIONED": False,
    "SESSION_COOKIE_SAMESITE": None,
    "SESSION_REFRESH_EACH_REQUEST": True,
    "MAX_CONTENT_LENGTH": None,
    "MAX_FORM_MEMORY_SIZE": 500_000,
    "MAX_FORM_PARTS": 1_000,
    "SEND_FILE_MAX_AGE_DEFAULT": None,
    "TRAP_BAD_REQUEST_ERRORS": None,
    "TRAP_HTTP_EXCEPTIONS": False,
    "EXPLAIN_TEMPLATE_LOADING": False,
    "PREFERRED_URL_SCHEME": "http",
    "TEMPLATES_AUTO_RELOAD": None,
    "MAX_COOKIE_SIZE": 4093,
    "PROVIDE_AUTOMATIC_OPTIONS": True,
}


def debug_flag() -> bool:
    """Read FLASK_DEBUG as Flask does."""
    value = os.environ.get("FLASK_DEBUG")
    return bool(value and value.lower() not in {"0", "false", "no"})


class Config(dict[str, Any]):
    """A dictionary that is filled from objects, files and the environment."""

    def __init__(
        self, root_path: str | os.PathLike[str], defaults: dict[str, Any] | None = None
    ) -> None:
        super().__init__(defaults or {})
        self.root_path = root_path
        self.unread: Mapping[str, Any] = {}

    def read(self, key: str) -> Any:
        """Return what holds for a key of Flask's: an older Flask does not read all of them."""
        return self.unread[key] if key in self.unread else self[key]

    def from_envvar(self, variable_name: str, silent: bool = False) -> bool:
        """Load the Python file that an environment variable names."""
        filename = os.environ.get(variable_name)
        if filename:
            return self.from_pyfile(filename, silent=silent)
        if silent:
            return False
        raise RuntimeError(
            f"The environment variable {variable_name!r} is not set and as such configuration"
            " could not be loaded. Set this variable and make it point to a configuration file"
        )

    def from_prefixed_env(
        self, prefix: str = "FLASK", *, loads: Callable[[str], Any] = json.loads
    ) -> bool:
        """Load variables like FLASK_SECRET_KEY; values are JSON where they can be."""
        start = f"{prefix}_"
        for variable in sorted(os.environ):
            if variable.startswith(start):
                self._set_nested(variable.removeprefix(start), _loaded(variable, loads))
        return True

    def _set_nested(self, key: str, value: Any) -> None:
        *parts, tail = key.split("__")
        current: dict[str, Any] = self
        for part in parts:
            current = current.setdefault(part, {})
        current[tail] = value

    def from_pyfile(self, filename: str | os.PathLike[str], silent: bool = False) -> bool:
        """Run a Python file and take its upper-case names."""
        path = os.path.join(self.root_path, filename)  # as Flask joins it
        module = types.ModuleType("config")
        module.__file__ = path
        try:
            with open(path, "rb") as file:
                source = file.read()
        except OSError as error:
            if silent and error.errno in {errno.ENOENT, errno.EISDIR, errno.ENOTDIR}:
                return False
            error.strerror = f"Unable to load configuration file ({error.strerror})"
            raise
        exec(compile(source, path, "exec"), module.__dict__)  # the team's own file
        self.from_object(module)
        return True

    def from_object(self, obj: object | str) -> None:
        """Take the upper-case attributes of a class, a module or what an import string names."""
        source = import_string(_new_name(obj)) if isinstance(obj, str) else obj
        for key in dir(source):
            if key.isupper():
                self[key] = getattr(source, key)

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[IO[Any]], Mapping[str, Any]],
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """Load a file with the loader given, such as `json.load` or `tomllib.load`."""
        path = os.path.join(self.root_path, filename)
        try:
            with open(path, "r" if text else "rb") as file:
                loaded = load(file)
        except OSError as error:
            if silent and error.errno in {errno.ENOENT, errno.EISDIR}:
                return False
            error.strerror = f"Unable to load configuration file ({error.strerror})"
            raise
        return self.from_mapping(loaded)

    def from_mapping(self, mapping: Mapping[str, Any] | None = None, **values: Any) -> bool:
        """Take the upper-case keys."""
        for key, value in {**(mapping or {}), **values}.items():
            if key.isupper():
                self[key] = value
        return True

    def get_namespace(
        self,
        namespace: str,
        lowercase: bool = True,
        trim_namespace: bool = True,
    ) -> dict[str, Any]:
        """Return the settings whose keys start with a prefix."""
        found: dict[str, Any] = {}
        for key, value in self.items():
            if key.startswith(namespace):
                name = key[len(namespace) :] if trim_namespace else key
                found[name.lower() if lowercase else name] = value
        return found


def _loaded(variable: str, loads: Callable[[str], Any]) -> Any:
    try:
        return loads(os.environ[variable])
    except Exception:  # any loader may be given; a value that fails stays text
        return os.environ[variable]


def _new_name(name: str) -> str:
    """Return where a module of the project is now: `config.Production` has moved with the app."""
    package = (__package__ or "").rpartition(".")[0]
    head, dot, tail = name.partition(".")
    for own in (f"project_{head}", head):
        if find_spec(f"{package}.{own}") is not None:
            return f"{package}.{own}{dot}{tail}"
    return name
