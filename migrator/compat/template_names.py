"""`app.jinja_env` and what an application adds to it: filters, tests, globals.

Keeps P6 and P8: every way of registering them, and the environment's own options.
Delete when: the environment is made by the project itself.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .template_environment import FlaskEnvironment, autoescape, make_environment

if TYPE_CHECKING:
    from .application import Application

F = TypeVar("F", bound=Callable[..., Any])


class TemplateNames:
    """The part of an application that templates are about."""

    jinja_options: dict[str, Any]  # a subclass may have its own
    async_templates = False

    select_jinja_autoescape = staticmethod(autoescape)

    @cached_property
    def jinja_env(self) -> FlaskEnvironment:
        """The environment, made when it is first needed."""
        return make_environment(cast("Application", self))

    def add_template_filter(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Register a filter."""
        self.jinja_env.filters[name or f.__name__] = f

    def add_template_test(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Register a test."""
        self.jinja_env.tests[name or f.__name__] = f

    def add_template_global(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Register a global."""
        self.jinja_env.globals[name or f.__name__] = f

    def template_filter(self, name: str | None = None) -> Callable[[F], F]:
        """Register a filter, as a decorator."""
        return _decorator(self.add_template_filter, name)

    def template_test(self, name: str | None = None) -> Callable[[F], F]:
        """Register a test, as a decorator."""
        return _decorator(self.add_template_test, name)

    def template_global(self, name: str | None = None) -> Callable[[F], F]:
        """Register a global, as a decorator."""
        return _decorator(self.add_template_global, name)


def _decorator(register: Callable[..., None], name: str | None) -> Callable[[F], F]:
    def decorator(f: F) -> F:
        register(f, name=name)
        return f

    return decorator
