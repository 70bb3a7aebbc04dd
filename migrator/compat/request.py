"""`flask.request`: werkzeug's request, with the body already read by the server.

Keeps Q1-Q46: first of repeated keys, `type=` that never fails, W400 for missing keys, 415 and 400
of `get_json`, the interplay of `data`, `form` and `stream`, lazy 413 limits.
Delete when: the views take their values as FastAPI parameters.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Request as WerkzeugRequest

from . import context

if TYPE_CHECKING:
    from .routing import FlaskRule


def blueprint_chain(name: str) -> list[str]:
    """Return a blueprint and those around it, inner first: `a.b` gives `["a.b", "a"]`."""
    names = [name]
    while "." in name:
        name = name.rpartition(".")[0]
        names.append(name)
    return names


class Request(WerkzeugRequest):
    """What Flask adds to werkzeug's request: limits from the config and what was matched."""

    url_rule: "FlaskRule | None" = None
    view_args: dict[str, Any] | None = None
    routing_exception: HTTPException | None = None

    _max_content_length: int | None = None
    _max_form_memory_size: int | None = None
    _max_form_parts: int | None = None

    @property
    def max_content_length(self) -> int | None:
        """The most bytes that may be read of a body."""
        return _limit(self._max_content_length, "MAX_CONTENT_LENGTH")

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    @property
    def max_form_memory_size(self) -> int | None:
        """The most bytes a multipart field that is not a file may have."""
        return _limit(self._max_form_memory_size, "MAX_FORM_MEMORY_SIZE")

    @max_form_memory_size.setter
    def max_form_memory_size(self, value: int | None) -> None:
        self._max_form_memory_size = value

    @property  # type: ignore[override]  # None is no limit
    def max_form_parts(self) -> int | None:
        """The most parts a multipart body may have."""
        return _limit(self._max_form_parts, "MAX_FORM_PARTS")

    @max_form_parts.setter
    def max_form_parts(self, value: int | None) -> None:
        self._max_form_parts = value

    @property
    def endpoint(self) -> str | None:
        """The endpoint that was matched."""
        return None if self.url_rule is None else self.url_rule.endpoint

    @property
    def blueprint(self) -> str | None:
        """The blueprint of the endpoint, with those around it: `outer.inner`."""
        endpoint = self.endpoint
        if endpoint is None or "." not in endpoint:
            return None
        return endpoint.rpartition(".")[0]

    @property
    def blueprints(self) -> list[str]:
        """The blueprint and those around it, inner first."""
        name = self.blueprint
        return [] if name is None else blueprint_chain(name)

    _parsed_ahead: tuple[tuple[Any, ...], Any] | None = None

    def parse_form_ahead(self) -> None:
        """Parse a large form in a worker thread; who asks for it later finds it done.

        An error is kept too and raised only when the code looks, and what was read or limited in
        another way before that is parsed again, as Flask would.
        """
        if self.mimetype != "multipart/form-data":
            return
        body = self.environ["wsgi.input"]
        try:
            _, form, files = self.make_form_data_parser().parse(
                self.stream, self.mimetype, self.content_length, self.mimetype_params
            )
            result: Any = (form, files)
        except HTTPException as error:
            result = error
        self.__dict__.pop("stream", None)
        body.seek(0)
        self._parsed_ahead = (self._form_limits(), result)

    def _form_limits(self) -> tuple[Any, ...]:
        return (self.max_content_length, self.max_form_memory_size, self.max_form_parts)

    def _load_form_data(self) -> None:
        ahead, known = self._parsed_ahead, self.__dict__
        untouched = not known.keys() & {"form", "stream", "_cached_data"}
        if ahead is None or not untouched or ahead[0] != self._form_limits():
            super()._load_form_data()
            return
        if isinstance(ahead[1], HTTPException):
            raise ahead[1]
        known["stream"] = BytesIO()
        known["form"], known["files"] = ahead[1]

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Answer 400 without the reason, which only debugging shows."""
        try:
            return super().on_json_loading_failed(e)
        except BadRequest as error:
            app = context.current_application()
            if app is not None and app.debug:
                raise
            raise BadRequest from error


def _limit(own: int | None, key: str) -> int | None:
    app = context.current_application()
    if own is not None or app is None:
        return own
    limit: int | None = app.config.read(key)
    return limit
