"""Class-based views: `View` and `MethodView`.

Keeps R48: methods from the class, HEAD answered by `get`, one instance per request or one for all
(`init_every_request`), decorators.
Delete when: the classes have become functions.
"""

from collections.abc import Callable, Collection
from inspect import isawaitable
from typing import Any, ClassVar

from .context import request

_METHODS = frozenset({"get", "post", "head", "options", "delete", "put", "trace", "patch"})


class View:
    """A view as a class; subclasses implement `dispatch_request`."""

    methods: ClassVar[Collection[str] | None] = None
    provide_automatic_options: ClassVar[bool | None] = None
    decorators: ClassVar[list[Callable[..., Any]]] = []
    init_every_request: ClassVar[bool] = True

    def dispatch_request(self, **kwargs: Any) -> Any:
        """Answer the request."""
        raise NotImplementedError

    @classmethod
    def as_view(cls, name: str, *class_args: Any, **class_kwargs: Any) -> Callable[..., Any]:
        """Return the function that is registered for the class."""
        shared = None if cls.init_every_request else cls(*class_args, **class_kwargs)

        async def view(**kwargs: Any) -> Any:
            instance = cls(*class_args, **class_kwargs) if shared is None else shared
            value = instance.dispatch_request(**kwargs)
            return await value if isawaitable(value) else value

        decorated: Any = view
        decorated.__name__ = name
        decorated.__module__ = cls.__module__
        for decorator in cls.decorators:
            decorated = decorator(decorated)
        decorated.view_class = cls
        decorated.__name__ = name
        decorated.__doc__ = cls.__doc__
        decorated.__module__ = cls.__module__
        decorated.methods = cls.methods
        decorated.provide_automatic_options = cls.provide_automatic_options
        return decorated  # type: ignore[no-any-return]  # what the decorators made of it


class MethodView(View):
    """A view with one method for each method of HTTP."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "methods" in cls.__dict__:
            return
        methods = {name for base in cls.__bases__ for name in getattr(base, "methods", None) or ()}
        methods.update(name.upper() for name in _METHODS if hasattr(cls, name))
        if methods:
            cls.methods = methods

    async def dispatch_request(self, **kwargs: Any) -> Any:
        """Call the method named like the request's."""
        method = getattr(self, request.method.lower(), None)
        if method is None and request.method == "HEAD":
            method = getattr(self, "get", None)
        if method is None:
            raise AssertionError(f"Unimplemented method {request.method!r}")
        value = method(**kwargs)
        return await value if isawaitable(value) else value
