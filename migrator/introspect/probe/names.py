"""What the module-level names of the project are, once the application has been built."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, Iterator

from .functions import Facts, import_path
from .unwrap import attributes, is_class

if TYPE_CHECKING:
    from .territory import Territory

_DRIVER = {
    ("pymongo", "Database"): "database",
    ("pymongo", "Collection"): "collection",
    ("pymongo", "MongoClient"): "client",
    ("pymongo", "Cursor"): "cursor",
    ("pymongo", "CommandCursor"): "cursor",
    ("gridfs", "GridFS"): "gridfs",
    ("gridfs", "GridFSBucket"): "gridfs",
}
_DEEPEST = 3
_PROXY_SECONDS = 5.0


class Names:
    """Looks at values by their type alone: no proxy and no database must notice it."""

    def __init__(self, app: Any, territory: Territory) -> None:
        self._app = app
        self._modules = list(territory.modules())
        self._own = {name for name, _, _ in self._modules}
        self._library_proxies = _library_proxies(self._own)

    def facts(self) -> list[Facts]:
        """``NameFact`` for each name worth knowing, by module and name."""
        found: list[Facts] = []
        for module, loaded, _ in self._modules:
            for name, value in sorted(vars(loaded).copy().items()):
                if not name.startswith("__"):
                    found += self._of(module, name, value)
        return found

    def _of(self, module: str, name: str, value: Any) -> Iterator[Facts]:
        if is_class(value) and value.__module__ == module:
            yield from self._hanging(module, name, value, 1, frozenset())
            return
        kind = self.kind(value)
        if not kind:
            return
        yield self._fact(module, name, value, kind)
        if kind in {"instance", "extension"}:
            depth = _DEEPEST if kind == "instance" else 1
            yield from self._hanging(module, name, value, depth, frozenset())

    def _hanging(
        self, module: str, name: str, value: Any, depth: int, seen: frozenset[int]
    ) -> Iterator[Facts]:
        if depth == 0 or id(value) in seen:
            return
        for attribute, item in sorted(_held(value).items()):
            kind = self.kind(item)
            if kind not in {"database", "collection", "client", "gridfs", "cursor", "instance"}:
                continue
            if kind == "instance" and depth == 1:
                continue
            path = "{}.{}".format(name, attribute)
            yield self._fact(module, path, item, kind)
            if kind == "instance":
                yield from self._hanging(module, path, item, depth - 1, seen | {id(value)})

    def kind(self, value: Any) -> str:
        """One of the words of ``NameFact.kind``, empty for what is not worth knowing."""
        cls = type(value)
        ancestors = [(base.__module__.split(".")[0], base.__name__) for base in cls.__mro__]
        for ancestor in ancestors:
            if ancestor in _DRIVER:
                return _DRIVER[ancestor]
        if ancestors[0] == ("werkzeug", "LocalProxy"):
            return "" if id(value) in self._library_proxies else "proxy"
        if ("flask", "Flask") in ancestors:
            return "app"
        if ("flask", "Blueprint") in ancestors:
            return "blueprint"
        if ancestors[0][0].startswith("flask_"):
            return "extension"
        return "instance" if cls.__module__ in self._own and not issubclass(cls, type) else ""

    def _fact(self, module: str, name: str, value: Any, kind: str) -> Facts:
        detail = self._behind(value) if kind == "proxy" else ""
        if kind in {"collection", "blueprint"}:
            detail = str(value.name)
        fact = {"module": module, "name": name, "type": import_path(type(value)), "kind": kind}
        return {**fact, "detail": detail}

    def _behind(self, proxy: Any) -> str:
        """The class a proxy stands for inside an application context, if it says so in time."""
        answer: list[str] = []

        def ask() -> None:
            try:
                with self._app.app_context():
                    answer.append(import_path(type(proxy._get_current_object())))
            except BaseException:  # noqa: BLE001 (the user's code may raise anything, even exit)
                return

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(_PROXY_SECONDS)
        return answer[0] if answer else ""


def _library_proxies(own: set[str]) -> set[int]:
    """Proxies that libraries export, like ``flask.request``: their import already says it all."""
    found: set[int] = set()
    for name, module in list(sys.modules.items()):
        if name in own or not isinstance(getattr(module, "__dict__", None), dict):
            continue
        values = list(vars(module).values())
        found.update(id(value) for value in values if type(value).__name__ == "LocalProxy")
    return found


def _held(value: Any) -> dict[str, Any]:
    """What hangs on an instance or a class."""
    if is_class(value):
        return dict(vars(value))
    found = attributes(value)
    for cls in type(value).__mro__:
        for slot in _listed(vars(cls).get("__slots__")):
            member = vars(cls).get(slot)
            try:
                found[slot] = member.__get__(value) if member is not None else None
            except AttributeError:  # declared, never assigned
                continue
    return found


def _listed(slots: Any | None) -> tuple[str, ...]:
    if slots is None:
        return ()
    return (slots,) if isinstance(slots, str) else tuple(slots)
