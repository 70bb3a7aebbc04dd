"""What can be registered on an application and on a blueprint alike: routes, hooks, handlers.

Keeps E1-E6 (every variant of Flask's hooks), R22 (several rules for one endpoint), R48.
Delete when: the routes are FastAPI's and the hooks have become dependencies or middleware.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from .error_handlers import HandlerMap, exception_key
from .routing import rule_text

F = TypeVar("F", bound=Callable[..., Any])
Function = Callable[..., Any]
Functions = dict[str | None, list[Function]]


class Registration:
    """Flask's decorators; the two subclasses say what adding a rule means for them."""

    def init_registration(self) -> None:
        """Start with nothing registered."""
        self.view_functions: dict[str, Function] = {}
        self.error_handler_spec: HandlerMap = {}
        self.before_request_funcs: Functions = {}
        self.after_request_funcs: Functions = {}
        self.teardown_request_funcs: Functions = {}
        self.template_context_processors: Functions = {None: []}
        self.url_value_preprocessors: Functions = {}
        self.url_default_functions: Functions = {}

    def check_setup(self, name: str) -> None:
        """Raise AssertionError when it is too late to register anything (R49)."""
        raise NotImplementedError

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Function | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Register a rule, in Flask's text or in FastAPI's."""
        raise NotImplementedError

    def api_route(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for several methods: `methods=["GET", "POST"]`."""

        def decorator(view: F) -> F:
            self._add_view(path, view, dict(options))
            return view

        return decorator

    def route(
        self,
        path: str,
        methods: Collection[str] | None = None,
        name: str | None = None,
        include_in_schema: bool = True,
        **options: Any,
    ) -> Callable[[F], F]:
        """Register a view as Flask's `route` does: the path is Flask's, braces are letters."""
        options.update(methods=methods, name=name, include_in_schema=include_in_schema)
        options.setdefault("rule", path)
        return self.api_route(path, **options)

    def _add_view(self, path: str, view: Function, options: dict[str, Any]) -> None:
        rule = options.pop("rule", None) or rule_text(path)
        endpoint = options.pop("endpoint", None)
        self.add_url_rule(rule, endpoint, view, **options)

    def add_api_route(self, path: str, endpoint: Function, **options: Any) -> None:
        """Register a view as FastAPI's `add_api_route` does."""
        self._add_view(path, endpoint, options)

    def _method(self, method: str, path: str, options: dict[str, Any]) -> Callable[[F], F]:
        if "methods" in options:
            raise TypeError("Use 'api_route' to use the 'methods' argument.")
        return self.api_route(path, methods=[method], **options)

    def get(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for GET (and HEAD and OPTIONS, as Flask does)."""
        return self._method("GET", path, options)

    def post(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for POST."""
        return self._method("POST", path, options)

    def put(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for PUT."""
        return self._method("PUT", path, options)

    def delete(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for DELETE."""
        return self._method("DELETE", path, options)

    def patch(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for PATCH."""
        return self._method("PATCH", path, options)

    def head(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for HEAD alone."""
        return self._method("HEAD", path, options)

    def options(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for OPTIONS."""
        return self._method("OPTIONS", path, options)

    def trace(self, path: str, **options: Any) -> Callable[[F], F]:
        """Register a view for TRACE."""
        return self._method("TRACE", path, options)

    def endpoint(self, endpoint: str) -> Callable[[F], F]:
        """Give an endpoint its view function."""

        def decorator(view: F) -> F:
            self.check_setup("endpoint")
            self.view_functions[endpoint] = view
            return view

        return decorator

    def _keep(self, functions: Functions, function: F, name: str) -> F:
        self.check_setup(name)
        functions.setdefault(None, []).append(function)
        return function

    def before_request(self, f: F) -> F:
        """Call a function before each request; what it returns is the answer, unless None."""
        return self._keep(self.before_request_funcs, f, "before_request")

    def after_request(self, f: F) -> F:
        """Call a function with each response; it returns the response to send."""
        return self._keep(self.after_request_funcs, f, "after_request")

    def teardown_request(self, f: F) -> F:
        """Call a function at the end of each request, with the error if there was one."""
        return self._keep(self.teardown_request_funcs, f, "teardown_request")

    def context_processor(self, f: F) -> F:
        """Have the dictionary a function returns in every template."""
        return self._keep(self.template_context_processors, f, "context_processor")

    def url_value_preprocessor(self, f: F) -> F:
        """Call a function with the endpoint and the view arguments before the hooks."""
        return self._keep(self.url_value_preprocessors, f, "url_value_preprocessor")

    def url_defaults(self, f: F) -> F:
        """Call a function with the endpoint and the values of each URL that is built."""
        return self._keep(self.url_default_functions, f, "url_defaults")

    def errorhandler(self, code_or_exception: type[Exception] | int) -> Callable[[F], F]:
        """Have a function answer a status code or a class of exceptions."""

        def decorator(f: F) -> F:
            self.register_error_handler(code_or_exception, f)
            return f

        return decorator

    def register_error_handler(self, code_or_exception: type[Exception] | int, f: Function) -> None:
        """Do what `errorhandler` does, as a call."""
        self.check_setup("register_error_handler")
        error_class, code = exception_key(code_or_exception)
        self.error_handler_spec.setdefault(None, {}).setdefault(code, {})[error_class] = f

    def stays_on_flask(
        self, rule: str, *, endpoint: str, methods: Iterable[str] = ("GET",), **options: Any
    ) -> None:
        """Register a rule whose view is still Flask's, so that no other rule takes its requests."""
        self.add_url_rule(
            rule, endpoint, still_on_flask, methods=list(methods), stays_on_flask=True, **options
        )


def still_on_flask(*_view: Any, **_arguments: Any) -> tuple[str, int, dict[str, str]]:
    """Answer for a view that was not moved when no Flask stands behind this application."""
    return (
        "This route is still answered by Flask, and no Flask application is connected.\n",
        501,
        {"Content-Type": "text/plain; charset=utf-8"},
    )
