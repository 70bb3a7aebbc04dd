"""`flask_restful.reqparse`: arguments of a request, checked and converted.

Keeps B13: JSON before the other values (415 when the body is none), 400 with the messages by name,
the order of declaration, `append`, `choices`, bundled errors.
Delete when: the parameters are declared in the views' signatures, and 422 is accepted.
"""

from copy import deepcopy
from typing import Any, Self

from werkzeug.exceptions import BadRequest

from .context import request
from .restful_argument import Argument
from .restful_values import abort

__all__ = ["Argument", "Namespace", "RequestParser"]


class Namespace(dict[str, Any]):
    """The arguments, as items and as attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class RequestParser:
    """The arguments that a method expects."""

    def __init__(
        self,
        argument_class: type[Argument] = Argument,
        namespace_class: type[Any] = Namespace,
        trim: bool = False,
        bundle_errors: bool = False,
    ) -> None:
        self.args: list[Argument] = []
        self.argument_class = argument_class
        self.namespace_class = namespace_class
        self.trim = trim
        self.bundle_errors = bundle_errors

    def add_argument(self, *args: Any, **kwargs: Any) -> Self:
        """Expect an argument: an Argument, or what one is made of."""
        if len(args) == 1 and isinstance(args[0], self.argument_class):
            self.args.append(args[0])
        else:
            self.args.append(self.argument_class(*args, **kwargs))
        if self.trim and self.argument_class is Argument:
            self.args[-1].trim = kwargs.get("trim", self.trim)
        return self

    def parse_args(self, req: Any = None, strict: bool = False, http_error_code: int = 400) -> Any:
        """Return the arguments of the request; answer 400 for bad ones."""
        req = request if req is None else req
        found = self.namespace_class()
        # Each argument takes its own out of here; with `strict` nothing may be left.
        req.unparsed_arguments = dict(self.argument_class("").source(req)) if strict else {}
        errors: dict[str, Any] = {}
        for argument in self.args:
            value, was_found = argument.parse(req, self.bundle_errors)
            if isinstance(value, ValueError):
                errors.update(was_found)
                was_found = None
            if was_found or argument.store_missing:
                found[argument.dest or argument.name] = value
        if errors:
            abort(http_error_code, message=errors)
        if strict and req.unparsed_arguments:
            raise BadRequest(f"Unknown arguments: {', '.join(req.unparsed_arguments)}")
        return found

    def copy(self) -> "RequestParser":
        """Return a parser with the same arguments, to be changed."""
        twin = self.__class__(self.argument_class, self.namespace_class)
        twin.args = deepcopy(self.args)
        twin.trim = self.trim
        twin.bundle_errors = self.bundle_errors
        return twin

    def replace_argument(self, name: str, *args: Any, **kwargs: Any) -> Self:
        """Expect an argument in another way."""
        new = self.argument_class(name, *args, **kwargs)
        for index, argument in enumerate(self.args):
            if argument.name == new.name:
                del self.args[index]
                self.args.append(new)
                break
        return self

    def remove_argument(self, name: str) -> Self:
        """Expect an argument no more."""
        for index, argument in enumerate(self.args):
            if argument.name == name:
                del self.args[index]
                break
        return self
