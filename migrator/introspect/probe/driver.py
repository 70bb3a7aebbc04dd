"""Let an absent database be noticed in five seconds instead of PyMongo's thirty."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

_MODULE = "pymongo.common"
_SECONDS = 5


class ShorterWait(importlib.abc.MetaPathFinder):
    """Lowers PyMongo's default server selection timeout when the app itself imports PyMongo.

    Importing PyMongo before the app would be simpler, but would come before a monkey patch that
    has to be first; a timeout that the app sets is not touched.
    """

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:
        """Find ``pymongo.common`` as always, with a loader that lowers the default."""
        if fullname != _MODULE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            _lower_after(spec.loader)
        return spec


def notice_absence_soon() -> None:
    """Put the finder in front of the others."""
    sys.meta_path.insert(0, ShorterWait())


def _lower_after(loader: Any) -> None:
    execute = loader.exec_module

    def lowered(module: Any) -> None:
        execute(module)
        if getattr(module, "SERVER_SELECTION_TIMEOUT", 0) > _SECONDS:
            module.SERVER_SELECTION_TIMEOUT = _SECONDS

    loader.exec_module = lowered
