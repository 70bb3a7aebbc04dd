"""Where the resources of an Api stand: their rules, endpoints and prefixes.

Keeps B12: rules registered before or after the Api is attached, blueprints, `url_part_order`.
Delete when: the resources have become functions on a router.
"""

import functools
from collections.abc import Callable
from types import MethodType
from typing import TYPE_CHECKING, Any, TypeVar

from .restful_errors import routed_to
from .restful_resource import Resource

if TYPE_CHECKING:
    from .setup_state import SetupState

R = TypeVar("R")


class ResourceRules:
    """The part of an Api that registers resources."""

    app: Any
    prefix: str
    decorators: list[Callable[..., Any]]
    default_mediatype: str | None
    url_part_order: str

    def init_rules(self) -> None:
        """Start with nothing registered."""
        self.blueprint: Any = None
        self.blueprint_setup: SetupState | None = None
        self.endpoints: set[str] = set()
        self.resources: list[tuple[type[Resource], tuple[str, ...], dict[str, Any]]] = []

    @property
    def _api(self) -> Any:
        return self

    def init_app(self, app: Any) -> None:
        """Attach to an application, or to a blueprint once it is registered."""
        if not hasattr(app, "record"):
            self._init_app(app)
            return
        self.blueprint = app
        app.record(self._init_blueprint)

    def _init_app(self, app: Any) -> None:
        for name in ("handle_user_exception", "handle_exception"):
            setattr(app, name, routed_to(self._api, getattr(app, name)))
        for resource, urls, options in self.resources:
            self._register(app, resource, urls, dict(options))

    def _init_blueprint(self, state: "SetupState") -> None:
        self.blueprint_setup = state
        if not isinstance(vars(state).get("add_url_rule"), MethodType):
            vars(state)["add_url_rule"] = MethodType(_add_url_rule, state)
        if not state.first_registration:
            raise ValueError("flask-restful blueprints can only be registered once.")
        self._init_app(state.app)

    def owns_endpoint(self, endpoint: str) -> bool:
        """Tell whether an endpoint is one of this Api's resources."""
        if self.blueprint is not None:
            if not endpoint.startswith(self.blueprint.name):
                return False
            endpoint = endpoint.split(f"{self.blueprint.name}.", 1)[-1]
        return endpoint in self.endpoints

    def add_resource(self, resource: type[Resource], *urls: str, **options: Any) -> None:
        """Register a resource under one or more rules."""
        if self.app is None:
            self.resources.append((resource, urls, options))
        else:
            self._register(self.app, resource, urls, options)

    def resource(self, *urls: str, **options: Any) -> Callable[[type[R]], type[R]]:
        """Register a resource, as a decorator."""

        def decorator(resource: type[R]) -> type[R]:
            self.add_resource(resource, *urls, **options)  # type: ignore[arg-type]  # a Resource
            return resource

        return decorator

    def _register(
        self, app: Any, resource: type[Resource], urls: tuple[str, ...], options: dict[str, Any]
    ) -> None:
        endpoint = options.pop("endpoint", None) or resource.__name__.lower()
        self.endpoints.add(endpoint)
        args = options.pop("resource_class_args", ())
        kwargs = options.pop("resource_class_kwargs", {})
        known = getattr(app, "view_functions", {}).get(endpoint)
        if known is not None and known.view_class != resource:
            raise ValueError(
                f"This endpoint ({endpoint}) is already set to the class"
                f" {known.view_class.__name__}."
            )
        chosen: Any = resource
        chosen.endpoint = endpoint
        chosen.mediatypes = lambda _resource: [*self._api.mediatypes(), self.default_mediatype]
        view = self._api.output(resource.as_view(endpoint, *args, **kwargs))
        for decorator in self.decorators:
            view = decorator(view)
        for url in urls:
            self._add_rule(app, url, view, dict(options))

    def _add_rule(
        self, app: Any, url: str, view: Callable[..., Any], options: dict[str, Any]
    ) -> None:
        if self.blueprint is None:
            app.add_url_rule(self._complete(url, ""), view_func=view, **options)
        elif self.blueprint_setup is not None:
            self.blueprint_setup.add_url_rule(url, view_func=view, **options)
        else:  # the prefix is known when the blueprint is registered
            app.add_url_rule(functools.partial(self._complete, url), view_func=view, **options)

    def _complete(self, url: str, registration_prefix: str | None) -> str:
        parts = {"b": registration_prefix, "a": self.prefix, "e": url}
        return "".join(parts[key] or "" for key in self.url_part_order)


def _add_url_rule(
    state: "SetupState",
    rule: Any,
    endpoint: str | None = None,
    view_func: Any = None,
    **options: Any,
) -> None:
    """Register a rule of a blueprint with an Api, whose prefix may stand in another place."""
    if callable(rule):
        rule = rule(state.url_prefix)
    elif state.url_prefix:
        rule = f"{state.url_prefix}{rule}"
    options.setdefault("subdomain", state.subdomain)
    defaults = {**state.url_defaults, **(options.pop("defaults", None) or {})}
    options.setdefault("tags", [*state.blueprint.tags] or [state.name])
    options["dependencies"] = [*state.blueprint.dependencies, *(options.get("dependencies") or ())]
    name = f"{state.blueprint.name}.{endpoint or view_func.__name__}"
    state.app.add_url_rule(rule, name, view_func, defaults=defaults, **options)
