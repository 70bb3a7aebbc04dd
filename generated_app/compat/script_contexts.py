"""An application outside of its requests: in scripts, at import time, under `python app.py`.

Keeps X1 and X3 outside of requests: `with app.app_context():` and
`with app.test_request_context("/x"):`, with their teardown functions, which may be async.
Delete when: no script and no start-up code needs `current_app`, `g` or `url_for`.
"""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from types import FrameType
from typing import Any

from werkzeug.test import EnvironBuilder

from . import context, pipeline
from .answering import TeardownCalls
from .config import Config
from .request import Request

_log = logging.getLogger(__name__)


class ScriptContexts:
    """The contexts that are entered by hand."""

    config: Config
    debug: bool
    request_class: type[Request]
    _teardown_calls: Callable[[context.Context], tuple[TeardownCalls, TeardownCalls]]

    @property
    def _this(self) -> Any:
        return self

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        debug: bool | None = None,
        **_werkzeug_options: Any,
    ) -> None:
        """Serve with uvicorn, for `python app.py` during development.

        A call without a guard does nothing while its module is imported by a server, as under the
        `flask` command (https://flask.palletsprojects.com/en/stable/api/#flask.Flask.run).
        """
        if module := _imported(inspect.currentframe()):
            _log.warning("app.run() does nothing while %s is imported", module)
            return
        import uvicorn

        if debug is not None:
            self.debug = debug
        uvicorn.run(self._this, host=host or "127.0.0.1", port=port or 5000)

    def run_teardown(self, holder: context.Context, exc: BaseException | None) -> None:
        """Run the teardown functions of a script's context."""
        of_request, of_app = self._teardown_calls(holder)
        try:
            _call_all(of_request, exc)
        finally:
            _call_all(of_app, exc)

    def app_context(self) -> context.Context:
        """Return a context with a `g` of its own: `with app.app_context(): ...`."""
        outer = context.current() if context.has_request_context() else None
        if outer is None or outer.app is not self._this:
            return context.Context(self._this)
        holder = outer.copy()
        holder.is_inner = True
        return holder

    def test_request_context(self, *args: Any, **kwargs: Any) -> context.Context:
        """Return the context of a made-up request: `with app.test_request_context("/x"): ...`."""
        if "base_url" not in kwargs:
            host = self.config["SERVER_NAME"] or "localhost"
            root = self.config["APPLICATION_ROOT"].lstrip("/")
            kwargs["base_url"] = f"{self.config['PREFERRED_URL_SCHEME']}://{host}/{root}"
        builder = EnvironBuilder(*args, **kwargs)
        try:
            request = self.request_class(builder.get_environ())
        finally:
            builder.close()
        request.json_module = self._this.json
        holder = context.Context(self._this, request)
        pipeline.match_request(self._this, holder)
        return holder


def _call_all(calls: TeardownCalls, exc: BaseException | None) -> None:
    for function in calls:
        result = function(exc)
        if isawaitable(result):
            _finish(result)


def _finish(result: Awaitable[Any]) -> None:
    async def wait() -> None:
        await result

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(wait())
        return
    if inspect.iscoroutine(result):
        result.close()
    raise RuntimeError(
        "A teardown function is async: inside of the event loop, leave the context with"
        " `async with`."
    )


def _imported(frame: FrameType | None) -> str:
    """The module whose top leads to this frame, unless it is the one that Python runs."""
    while frame is not None and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    name: str = frame.f_globals.get("__name__", "") if frame else ""
    return "" if name == "__main__" else name
