"""One request from its first hook to its last, in Flask's order, whatever happens on the way.

Keeps E1-E14, X6, X7, R26, C12, A9: the hooks run for 404, 405, redirects, OPTIONS and errors
too, the session is saved on all of them, and an answer is sent only when everything else is done.
Delete when: the application has no hooks, no error handlers and no session of Flask's kind.
"""

from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync
from starlette.types import Receive, Scope, Send
from werkzeug.exceptions import HTTPException

from . import context
from .announcing import announce
from .bridge import send_response
from .environ import ClientGoneError, has_body, make_environ, read_body
from .error_handlers import answer_crash

if TYPE_CHECKING:
    from .application import Application
    from .context import Context
    from .responses import Response
    from .routing import FlaskRoute


class Answer(Exception):
    """Not an error: a dependency answers in place of the view, with any value it could return."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Hooks:
    """The hooks of one blueprint and those around it, resolved once."""

    __slots__ = ("after", "before", "preprocess", "teardown")

    def __init__(self, app: "Application", blueprints: list[str]) -> None:
        inwards: list[str | None] = [None, *reversed(blueprints)]
        outwards: list[str | None] = [*blueprints, None]
        self.preprocess = [f for n in inwards for f in app.url_value_preprocessors.get(n, ())]
        self.before = [f for n in inwards for f in app.before_request_funcs.get(n, ())]
        self.after = [f for n in outwards for f in reversed(app.after_request_funcs.get(n, ()))]
        self.teardown = [
            f for n in outwards for f in reversed(app.teardown_request_funcs.get(n, ()))
        ]


async def serve(app: "Application", scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    environ = make_environ(scope)
    if has_body(environ):
        try:
            await read_body(environ, receive, app.config["MAX_CONTENT_LENGTH"])
        except ClientGoneError:
            return
    request = app.request_class(environ)
    request.json_module = app.json  # type: ignore[assignment]  # dumps and loads are enough
    holder = context.Context(app, request)
    token = context.enter(holder)
    try:
        announce("appcontext_pushed", app)
        if environ.get("compat.is_large"):
            await run_sync(request.parse_form_ahead)
        response = await _respond(app, holder, (scope, receive, send))
        if holder.streams:
            announce("appcontext_pushed", app)  # Flask enters the context again for the stream
        try:
            await send_response(response, environ, receive, send)
        finally:
            if holder.streams:
                await app.teardown(holder, None)
    finally:
        request.close()
        context.leave(token)


async def _respond(
    app: "Application", holder: "Context", asgi: tuple[Scope, Receive, Send]
) -> "Response":
    failure: BaseException | None = None
    try:
        try:
            return await _full_dispatch(app, holder, asgi)
        except Exception as error:  # every error becomes an answer
            failure = error
            return await app.handle_exception(error)
    except BaseException as error:
        failure = error
        raise
    finally:
        await app.teardown(holder, failure)


async def answer_unhandled(app: "Application", holder: "Context", error: Exception) -> "Response":
    """Return the answer for an error that no handler took, after the hooks."""
    return await _finalize(app, holder, await answer_crash(app, holder, error), quiet=True)


async def _full_dispatch(
    app: "Application", holder: "Context", asgi: tuple[Scope, Receive, Send]
) -> "Response":
    match_request(app, holder)
    try:
        announce("request_started", app)
        value = await _preprocess(app, holder)
        if value is None:
            value = await _dispatch(app, holder, asgi)
            while isawaitable(value):  # a view may hand on what it did not await
                value = await value
    except Answer as answer:
        value = answer.value
    except Exception as error:  # the team's own handlers decide
        value = await app.handle_user_exception(error)
    return await _finalize(app, holder, value)


def match_request(app: "Application", holder: "Context") -> None:
    """Find the rule of the request; what speaks against it is raised after the hooks."""
    request = holder.request
    try:
        adapter = app.create_url_adapter(request)
        holder.url_adapter = adapter
        if adapter is not None:
            request.url_rule, request.view_args = adapter.match(return_rule=True)  # type: ignore[assignment]
    except HTTPException as error:
        request.routing_exception = error


async def _preprocess(app: "Application", holder: "Context") -> Any:
    request = holder.request
    hooks = app.hooks_of(request.blueprint)
    for function in hooks.preprocess:
        function(request.endpoint, request.view_args)
    for function in hooks.before:
        value = function()
        if value is not None and isawaitable(value):
            value = await value
        if value is not None:
            return value
    return None


async def _dispatch(
    app: "Application", holder: "Context", asgi: tuple[Scope, Receive, Send]
) -> Any:
    request = holder.request
    rule = request.url_rule
    if request.routing_exception is not None or rule is None:
        raise request.routing_exception or RuntimeError("nothing was matched")
    # A rule that the project put into the map by itself is werkzeug's own.
    if request.method == "OPTIONS" and getattr(rule, "provide_automatic_options", False):
        return app.make_default_options_response()
    view = app.view_functions[rule.endpoint]
    arguments = request.view_args or {}
    route: FlaskRoute | None = getattr(rule, "route", None)
    if route is not None:
        scope, receive, send = asgi
        scope["route"] = route
        scope["endpoint"] = view
        scope["path_params"] = arguments
        if route.guards is None:
            return await route.call(scope, receive, send, view)
        for guard in route.guards:
            await guard()
        arguments = route.arguments(arguments)
    value = view(**arguments)
    return await value if isawaitable(value) else value


async def _finalize(
    app: "Application", holder: "Context", value: Any, *, quiet: bool = False
) -> "Response":
    response = app.make_response(value)
    try:
        response = await _process(app, holder, response)
        announce("request_finished", app, response=response)
    except Exception:
        if not quiet:
            raise
        app.logger.exception("Request finalizing failed with an error while handling an error")
    return response


async def _process(app: "Application", holder: "Context", response: "Response") -> "Response":
    hooks = app.hooks_of(holder.request.blueprint)
    for function in (*holder.after_functions, *hooks.after):
        changed = function(response)
        response = await changed if isawaitable(changed) else changed
    session = holder.opened_session
    if session is None and app.session_interface.has_cookie(app, holder.request):
        session = holder.open_session()
    if session is not None:
        app.session_interface.save_session(app, session, response)
    older = app.older_answers
    return response if older is None else older.finish(response)
