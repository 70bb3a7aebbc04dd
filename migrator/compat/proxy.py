"""werkzeug's proxy, but an attribute is asked for once, where it is.

Keeps X1-X3: all else is werkzeug's own. There an attribute is found by failing to find it on the
proxy itself, which takes three times as long; one request asks for dozens of them.
Delete when: the views take request, session and g as parameters.
"""

from typing import Any

from werkzeug import local

_OWN = frozenset(dir(local.LocalProxy))
_own = object.__getattribute__


class LocalProxy(local.LocalProxy[Any]):
    """Stands for an object of the running request."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        if name in _OWN:
            return _own(self, name)
        return getattr(_own(self, "_get_current_object")(), name)

    def __setitem__(self, key: Any, value: Any) -> None:
        _own(self, "_get_current_object")()[key] = value

    def __contains__(self, key: Any) -> bool:
        return key in _own(self, "_get_current_object")()


LocalProxy.__doc__ = vars(local.LocalProxy)["__doc__"]  # that of the object, as in werkzeug
