"""Which files belong to the project, and which to its libraries."""

from __future__ import annotations

import os
import sys
from typing import Any, Iterator

_LIBRARIES = ("site-packages", "dist-packages")


class Territory:
    """The project's folder without virtual environments; answers are remembered per folder."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self._named = os.path.abspath(root)
        self._folders: dict[str, bool] = {}

    def relative(self, path: str | None) -> str:
        """The posix path of ``path`` from the root; empty when the project does not own it."""
        if not path or path.startswith("<"):
            return ""
        for root, full in ((self.root, os.path.realpath(path)), (self._named, _absolute(path))):
            if full.startswith(root + os.sep) and self._owns(root, os.path.dirname(full)):
                return full[len(root) + 1 :].replace(os.sep, "/")
        return ""

    def owns(self, path: str | None) -> bool:
        """Whether the file is the project's own."""
        return bool(self.relative(path))

    def folder(self, path: str | None) -> str:
        """The posix path of a folder from the root, ``.`` for the root; empty when outside."""
        if not path:
            return ""
        full = os.path.realpath(path)
        if full == self.root:
            return "."
        return self.relative(os.path.join(full, "x"))[:-2]

    def modules(self) -> Iterator[tuple[str, Any, str]]:
        """Name, module and file of every module of the project that is loaded, by name."""
        for name, module in sorted(sys.modules.copy().items()):
            if name == "__main__" or name.startswith("_migrator_probe"):
                continue
            file = self.relative(getattr(module, "__file__", None))
            if file.endswith(".py"):
                yield name, module, file

    def _owns(self, root: str, folder: str) -> bool:
        if folder == root:
            return True
        known = self._folders.get(folder)
        if known is None:
            known = not _is_environment(folder) and self._owns(root, os.path.dirname(folder))
            self._folders[folder] = known
        return known


def _absolute(path: str) -> str:
    return os.path.normpath(os.path.abspath(path))


def _is_environment(folder: str) -> bool:
    return (
        os.path.basename(folder) in _LIBRARIES
        or os.path.exists(os.path.join(folder, "pyvenv.cfg"))
        or folder == os.path.realpath(sys.prefix)
    )
