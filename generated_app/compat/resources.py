"""The folders beside an application or blueprint: where it is, its static files, its templates.

Keeps S10-S12 and P9; paths are found from the import name as Flask finds them.
Delete when: static files are served by StaticFiles or the front proxy.
"""

import importlib.util
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from jinja2 import FileSystemLoader

from . import context
from .files import send_from_directory
from .responses import Response


class IgnoredCommands:
    """`app.cli`: commands are accepted and left out; they stay with `flask run` and its kin."""

    @staticmethod
    def command(*_args: Any, **_options: Any) -> Callable[[Any], Any]:
        """Return the function as it is."""
        return lambda function: function

    group = command

    @staticmethod
    def add_command(*_args: Any, **_options: Any) -> None:
        """Do nothing."""


class Resources:
    """The folders, found from the import name."""

    cli = IgnoredCommands()

    def init_resources(
        self,
        import_name: str,
        static_folder: str | os.PathLike[str] | None,
        static_url_path: str | None,
        template_folder: str | os.PathLike[str] | None,
        root_path: str | None,
    ) -> None:
        """Note where things are."""
        self.import_name = import_name
        self.static_folder = static_folder
        self.static_url_path = static_url_path
        self.template_folder = template_folder
        self.root_path = root_path or find_root_path(import_name)

    @staticmethod
    def shell_context_processor(function: Callable[..., Any]) -> Callable[..., Any]:
        """Accept what `flask shell` would use; there is no such shell here."""
        return function

    @property
    def static_folder(self) -> str | None:
        """The absolute path of the static files, if there are any."""
        if self._static_folder is None:
            return None
        return os.path.join(self.root_path, self._static_folder)  # as Flask does

    @static_folder.setter
    def static_folder(self, value: str | os.PathLike[str] | None) -> None:
        self._static_folder = None if value is None else os.fspath(value).rstrip(r"\/")

    @property
    def has_static_folder(self) -> bool:
        """Whether a static folder is configured."""
        return self._static_folder is not None

    @property
    def static_url_path(self) -> str | None:
        """The path under which the static files are served."""
        if self._static_url_path is not None:
            return self._static_url_path
        if self._static_folder is None:
            return None
        return f"/{Path(self._static_folder).name}".rstrip("/")

    @static_url_path.setter
    def static_url_path(self, value: str | None) -> None:
        self._static_url_path = None if value is None else value.rstrip("/")

    @cached_property
    def jinja_loader(self) -> FileSystemLoader | None:
        """The loader of this folder's templates."""
        if self.template_folder is None:
            return None
        return FileSystemLoader(os.path.join(self.root_path, self.template_folder))

    @staticmethod
    def get_send_file_max_age(_filename: str | None) -> int | None:
        """Return how long browsers may keep a file without asking."""
        value = context.current_app.config["SEND_FILE_MAX_AGE_DEFAULT"]
        return int(value.total_seconds()) if isinstance(value, timedelta) else value

    def send_static_file(self, filename: str) -> Response:
        """Answer with a file of the static folder."""
        folder = self.static_folder
        if folder is None:
            raise RuntimeError("'static_folder' must be set to serve static_files.")
        return send_from_directory(folder, filename, max_age=self.get_send_file_max_age(filename))

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> IO[Any]:
        """Open a file beside the module, for reading."""
        if mode not in {"r", "rt", "rb"}:
            raise ValueError("Resources can only be opened for reading.")
        return open_file(Path(self.root_path, resource), mode, encoding)


def open_file(path: Path, mode: str, encoding: str | None) -> IO[Any]:
    """Open a file as text or as bytes."""
    return path.open(mode) if "b" in mode else path.open(mode, encoding=encoding)


def find_root_path(import_name: str) -> str:
    """Return the folder of a module, or the current folder when there is no such module."""
    module = sys.modules.get(import_name)
    file = getattr(module, "__file__", None)
    if file is None:
        try:
            spec = importlib.util.find_spec(import_name)
        except (ImportError, ValueError):
            spec = None
        file = None if spec is None or not spec.has_location else spec.origin
    return str(Path.cwd()) if file is None else os.path.dirname(os.path.abspath(file))


def find_instance_path(import_name: str, name: str) -> str:
    """Return where Flask keeps an application's instance folder."""
    try:
        spec = importlib.util.find_spec(import_name.partition(".")[0])
    except (ImportError, ValueError):
        spec = None
    if spec is None or spec.origin is None:
        return str(Path.cwd() / "instance")
    folder = Path(spec.origin).parent
    if spec.submodule_search_locations:
        folder = folder.parent
    prefix = Path(sys.prefix).resolve()
    if folder.resolve().is_relative_to(prefix) and folder.name == "site-packages":
        return str(prefix / "var" / f"{name}-instance")
    return str(folder / "instance")
