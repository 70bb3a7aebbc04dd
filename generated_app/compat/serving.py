"""How an application takes requests: Flask's rules through the pipeline, the rest as FastAPI does.

Keeps R31 and R45 (what no rule matches is answered as by Flask) beside the docs, mounted apps,
included routers and websockets, which never see Flask's hooks.
Delete when: the pipeline is gone.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from . import pipeline
from .environ import route_path
from .routing import FlaskRoute
from .startup import run_shutdown, run_startup

if TYPE_CHECKING:
    from .application import Application

Lifespan = Callable[[Any], AbstractAsyncContextManager[Any]]


class Dispatcher:
    """The ASGI application inside of FastAPI's middleware; it looks at the routes once."""

    def __init__(self, app: "Application") -> None:
        self._app = app
        self._others: list[BaseRoute] = []
        self._fixed_paths: frozenset[str] = frozenset()
        self.has_started = False

    def _start(self) -> None:
        self.has_started = True
        routes = [item for item in self._app.router.routes if not isinstance(item, FlaskRoute)]
        fixed = [item for item in routes if isinstance(item, Route) and not item.param_convertors]
        self._fixed_paths = frozenset(route.path for route in fixed)
        self._others = [route for route in routes if route not in fixed]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to whom it belongs."""
        if scope["type"] != "http":
            await self._app.router.app(scope, receive, send)
            return
        if not self.has_started:
            self._start()
        if route_path(scope) in self._fixed_paths:
            await self._app.router.app(scope, receive, send)
            return
        for route in self._others:
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                scope.update(child_scope)
                await route.handle(scope, receive, send)
                return
        await pipeline.serve(self._app, scope, receive, send)


def composed_lifespan(app: "Application", own: Lifespan | None) -> Lifespan:
    """Return a lifespan that does the work of `startup` around the one that was given."""

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[Any]:
        async with app.app_context():
            await run_startup()
        try:
            if own is None:
                yield None
            else:
                async with own(app) as state:
                    yield state
        finally:
            await run_shutdown()

    return lifespan
