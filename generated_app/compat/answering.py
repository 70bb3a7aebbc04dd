"""The part of an application that is used while a request is answered, and in scripts.

Keeps R37-R39 (hosts and subdomains), A1, R26, E1 (order of teardown), X7, and Flask's contexts:
`with app.app_context():` and `with app.test_request_context("/x"):`.
Delete when: the pipeline is gone.
"""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any, TypeVar

from werkzeug.exceptions import Aborter, HTTPException
from werkzeug.routing import Map, MapAdapter
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as WerkzeugResponse
from werkzeug.wsgi import get_host

from . import context, pipeline, urls
from .announcing import later
from .binding import Bindings
from .config import Config
from .error_handlers import HandledErrors
from .older_answers import OlderAnswers
from .older_flask import url_adapter
from .registration import Functions
from .request import Request, blueprint_chain
from .request_globals import Globals
from .responses import Response, build_response
from .session import SessionInterface

F = TypeVar("F", bound=Callable[..., Any])
TeardownCalls = list[Callable[[Any], Any]]
_ANY_HOST = (3, 1)  # SERVER_NAME kept other hosts out before


class Answering(HandledErrors):
    """Making responses, finding rules, building URLs, opening contexts."""

    request_class: type[Request] = Request
    response_class: type[Response] = Response
    app_ctx_globals_class: type[Any] = Globals

    config: Config
    url_map: Map
    subdomain_matching: bool
    session_interface: SessionInterface
    aborter: Aborter
    older_answers: OlderAnswers | None
    teardown_request_funcs: Functions

    def init_answering(self) -> None:
        """Start without handlers."""
        self.aborter = Aborter()
        self.session_interface = SessionInterface()
        self.teardown_appcontext_funcs: list[Callable[[Any], Any]] = []
        self.url_build_error_handlers: list[Callable[..., Any]] = []
        self.error_answers: tuple[Callable[[HTTPException], Response | None], ...] = ()
        self._hooks: dict[str | None, pipeline.Hooks] = {}
        self._bindings = Bindings()

    @property
    def _app(self) -> Any:
        return self

    async def handle_exception(self, error: Exception) -> Response:
        """Answer an error that no handler took; extensions put themselves before it."""
        return await pipeline.answer_unhandled(self._app, context.current(), error)

    def make_response(self, value: Any) -> Response:
        """Turn what a view returned into a response."""
        return build_response(self._app, value)

    def redirect(self, location: str, code: int = 302) -> WerkzeugResponse:
        """Return a redirect."""
        response = redirect(location, code=code, Response=self.response_class)
        older = self.older_answers
        return response if older is None else older.page_of(response, location)

    def make_default_options_response(self) -> Response:
        """Answer OPTIONS with the methods of the path."""
        response = self.response_class()
        adapter = context.current().url_adapter
        if adapter is not None:
            response.allow.update(adapter.allowed_methods())
        return response

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """Return the URL of an endpoint."""
        return urls.build_url(
            self._app,
            endpoint,
            values,
            _anchor=_anchor,
            _method=_method,
            _scheme=_scheme,
            _external=_external,
        )

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the rules to the host of a request, or to SERVER_NAME."""
        config = self.config
        server_name = config["SERVER_NAME"]
        if request is None:
            if server_name is None:
                return None
            return self.url_map.bind(
                server_name,
                script_name=config["APPLICATION_ROOT"],
                url_scheme=config["PREFERRED_URL_SCHEME"],
            )
        if self._app.versions.flask < _ANY_HOST:
            return url_adapter(self._app, request)
        if config["TRUSTED_HOSTS"] is not None:
            request.trusted_hosts = config["TRUSTED_HOSTS"]
        request.host = get_host(request.environ, request.trusted_hosts)
        if self.url_map.host_matching:
            return self.url_map.bind_to_environ(request.environ)
        if self.subdomain_matching:
            return self.url_map.bind_to_environ(request.environ, server_name=server_name)
        return self._bindings.bind(self.url_map, request, server_name)

    def hooks_of(self, blueprint: str | None) -> pipeline.Hooks:
        """Return the hooks that run for a blueprint's views, in order."""
        hooks = self._hooks.get(blueprint)
        if hooks is None:
            names = [] if blueprint is None else blueprint_chain(blueprint)
            hooks = self._hooks[blueprint] = pipeline.Hooks(self._app, names)
        return hooks

    def check_setup(self, name: str) -> None:
        """Raise AssertionError when it is too late to register anything (R49)."""
        raise NotImplementedError

    def teardown_appcontext(self, f: F) -> F:
        """Call a function when a request or a script's context ends."""
        self.check_setup("teardown_appcontext")
        self.teardown_appcontext_funcs.append(f)
        return f

    def _teardown_calls(self, holder: context.Context) -> tuple[TeardownCalls, TeardownCalls]:
        """Return those of the request and those of the application, which run in any case."""
        of_request: TeardownCalls = []
        if holder.has_request and not holder.is_inner:
            of_request.extend(self.hooks_of(holder.request.blueprint).teardown)
            of_request.extend(later("request_tearing_down", self._app))
        of_app = list(reversed(self.teardown_appcontext_funcs))
        of_app.extend(later("appcontext_tearing_down", self._app))
        of_app.extend(later("appcontext_popped", self._app, without_error=True))
        return of_request, of_app

    async def teardown(self, holder: context.Context, exc: BaseException | None) -> None:
        """Run the teardown functions of a request."""
        of_request, of_app = self._teardown_calls(holder)
        try:
            await _call_all(of_request, exc)
        finally:
            await _call_all(of_app, exc)

    @staticmethod
    def ensure_sync(function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: here nothing has to be made synchronous."""
        return function


async def _call_all(calls: TeardownCalls, exc: BaseException | None) -> None:
    for function in calls:
        result = function(exc)
        if isawaitable(result):
            await result
