"""The request as werkzeug read it before 3.1.9: other answers to odd input.

Keeps Q9, Q12, Q26, Q35, Q41 and Q44 of older versions: 400 for JSON of another type, bytes that
are not UTF-8, raw letters in cookies, unknown schemes in Authorization, large forms.
Delete when: nobody depends on what an older werkzeug did.
"""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import Authorization, Headers, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.http import parse_options_header

from .request import Request
from .versions import Numbers

if TYPE_CHECKING:
    from .versions import Versions

_NO_LETTERS = re.compile(rb"[\x80-\xff]")
_COOKIE = re.compile(r'([^=;]*)(?:=\s*("(?:[^\\"]|\\.)*"(?=\s*;)|[^;]*))?\s*;')
_SLASHED = re.compile(rb"\\([0-3][0-7]{2}|.)", re.DOTALL)
_DIGEST = frozenset({"username", "realm", "nonce", "uri", "response"})


def request_class_of(versions: "Versions") -> type[Request]:
    """Return the request of that werkzeug."""
    if not versions.has_older_werkzeug:
        return Request
    return type("Request", (OlderRequest,), {"werkzeug": versions.werkzeug})


def _pairs(query: bytes) -> list[tuple[str, str]]:
    """Split a query; what is not UTF-8 becomes a question mark in a diamond."""
    quoted = _NO_LETTERS.sub(lambda found: b"%%%02X" % found[0][0], query)
    return parse_qsl(quoted.decode(), keep_blank_values=True, errors="replace")


def _cookie_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Split a Cookie header; quotes that have no partner are letters like any others."""
    for found in _COOKIE.finditer(f"{text};"):
        name, value = found[1].strip(), (found[2] or "").strip()
        if len(value) > 1 and value[0] == value[-1] == '"':
            content = _SLASHED.sub(_unslashed, value[1:-1].encode())
            value = content.decode(errors="replace")
        if name:
            yield name, value


def _unslashed(found: re.Match[bytes]) -> bytes:
    return found[1] if len(found[1]) == 1 else bytes([int(found[1], 8)])


class OlderFormParser(FormDataParser):
    """Forms with the limits and the letters of an older werkzeug."""

    werkzeug: Numbers = ()

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        limit = self.max_form_memory_size
        if limit is not None and content_length is not None and content_length > limit:
            raise RequestEntityTooLarge
        if self.werkzeug < (2, 3):
            return stream, self.cls(_pairs(stream.read())), self.cls()
        parse: Any = super()._parse_urlencoded  # typed in werkzeug by its own aliases
        try:
            return parse(stream, mimetype, content_length, options)
        except UnicodeDecodeError as error:
            if self.werkzeug < (3, 0, 4):
                raise RequestEntityTooLarge from error
            raise

    def _parse_multipart(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> Any:
        if self.werkzeug >= (2, 3):
            parse: Any = super()._parse_multipart
            return parse(stream, mimetype, content_length, options)
        boundary = options.get("boundary", "").encode("ascii")
        if not boundary:
            raise ValueError("a multipart body without a boundary")
        parts = _AnyCharset(
            self.stream_factory,
            max_form_memory_size=self.max_form_memory_size,
            max_form_parts=self.max_form_parts,
            cls=self.cls,
        )
        return stream, *parts.parse(stream, boundary, content_length)


class _AnyCharset(MultiPartParser):
    """Parts in whichever charset they name."""

    def get_part_charset(self, headers: Headers) -> str:
        """Return the charset that a part names."""
        options = parse_options_header(headers.get("content-type"))[1]
        try:
            return codecs.lookup(options.get("charset", "utf-8")).name
        except LookupError:
            return "utf-8"


class OlderRequest(Request):
    """`werkzeug` is its version."""

    werkzeug: Numbers = ()

    def __init__(self, environ: dict[str, Any], *args: Any, **options: Any) -> None:
        for key in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"):
            if "*" in (item.strip() for item in environ.get(key, "").split(",")):
                environ[key] = "*"  # it counted among tags too
        super().__init__(environ, *args, **options)

    def make_form_data_parser(self) -> FormDataParser:
        """Return a parser of that version."""
        parser = OlderFormParser(
            stream_factory=self._get_file_stream,
            max_form_memory_size=self.max_form_memory_size,
            max_content_length=self.max_content_length,
            max_form_parts=self.max_form_parts,
            cls=self.parameter_storage_class,
        )
        parser.werkzeug = self.werkzeug
        return parser

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The values of the query."""
        if self.werkzeug >= (2, 3):
            return self.parameter_storage_class(
                parse_qsl(
                    self.query_string.decode(),
                    keep_blank_values=True,
                    errors="werkzeug.url_quote",
                )
            )
        return self.parameter_storage_class(_pairs(self.query_string))

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies; raw letters were read as UTF-8."""
        text = ";".join(self.headers.getlist("Cookie"))
        if self.werkzeug < (2, 3):
            text = text.encode("latin-1", "replace").decode("utf-8", "replace")
        return ImmutableMultiDict(_cookie_pairs(text))

    @cached_property
    def authorization(self) -> Authorization | None:
        """The credentials: Basic and Digest alone were known, or half of a Basic was taken."""
        header = self.headers.get("Authorization", "")
        found = Authorization.from_header(header)
        if self.werkzeug < (2, 3):
            return found if _is_known(found, header) else None
        scheme, _, rest = header.partition(" ")
        return _lenient_basic(rest) if found is None and scheme.lower() == "basic" else found

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Answer 400 for another content type too."""
        if e is not None or self.werkzeug >= (2, 3):
            return super().on_json_loading_failed(e)
        try:
            return super().on_json_loading_failed(e)
        except BadRequest:
            raise
        except Exception as error:
            raise BadRequest from error


def _is_known(found: Authorization | None, header: str) -> bool:
    if found is None or " " not in header.strip():
        return False
    if found.type == "basic":
        return b":" in base64.b64decode(header.partition(" ")[2])
    return found.type == "digest" and found.parameters.keys() >= _DIGEST


def _lenient_basic(text: str) -> Authorization | None:
    try:
        name, _, password = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, UnicodeError):
        return None
    return Authorization("basic", {"username": name, "password": password})
