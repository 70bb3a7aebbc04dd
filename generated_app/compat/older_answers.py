"""Answers as werkzeug wrote them before 3.1.7: cookies, redirects, URLs, ranges.

Keeps K5, K7, A1, A2, P3, R1, S6 and A5 of older versions.
Delete when: nobody depends on what an older werkzeug did.
"""

import re
import string
from types import MethodType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from markupsafe import escape
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.http import dump_cookie
from werkzeug.routing import RequestRedirect
from werkzeug.urls import iri_to_uri
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as WerkzeugResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from .application import Application
    from .responses import Response
    from .versions import Numbers

_PLAIN_IN_COOKIES = frozenset(f"{string.ascii_letters}{string.digits}/=!#$%&'*+-.^_`|~:".encode())
_SLASHED = {ord(","): "\\054", ord(";"): "\\073", ord('"'): '\\"', ord("\\"): "\\\\"}
_QUOTED_IN_PATHS = str.maketrans({"=": "%3D", "&": "%26", "@": "%40"})
_QUOTED_IN_QUERIES = str.maketrans({"/": "%2F", ":": "%3A", "?": "%3F", "@": "%40"})
_LEFT_ALONE = ":/?#[]@!$&'()*+,;=%"
_LEFT_IN_NAMES = "!$'()*+,;"
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*")


def older_answers_of(app: "Application", werkzeug: "Numbers") -> "OlderAnswers | None":
    """Make an application answer as that werkzeug did; None when nothing differs."""
    if werkzeug >= (3, 1, 7):
        return None
    if werkzeug < (3, 1):
        app.aborter.mapping.pop(421, None)
    if werkzeug < (3, 0, 3):
        paths = _QUOTED_IN_PATHS if werkzeug < (2, 3) else {}
        app.error_answers = (*app.error_answers, _redirecting(app, paths))
    return OlderAnswers(werkzeug)


def _redirecting(
    app: "Application", paths: dict[int, str]
) -> "Callable[[HTTPException], Response | None]":
    """Leave the location of a slash redirect as its rule makes it, the path quoted as it was."""

    def answer(error: HTTPException) -> "Response | None":
        if not isinstance(error, RequestRedirect):
            return None
        path, mark, query = error.new_url.partition("?")
        start = _ADDRESS.match(path)
        at = start.end() if start else 0
        quoted = path[at:].translate(paths)
        if paths:
            quoted = quoted.replace("%7C", "|")
        location = f"{path[:at]}{quoted}{mark}{query}"
        return redirect(location, error.code, app.response_class)  # type: ignore[return-value]

    return answer


class OlderAnswers:
    """What the older werkzeug of an application wrote in another way."""

    def __init__(self, werkzeug: "Numbers") -> None:
        self._werkzeug = werkzeug
        self.quotes_more = werkzeug < (2, 3)

    def finish(self, response: "Response") -> "Response":
        """Take back what a newer werkzeug would add to an answer."""
        if response.status_code != 206 and response.headers.get("Accept-Ranges") == "bytes":
            del response.headers["Accept-Ranges"]
        location = response.headers.get("Location")
        if location is not None and self._werkzeug < (3, 0, 3):
            sent = location if _is_one_ascii_word(location) else self._uri(location)
            response.get_wsgi_headers = MethodType(_headers_with(sent), response)  # type: ignore[method-assign]
        if self.quotes_more and "Content-Disposition" in response.headers:
            name = response.headers["Content-Disposition"]
            response.headers["Content-Disposition"] = _older_file_name(name)
        return response

    def _uri(self, location: str) -> str:
        address = _ADDRESS.match(location)
        if not self.quotes_more or (address and not address[0].isascii()):
            return iri_to_uri(location)
        return quote(location.removesuffix("#").removesuffix("?"), safe=_LEFT_ALONE)

    def page_of(self, response: WerkzeugResponse, location: str) -> WerkzeugResponse:
        """Give the page of a redirect the link of that version."""
        if self._werkzeug < (2, 3, 4) and not _is_one_ascii_word(location):
            shown = escape(location)
            link = escape(self._uri(location))
            page = response.get_data(as_text=True)
            response.set_data(page.replace(f'href="{shown}"', f'href="{link}"', 1))
        return response

    def url(self, built: str) -> str:
        """Return a URL that was built with the letters quoted that were quoted then."""
        if not self.quotes_more:
            return built
        start = _ADDRESS.match(built)
        at = start.end() if start else 0
        path, mark, query = built[at:].partition("?")
        quoted = path.translate(_QUOTED_IN_PATHS)
        return f"{built[:at]}{quoted}{mark}{query.translate(_QUOTED_IN_QUERIES)}"

    def cookie(self, name: str, value: str, domain: str | None, options: dict[str, Any]) -> str:
        """Return the header of a cookie, with the value and the domain as they were quoted.

        Raises:
            ValueError: The domain has no dot.
        """
        if not self.quotes_more:
            return dump_cookie(name, value, domain=domain, **options)
        head, _, rest = dump_cookie(name, "", **options).partition(";")
        parts = [f"{head}{_cookie_quoted(value)}"]
        if domain is not None:
            parts.append(f"Domain={_cookie_quoted(_dotted(domain))}")
        return "; ".join([*parts, *([rest.strip()] if rest else [])])


def _older_file_name(disposition: str) -> str:
    """Quote the letters of a file's name that were quoted, and no others."""
    head, mark, name = disposition.partition("filename*=UTF-8''")
    if not mark:
        return disposition
    head = head.replace('filename=""', "filename=")
    return f"{head}{mark}{quote(unquote(name), safe=_LEFT_IN_NAMES)}"


def _is_one_ascii_word(location: str) -> bool:
    return location.isascii() and len(location.split()) == 1


def _headers_with(location: str) -> Any:
    def get_wsgi_headers(response: WerkzeugResponse, environ: Any) -> Headers:
        headers = WerkzeugResponse.get_wsgi_headers(response, environ)
        headers["Location"] = location
        return headers

    return get_wsgi_headers


def _cookie_quoted(text: str) -> str:
    content = text.encode()
    if all(byte in _PLAIN_IN_COOKIES for byte in content):
        return text
    shown = (
        _SLASHED.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}")
        for byte in content
    )
    return f'"{"".join(shown)}"'


def _dotted(domain: str) -> str:
    name = domain.partition(":")[0]
    if "." not in name:
        raise ValueError(f"{domain!r} has no dot, so it is no domain for a cookie")
    return name.encode("idna").decode() if not name.isascii() else name
