"""`Blueprint`: an APIRouter that registers as Flask's blueprints do, nested ones included.

Keeps R42, R43, E1, E4, S12: dotted endpoints, prefixes, url_defaults, hooks for its own views
(`before_request`) and for all (`before_app_request`), registration under several names.
Delete when: it is included with `include_router` and has no hooks of its own.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from .app_wide import AppWide
from .registration import Function, Functions, Registration
from .resources import Resources
from .setup_state import SetupState

if TYPE_CHECKING:
    from .application import Application

Deferred = Callable[[SetupState], Any]


class Blueprint(Registration, AppWide, Resources, APIRouter):
    """Routes and hooks that are registered together, under a name."""

    # A router equals every router with the same routes; a blueprint is itself, and fits into sets.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __init__(
        self,
        name: str,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        url_prefix: str | None = None,
        subdomain: str | None = None,
        url_defaults: dict[str, Any] | None = None,
        root_path: str | None = None,
        cli_group: str | None = None,
        **router_options: Any,
    ) -> None:
        if not name:
            raise ValueError("'name' may not be empty.")
        if "." in name:
            raise ValueError("'name' may not contain a dot '.' character.")
        APIRouter.__init__(self, **router_options)
        self.init_registration()
        self.init_resources(import_name, static_folder, static_url_path, template_folder, root_path)
        self.name = name
        self.url_prefix = url_prefix
        self.subdomain = subdomain
        self.url_values_defaults = url_defaults or {}
        self.cli_group = cli_group
        self.deferred_functions: list[Deferred] = []
        self._blueprints: list[tuple[Blueprint, dict[str, Any]]] = []
        self._was_registered = False

    def check_setup(self, name: str) -> None:
        """Refuse changes after the first registration."""
        if self._was_registered:
            raise AssertionError(
                f"The setup method '{name}' can no longer be called on the blueprint"
                f" '{self.name}'. It has already been registered at least once, any changes will"
                " not be applied consistently."
            )

    def record(self, func: Deferred) -> None:
        """Call a function with the setup state at each registration."""
        self.check_setup("record")
        self.deferred_functions.append(func)

    def record_once(self, func: Deferred) -> None:
        """Call a function with the setup state at the first registration."""
        self.record(lambda state: func(state) if state.first_registration else None)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Function | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Register a rule under the prefix of the blueprint."""
        if endpoint and "." in endpoint:
            raise ValueError("'endpoint' may not contain a dot '.' character.")
        self.record(
            lambda state: state.add_url_rule(
                rule,
                endpoint,
                view_func,
                provide_automatic_options=provide_automatic_options,
                **options,
            )
        )

    def register_blueprint(self, blueprint: "Blueprint", **options: Any) -> None:
        """Nest a blueprint in this one."""
        self.check_setup("register_blueprint")
        if blueprint is self:
            raise ValueError("Cannot register a blueprint on itself")
        self._blueprints.append((blueprint, options))

    def register(self, app: "Application", options: dict[str, Any]) -> None:
        """Put everything onto an application; called by `register_blueprint`."""
        own_name = options.get("name", self.name)
        name = f"{options.get('name_prefix', '')}.{own_name}".lstrip(".")
        if name in app.blueprints:
            whose = "this" if app.blueprints[name] is self else "a different"
            raise ValueError(
                f"The name '{own_name}' is already registered for {whose} blueprint."
                " Use 'name=' to provide a unique name."
            )
        first = not any(known is self for known in app.blueprints.values())
        app.blueprints[name] = self
        self._was_registered = True
        state = SetupState(self, app, options, first_registration=first)
        if self.has_static_folder:
            state.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                "static",
                self.send_static_file,
                include_in_schema=False,
            )
        self._merge_functions(app, name)
        for deferred in self.deferred_functions:
            deferred(state)
        for blueprint, own_options in self._blueprints:
            blueprint.register(app, state.options_inside(blueprint, own_options, name))

    def _merge_functions(self, app: "Application", name: str) -> None:
        def full(key: str | None) -> str:
            return name if key is None else f"{name}.{key}"

        for key, handlers in self.error_handler_spec.items():
            app.error_handler_spec[full(key)] = {
                code: dict(by_class) for code, by_class in handlers.items()
            }
        app.view_functions.update(self.view_functions)
        pairs: list[tuple[Functions, Functions]] = [
            (self.before_request_funcs, app.before_request_funcs),
            (self.after_request_funcs, app.after_request_funcs),
            (self.teardown_request_funcs, app.teardown_request_funcs),
            (self.url_default_functions, app.url_default_functions),
            (self.url_value_preprocessors, app.url_value_preprocessors),
            (self.template_context_processors, app.template_context_processors),
        ]
        for own, shared in pairs:
            for key, functions in own.items():
                shared.setdefault(full(key), []).extend(functions)
