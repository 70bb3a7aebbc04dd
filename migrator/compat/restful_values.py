"""What a resource returns, as Flask-RESTful reads and writes it.

Keeps B12: JSON with Python's own separators, keys as they come and a newline; `abort` with data.
Delete when: the clients of the API accept another spelling of the same JSON.
"""

from json import dumps
from typing import Any, NoReturn

from werkzeug.exceptions import HTTPException

from . import responses
from .context import current_app
from .responses import Response

_WITH_STATUS, _WITH_HEADERS = 2, 3


def abort(http_status_code: int, **data: Any) -> NoReturn:
    """Raise the error of a status code; the keywords become the body of its answer."""
    try:
        responses.abort(http_status_code)
    except HTTPException as error:
        if data:
            error.data = data  # type: ignore[attr-defined]  # Flask-RESTful's own
        raise


def unpack(value: Any) -> tuple[Any, Any, Any]:
    """Return data, status and headers of what a method returned."""
    if isinstance(value, tuple) and len(value) == _WITH_HEADERS:
        return value
    if isinstance(value, tuple) and len(value) == _WITH_STATUS:
        return value[0], value[1], {}
    return value, 200, {}


def output_json(data: Any, code: Any, headers: Any = None) -> Response:
    """Return a response with the data as JSON; RESTFUL_JSON has options for it."""
    settings = current_app.config.get("RESTFUL_JSON", {})
    if current_app.debug:
        settings.setdefault("indent", 4)
        settings.setdefault("sort_keys", False)
    response = responses.make_response(f"{dumps(data, **settings)}\n", code)
    response.headers.extend(headers or {})
    return response
