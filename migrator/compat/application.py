"""`Application`: a FastAPI application with Flask's registration surface and Flask's answers.

Keeps R45, R49 and what a Flask object offers to a project: configuration, hooks, blueprints,
error handlers, templates, static files, contexts for scripts. FastAPI's own things (middleware,
lifespan, docs under /_migrator) work beside it.
Delete when: nothing is registered in Flask's way any more; `FastAPI(...)` takes its place.
"""

import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from werkzeug.routing import Map

from .answering import Answering
from .blueprint import Blueprint
from .config import DEFAULTS, Config, debug_flag
from .configured import Configured
from .forwarded_scheme import with_forwarded_scheme
from .json_provider import DefaultJSONProvider, JSONProvider
from .older_answers import older_answers_of
from .older_request import request_class_of
from .openapi import complete_schema
from .registration import Function, Registration
from .request import Request
from .resources import Resources, find_instance_path
from .rule_match import match_rule
from .rules import make_rule
from .script_contexts import ScriptContexts
from .serving import Dispatcher, Lifespan, composed_lifespan
from .session import session_class
from .template_names import TemplateNames
from .versions import Origin, Versions

F = TypeVar("F", bound=Callable[..., Any])


class Application(
    Origin, Registration, Resources, Configured, TemplateNames, Answering, ScriptContexts, FastAPI
):
    """Takes the arguments of Flask, then those of FastAPI by keyword.

    ``flask_version`` and ``werkzeug_version`` are those whose visible behaviour is kept where
    versions differ; a subclass may name them too: ``class Shop(Application, flask_version="3.0")``.
    """

    described: ClassVar[dict[str, Any]] = {}  # by openapi.describe, on the object

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
        async_templates: bool | None = None,
        flask_version: str | None = None,
        werkzeug_version: str | None = None,
        lifespan: Lifespan | None = None,
        docs_url: str | None = "/_migrator/docs",
        openapi_url: str | None = "/_migrator/openapi.json",
        redoc_url: str | None = None,
        title: str | None = None,
        **fastapi_options: Any,
    ) -> None:
        self.init_resources(import_name, static_folder, static_url_path, template_folder, root_path)
        self.versions = self._versions(flask_version, werkzeug_version)
        self._init_config(import_name, instance_path, is_relative=instance_relative_config)
        self.init_registration()
        self.init_answering()
        self._answer_as_its_versions()
        if async_templates is not None:
            self.async_templates = async_templates
        self.json: JSONProvider = self.json_provider_class(self)
        self.jinja_options = dict(getattr(type(self), "jinja_options", {}))
        self.extensions: dict[str, Any] = {}
        self.blueprints: dict[str, Blueprint] = {}
        self.url_map = Map(host_matching=host_matching)
        self.subdomain_matching = subdomain_matching
        self._init_fastapi(
            title=title or self.name,
            lifespan=composed_lifespan(self, lifespan),
            docs_url=docs_url if openapi_url else None,
            openapi_url=openapi_url,
            redoc_url=redoc_url,
            swagger_ui_oauth2_redirect_url=f"{docs_url}/oauth2-redirect" if docs_url else None,
            **fastapi_options,
        )
        self._add_static_rule(static_host)

    def _init_config(
        self, import_name: str, instance_path: str | None, *, is_relative: bool
    ) -> None:
        """Name the application and read its configuration's defaults."""
        self.name = _name(import_name)
        self.instance_path = _checked(instance_path) or find_instance_path(import_name, self.name)
        folder = self.instance_path if is_relative else self.root_path
        defaults = self.versions.config_defaults({**DEFAULTS, "DEBUG": debug_flag()})
        self.config = self.config_class(folder, defaults)

    def _init_fastapi(self, **options: Any) -> None:
        """Make FastAPI's own parts, with our dispatcher where its router was."""
        folder = self.root_path
        self._dispatcher = Dispatcher(self)
        FastAPI.__init__(self, debug=self.debug, redirect_slashes=False, **options)
        # Flask's name, so that `app.wsgi_app = ProxyFix(app.wsgi_app)` stays as it was written.
        self.wsgi_app: ASGIApp = partial(Starlette.__call__, self)
        self.root_path = folder  # Flask's, where FastAPI keeps a prefix: see __call__
        self.router.middleware_stack = self._dispatcher

    def _versions(self, flask: str | None, werkzeug: str | None) -> Versions:
        return Versions.of(flask or self.of_flask, werkzeug or self.of_werkzeug)

    def _answer_as_its_versions(self) -> None:
        self.async_templates = self.of_async_templates
        self.config.unread = self.versions.unread()
        self.session_interface.session_class = session_class(self.versions.flask)
        self.session_interface.varies_by_value = self.versions.varies_by_value
        self.older_answers = older_answers_of(self._app, self.versions.werkzeug)
        if self.request_class is Request:
            self.request_class = request_class_of(self.versions)

    def _add_static_rule(self, host: str | None) -> None:
        if not self.has_static_folder:
            return
        self.add_url_rule(
            f"{self.static_url_path}/<path:filename>",
            "static",
            self.send_static_file,
            host=host,
            include_in_schema=False,
        )

    def check_setup(self, name: str) -> None:
        """Refuse changes after the first request."""
        if self._dispatcher.has_started:
            raise AssertionError(
                f"The setup method '{name}' can no longer be called on the application. It has"
                " already handled its first request, any changes will not be applied consistently."
            )

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Function | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Register a rule, and the view of its endpoint when one is given."""
        self.check_setup("add_url_rule")
        endpoint = endpoint or getattr(view_func, "__name__", None)
        if endpoint is None:
            raise AssertionError("expected view func if endpoint is not provided.")
        if provide_automatic_options is None:
            provide_automatic_options = getattr(view_func, "provide_automatic_options", None)
        if provide_automatic_options is None and not self.config.read("PROVIDE_AUTOMATIC_OPTIONS"):
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

    def match_rule(self, scope: Scope) -> str | None:
        """Return the rule that a path belongs to whatever the method, for the strangler."""
        return match_rule(self, scope)

    def iter_blueprints(self) -> Iterator[Blueprint]:
        """Return the blueprints, as registered."""
        return iter(self.blueprints.values())

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI description of all routes."""
        if self.openapi_schema is None:
            self.openapi_schema = complete_schema(
                lambda: FastAPI.openapi(self), self.routes, self.described
            )
        return self.openapi_schema

    def build_middleware_stack(self) -> ASGIApp:
        """Return what answers for the application; debugging shows no traceback to a client.

        Flask's debugging shows none either behind gunicorn: the exception is the server's (A10).
        """
        stack = FastAPI.build_middleware_stack(self)
        if isinstance(stack, ServerErrorMiddleware):
            stack.debug = False
        return stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve; FastAPI would take Flask's `root_path`, a folder, for a prefix of the URLs."""
        if scope["type"] == "lifespan":
            await FastAPI.__call__(self, scope, receive, send)
            return
        if scope["type"] == "http":
            scope = with_forwarded_scheme(scope)
        await self.wsgi_app(scope, receive, send)


_MOVED = frozenset({"main", "database", "settings", "compat"})  # their names were taken


def _name(import_name: str) -> str:
    """Return the name that Flask gave the application, from before the project moved."""
    if import_name != "__main__":
        package = (__package__ or "").rpartition(".")[0]
        head, dot, tail = import_name.removeprefix(f"{package}.").partition(".")
        plain = head.removeprefix("project_")
        return f"{plain if plain in _MOVED else head}{dot}{tail}"
    file = getattr(sys.modules["__main__"], "__file__", None)
    return "__main__" if file is None else Path(file).stem


def _checked(instance_path: str | None) -> str | None:
    if instance_path is not None and not Path(instance_path).is_absolute():
        raise ValueError(
            "If an instance path is provided it must be absolute. A relative path was given"
            " instead."
        )
    return instance_path
