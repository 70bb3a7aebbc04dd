"""What a blueprint registers on the whole application: `before_app_request` and its kin.

Keeps E1: these run for every request, in the order of registration.
Delete when: the blueprints have no such hooks.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from .setup_state import SetupState

F = TypeVar("F", bound=Callable[..., Any])


class AppWide:
    """The `app_...` decorators; each waits for the registration."""

    def record_once(self, func: Callable[[SetupState], Any]) -> None:
        """Call a function with the setup state at the first registration."""
        raise NotImplementedError

    def _on_app(self, method: str, f: F) -> F:
        self.record_once(lambda state: getattr(state.app, method)(f))
        return f

    def before_app_request(self, f: F) -> F:
        """Call a function before every request of the application."""
        return self._on_app("before_request", f)

    def after_app_request(self, f: F) -> F:
        """Call a function with every response of the application."""
        return self._on_app("after_request", f)

    def teardown_app_request(self, f: F) -> F:
        """Call a function at the end of every request of the application."""
        return self._on_app("teardown_request", f)

    def app_context_processor(self, f: F) -> F:
        """Have values in every template of the application."""
        return self._on_app("context_processor", f)

    def app_url_value_preprocessor(self, f: F) -> F:
        """Call a function with the view arguments of every request of the application."""
        return self._on_app("url_value_preprocessor", f)

    def app_url_defaults(self, f: F) -> F:
        """Call a function with the values of every URL the application builds."""
        return self._on_app("url_defaults", f)

    def app_errorhandler(self, code: type[Exception] | int) -> Callable[[F], F]:
        """Have a function answer an error of the whole application."""

        def decorator(f: F) -> F:
            self.record_once(lambda state: state.app.register_error_handler(code, f))
            return f

        return decorator

    def app_template_filter(self, name: str | None = None) -> Callable[[F], F]:
        """Register a template filter."""
        return self._template_name("add_template_filter", name)

    def app_template_test(self, name: str | None = None) -> Callable[[F], F]:
        """Register a template test."""
        return self._template_name("add_template_test", name)

    def app_template_global(self, name: str | None = None) -> Callable[[F], F]:
        """Register a template global."""
        return self._template_name("add_template_global", name)

    def _template_name(self, method: str, name: str | None) -> Callable[[F], F]:
        def decorator(f: F) -> F:
            self.record_once(lambda state: getattr(state.app, method)(f, name=name))
            return f

        return decorator

    def add_app_template_filter(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Do what `app_template_filter` does, as a call."""
        self.app_template_filter(name)(f)

    def add_app_template_test(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Do what `app_template_test` does, as a call."""
        self.app_template_test(name)(f)

    def add_app_template_global(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Do what `app_template_global` does, as a call."""
        self.app_template_global(name)(f)
