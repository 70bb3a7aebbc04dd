"""A werkzeug response on its way out through ASGI.

Keeps J21, J23, J24, J31, R25, S5-S7, T1-T3, T5, A12: no body for HEAD, 204 and 304 but their
headers, generators sent as they come (sync ones and files from a thread), truncation when one
fails.
Delete when: the views return Starlette's responses.
"""

import re
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import anyio
from anyio.to_thread import run_sync
from starlette.types import Message, Receive, Send

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers
    from werkzeug.wrappers import Response

_FILE_BATCH = 256 * 1024
_BODILESS = frozenset({*range(100, 200), 204, 304})
_OF_THE_SERVER = frozenset(
    {
        "connection",
        "date",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "server",
        "te",
        "trailers",
        "transfer-encoding",
        "upgrade",
    }
)
# What gunicorn sends: h11 would break the connection off, or let the rest pass.
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9a-zA-Z]+")
_VALUE = re.compile(r"[ \t\x21-\x7e\x80-\xff]*")
_END: Any = object()
_MOST_NAMES = 512
_known_names: dict[str, bytes | None] = {}  # as they are sent; None are the server's own


async def send_response(
    response: "Response", environ: dict[str, Any], receive: Receive, send: Send
) -> None:
    """Send the start, the body and the end of a response, and close it."""
    status = response.status_code
    headers = response.get_wsgi_headers(environ)
    start: Message = {
        "type": "http.response.start",
        "status": status,
        "headers": raw_headers(headers),
    }
    bodiless = environ["REQUEST_METHOD"] == "HEAD" or status in _BODILESS
    if not bodiless and not response.is_sequence and not _is_page(response):
        try:
            await _stream(response, start, headers.get("Content-Length", type=int), receive, send)
        finally:
            await _close(response)
        return
    body = b""
    if not bodiless:
        # A body longer than its declared length is cut, as gunicorn does.
        body = b"".join(response.iter_encoded())[: headers.get("Content-Length", type=int)]
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})
    await _close(response)


def _is_page(response: "Response") -> bool:
    """Tell whether the body is that of an error page, so that no thread has to wait for it."""
    page = getattr(response, "page", None)
    return page is not None and page is response.response


def raw_headers(headers: "Headers") -> list[tuple[bytes, bytes]]:
    """Return headers as ASGI wants them, without those that are the server's own (T5).

    Raises:
        ValueError: A header that no server may send; the server answers 500, as gunicorn does.
    """
    found = []
    for name, value in headers:
        sent = _known_names[name] if name in _known_names else _sent_name(name)
        if sent is None:
            continue
        if not sent or not _VALUE.fullmatch(value):
            raise ValueError(f"The header {name!r} cannot be sent: {value!r}")
        found.append((sent, value.strip(" \t").encode("latin-1")))
    return found


def _sent_name(name: str) -> bytes | None:
    """Return a name in lower case; nothing of one that cannot be sent, None of the server's own."""
    lowered = name.lower()
    if lowered in _OF_THE_SERVER:
        sent = None
    else:
        sent = lowered.encode("latin-1") if _NAME.fullmatch(name) else b""
    if len(_known_names) < _MOST_NAMES:  # a name may be made of what a client sent
        _known_names[name] = sent
    return sent


async def _stream(
    response: "Response", start: Message, length: int | None, receive: Receive, send: Send
) -> None:
    """Send the pieces of a body until they end or the client goes away."""
    pieces = _pieces(response, length)
    first = await anext(pieces, _END)
    await send(start)
    async with anyio.create_task_group() as group:
        group.start_soon(_cancel_on_disconnect, receive, group.cancel_scope)
        piece = first
        while piece is not _END:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await anext(pieces, _END)
        group.cancel_scope.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _cancel_on_disconnect(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


async def _pieces(response: "Response", length: int | None) -> AsyncIterator[bytes]:
    left = length
    async for piece in _iterate(response):
        content = piece.encode() if isinstance(piece, str) else _octets(piece)
        if left is not None:
            content = content[:left]
            left -= len(content)
        yield content


def _octets(piece: Any) -> bytes:
    """Return the bytes of a piece; `bytes` alone would take a number for a length."""
    return piece if isinstance(piece, bytes) else bytes(memoryview(piece))


async def _iterate(response: "Response") -> AsyncIterator[str | bytes]:
    body: Any = response.response
    if hasattr(body, "__aiter__"):
        async for piece in body:
            yield piece
        return
    take = _take_batch if response.direct_passthrough else _take_one
    iterator = iter(body)
    while (piece := await run_sync(take, iterator)) is not _END:
        yield piece


def _take_one(iterator: Iterator[Any]) -> Any:
    return next(iterator, _END)


def _take_batch(iterator: Iterator[bytes]) -> Any:
    """Join the small pieces of a file: fewer trips to the thread, the same bytes."""
    found: list[bytes] = []
    size = 0
    for piece in iterator:
        found.append(piece)
        size += len(piece)
        if size >= _FILE_BATCH:
            break
    return b"".join(found) if found else _END


async def _close(response: "Response") -> None:
    body: Any = response.response
    if hasattr(body, "aclose"):
        await body.aclose()
    response.close()
