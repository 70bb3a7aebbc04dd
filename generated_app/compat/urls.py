"""`url_for`: URLs from endpoints, by the same rules that match them.

Keeps P3, P4, R17 (`to_url` of converters), R37-R38: relative paths, unknown values in the query,
`_anchor`, `_external`, `_scheme`, `_method`, blueprint-relative endpoints, url_defaults.
Delete when: links are built with `request.url_for`.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.routing import BuildError, MapAdapter

from . import context
from .request import blueprint_chain
from .request_context import running

if TYPE_CHECKING:
    from .application import Application

_ANCHOR_SAFE = "%!#$&'()*+,/:;=?@"
_OLDER_ANCHOR_SAFE = "!$'()*+,/:;"
_ANCHORS_OF_BROWSERS = (2, 2, 4)


def url_for(
    endpoint: str,
    *,
    _anchor: str | None = None,
    _method: str | None = None,
    _scheme: str | None = None,
    _external: bool | None = None,
    **values: Any,
) -> str:
    """Return the URL of an endpoint."""
    return context.current_app.url_for(
        endpoint,
        _anchor=_anchor,
        _method=_method,
        _scheme=_scheme,
        _external=_external,
        **values,
    )


def build_url(
    app: "Application",
    endpoint: str,
    values: dict[str, Any],
    *,
    _anchor: str | None,
    _method: str | None,
    _scheme: str | None,
    _external: bool | None,
) -> str:
    """Build the URL of an endpoint for an application."""
    adapter, endpoint, external = _adapter(app, endpoint, _scheme, _external)
    if _scheme is not None and not external:
        raise ValueError("When specifying '_scheme', '_external' must be True.")
    if app.url_default_functions:
        _inject_defaults(app, endpoint, values)
    try:
        url = adapter.build(
            endpoint, values, method=_method, url_scheme=_scheme, force_external=external
        )
    except BuildError as error:
        values.update(_anchor=_anchor, _method=_method, _scheme=_scheme, _external=external)
        return _handle_build_error(app, error, endpoint, values)
    if app.older_answers is not None:
        url = app.older_answers.url(url)
    if _anchor is None:
        return url
    safe = _OLDER_ANCHOR_SAFE if app.versions.flask < _ANCHORS_OF_BROWSERS else _ANCHOR_SAFE
    return f"{url}#{quote(_anchor, safe=safe)}"


def _adapter(
    app: "Application", endpoint: str, scheme: str | None, external: bool | None
) -> tuple[MapAdapter, str, bool]:
    holder = running.get(None)
    if holder is not None and holder.has_request:
        if endpoint.startswith("."):
            blueprint = holder.request.blueprint
            endpoint = endpoint[1:] if blueprint is None else f"{blueprint}{endpoint}"
        if external is None:
            external = scheme is not None
        adapter = holder.url_adapter
    else:
        adapter = app.create_url_adapter(None)
        if external is None:
            external = True
    if adapter is None:
        raise RuntimeError(
            "Unable to build URLs outside an active request without 'SERVER_NAME' configured."
            " Also configure 'APPLICATION_ROOT' and 'PREFERRED_URL_SCHEME' as needed."
        )
    return adapter, endpoint, external


def _inject_defaults(app: "Application", endpoint: str, values: dict[str, Any]) -> None:
    names: list[str | None] = [None]
    if "." in endpoint:
        names.extend(reversed(blueprint_chain(endpoint.rpartition(".")[0])))
    for name in names:
        for function in app.url_default_functions.get(name, ()):
            function(endpoint, values)


def _handle_build_error(
    app: "Application", error: BuildError, endpoint: str, values: dict[str, Any]
) -> str:
    for handler in app.url_build_error_handlers:
        try:
            url = handler(error, endpoint, values)
        except BuildError as raised:
            error = raised
        else:
            if url is not None:
                return str(url)
    raise error
