"""`Application`: a FastAPI application with Flask's registration surface and Flask's answers.

Keeps what a Flask object offers to the code of the project: configuration, hooks, blueprints,
error handlers, templates, static files, contexts for scripts. FastAPI's own things (middleware,
lifespan, docs under /_migrator) work beside it.
Delete when: nothing is registered in Flask's way any more; `FastAPI(...)` takes its place.
"""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send
from werkzeug.routing import Map

from . import pipeline
from .answering import Answering
from .blueprint import Blueprint
from .config import DEFAULTS, Config, debug_flag
from .json_provider import DefaultJSONProvider, JSONProvider
from .openapi import complete_schema
from .registration import Function, Registration
from .resources import Resources, find_instance_path
from .routing import FlaskRoute
from .rules import make_rule
from .startup import run_shutdown, run_startup
from .template_names import TemplateNames

F = TypeVar("F", bound=Callable[..., Any])
Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]


class Application(Registration, Resources, TemplateNames, Answering, FastAPI):
    """Takes the arguments of Flask, then those of FastAPI by keyword."""

    json_provider_class: type[JSONProvider] = DefaultJSONProvider
    config_class: type[Config] = Config

    def __init__(
        self,
        import_name: str,
        static_url_path: str | None = None,
        static_folder: str | os.PathLike[str] | None = "static",
        static_host: str | None = None,
        host_matching: bool = False,
        subdomain_matching: bool = False,
        template_folder: str | os.PathLike[str] | None = "templates",
        instance_path: str | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
        *,
        async_templates: bool = False,
        lifespan: Lifespan | None = None,
        docs_url: str | None = "/_migrator/docs",
        openapi_url: str | None = "/_migrator/openapi.json",
        redoc_url: str | None = None,
        title: str | None = None,
        **fastapi_options: Any,
    ) -> None:
        self.init_resources(import_name, static_folder, static_url_path, template_folder, root_path)
        self.name = _name(import_name)
        self.instance_path = _instance_path(instance_path, import_name, self.name)
        folder = self.instance_path if instance_relative_config else self.root_path
        self.config = self.config_class(folder, {**DEFAULTS, "DEBUG": debug_flag()})
        self.init_registration()
        self.init_answering()
        self.json: JSONProvider = self.json_provider_class(self)
        self.jinja_options = {}
        self.async_templates = async_templates
        self.extensions: dict[str, Any] = {}
        self.blueprints: dict[str, Blueprint] = {}
        self.url_map = Map(host_matching=host_matching)
        self.subdomain_matching = subdomain_matching
        self._got_first_request = False
        self._others: list[BaseRoute] = []
        self._other_paths: frozenset[str] = frozenset()
        folder = self.root_path
        FastAPI.__init__(
            self,
            debug=self.debug,
            title=title or self.name,
            redirect_slashes=False,
            lifespan=_composed(self, lifespan),
            docs_url=docs_url if openapi_url else None,
            openapi_url=openapi_url,
            redoc_url=redoc_url,
            swagger_ui_oauth2_redirect_url=f"{docs_url}/oauth2-redirect" if docs_url else None,
            **fastapi_options,
        )
        self.root_path = folder  # Flask's, where FastAPI keeps a prefix: see __call__
        self.router.middleware_stack = self._dispatch
        if self.has_static_folder:
            self.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                "static",
                self.send_static_file,
                host=static_host,
                include_in_schema=False,
            )

    @property
    def debug(self) -> bool:  # type: ignore[override]  # Flask keeps it in the config
        """Whether errors show their reason."""
        return bool(self.config["DEBUG"])

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config["DEBUG"] = value
        if self.config["TEMPLATES_AUTO_RELOAD"] is None and "jinja_env" in self.__dict__:
            self.jinja_env.auto_reload = value

    def check_setup(self, name: str) -> None:
        """Refuse changes after the first request."""
        if self._got_first_request:
            raise AssertionError(
                f"The setup method '{name}' can no longer be called on the application. It has"
                " already handled its first request, any changes will not be applied consistently."
            )

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Function | None = None,
        provide_automatic_options: bool | None = None,  # noqa: FBT001
        **options: Any,
    ) -> None:
        """Register a rule, and the view of its endpoint when one is given."""
        self.check_setup("add_url_rule")
        endpoint = endpoint or getattr(view_func, "__name__", None)
        if endpoint is None:
            raise AssertionError("expected view func if endpoint is not provided.")
        if provide_automatic_options is None:
            provide_automatic_options = getattr(view_func, "provide_automatic_options", None)
        if provide_automatic_options is None and not self.config["PROVIDE_AUTOMATIC_OPTIONS"]:
            provide_automatic_options = False
        added = make_rule(rule, endpoint, view_func, provide_automatic_options, options)
        known = self.view_functions.get(endpoint)
        self.url_map.add(added)
        if view_func is None:
            return
        if known is not None and known != view_func:
            raise AssertionError(
                f"View function mapping is overwriting an existing endpoint function: {endpoint}"
            )
        self.view_functions[endpoint] = view_func
        if added.route is not None:
            self.router.routes.append(added.route)
            self.openapi_schema = None

    def register_blueprint(self, blueprint: Blueprint, **options: Any) -> None:
        """Register everything of a blueprint."""
        self.check_setup("register_blueprint")
        blueprint.register(self, options)

    def include_router(self, router: Any, **options: Any) -> None:
        """Include FastAPI's routers beside Flask's rules, and blueprints as blueprints."""
        if not isinstance(router, Blueprint):
            FastAPI.include_router(self, router, **options)
            return
        prefix = options.pop("prefix", None)
        self.register_blueprint(router, url_prefix=prefix or None, **options)

    def iter_blueprints(self) -> Iterator[Blueprint]:
        """Return the blueprints, as registered."""
        return iter(self.blueprints.values())

    def teardown_appcontext(self, f: F) -> F:
        """Call a function when a request or a script's context ends."""
        self.check_setup("teardown_appcontext")
        self.teardown_appcontext_funcs.append(f)
        return f

    @staticmethod
    def shell_context_processor(f: F) -> F:
        """Accept what `flask shell` would use; there is no such shell here."""
        return f

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> IO[Any]:
        """Open a file of the instance folder."""
        path = Path(self.instance_path, resource)
        return path.open(mode) if "b" in mode else path.open(mode, encoding=encoding)

    def run(
        self, host: str | None = None, port: int | None = None, debug: bool | None = None
    ) -> None:
        """Serve with uvicorn, for `python app.py` during development."""
        import uvicorn

        if debug is not None:
            self.debug = debug
        uvicorn.run(self, host=host or "127.0.0.1", port=port or 5000)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI description of all routes."""
        if self.openapi_schema is None:
            self.openapi_schema = complete_schema(lambda: FastAPI.openapi(self), self.routes)
        return self.openapi_schema

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve; FastAPI would take Flask's `root_path`, a folder, for a prefix of the URLs."""
        if scope["type"] == "lifespan":
            await FastAPI.__call__(self, scope, receive, send)
            return
        await Starlette.__call__(self, scope, receive, send)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.router.app(scope, receive, send)
            return
        if not self._got_first_request:
            self._finish_setup()
        if scope["path"] in self._other_paths:
            await self.router.app(scope, receive, send)
            return
        for route in self._others:
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                scope.update(child_scope)
                await route.handle(scope, receive, send)
                return
        await pipeline.serve(self, scope, receive, send)

    def _finish_setup(self) -> None:
        self._got_first_request = True
        others = [route for route in self.router.routes if not isinstance(route, FlaskRoute)]
        fixed = [r for r in others if isinstance(r, Route) and not r.param_convertors]
        self._other_paths = frozenset(route.path for route in fixed)
        self._others = [route for route in others if route not in fixed]


def _name(import_name: str) -> str:
    if import_name != "__main__":
        return import_name
    file = getattr(sys.modules["__main__"], "__file__", None)
    return "__main__" if file is None else Path(file).stem


def _instance_path(given: str | None, import_name: str, name: str) -> str:
    if given is None:
        return find_instance_path(import_name, name)
    if not Path(given).is_absolute():
        raise ValueError(
            "If an instance path is provided it must be absolute. A relative path was given"
            " instead."
        )
    return given


def _composed(app: Application, lifespan: Lifespan | None) -> Lifespan:
    @asynccontextmanager
    async def composed(_app: Any) -> AsyncIterator[Any]:
        with app.app_context():
            await run_startup()
        try:
            if lifespan is None:
                yield None
            else:
                async with lifespan(app) as state:
                    yield state
        finally:
            await run_shutdown()

    return composed
