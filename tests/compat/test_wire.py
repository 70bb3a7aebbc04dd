"""Bodies on their way in and out: disk, disconnects, threads."""

import asyncio
import io
import tempfile
import threading

import pytest

from migrator.compat.application import Application
from migrator.compat.context import request
from migrator.compat.environ import SPOOL_BYTES
from migrator.compat.request import Request
from migrator.compat.responses import Response, abort, jsonify
from migrator.compat.streaming import stream_with_context


def make_app(**config):
    app = Application(__name__, static_folder=None)
    app.secret_key = "s"
    app.config.update(config)
    return app


def scope(path="/", method="GET", headers=()):
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": list(headers),
        "client": ("127.0.0.1", 5),
        "server": ("x", 80),
    }


def talk(app, asked, messages, *, fail_after=None):
    """Run one request with scripted messages; return what was sent."""
    sent = []

    async def run():
        waiting = list(messages)

        async def receive():
            if waiting:
                return waiting.pop(0)
            await asyncio.Event().wait()

        async def send(message):
            sent.append(message)
            await asyncio.sleep(0)

        await asyncio.wait_for(app(asked, receive, send), 5)

    asyncio.run(run())
    return sent


def part(body, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


def body_of(sent):
    return b"".join(message.get("body", b"") for message in sent[1:])


def test_a_large_body_goes_to_disk():
    app = make_app()

    @app.post("/")
    async def view():
        stream = request.environ["wsgi.input"]
        return jsonify(
            isinstance(stream, tempfile.SpooledTemporaryFile),
            bool(stream._rolled),
            len(request.data),
        )

    chunk = b"x" * 400_000
    size = len(chunk) * 4
    assert size > SPOOL_BYTES
    headers = [(b"content-length", str(size).encode())]
    sent = talk(
        app, scope(method="POST", headers=headers), [part(chunk)] * 3 + [part(chunk, more=False)]
    )

    assert body_of(sent) == b"[true,true,%d]\n" % size


def test_x4_a_large_form_is_parsed_outside_of_the_event_loop():
    app = make_app()
    threads = []

    class Recording(Request):
        def make_form_data_parser(self):
            threads.append(threading.current_thread())
            return super().make_form_data_parser()

    app.request_class = Recording

    @app.post("/")
    async def view():
        return jsonify(len(request.files["f"].read()), request.form["a"])

    head = b'--B\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n'
    tail = b'\r\n--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B--\r\n'
    size = SPOOL_BYTES + 10
    headers = [
        (b"content-type", b"multipart/form-data; boundary=B"),
        (b"content-length", str(len(head) + size + len(tail)).encode()),
    ]
    sent = talk(
        app,
        scope(method="POST", headers=headers),
        [part(head), part(b"x" * size), part(tail, more=False)],
    )

    assert body_of(sent) == b'[%d,"1"]\n' % size
    assert len(threads) == 1
    assert threading.main_thread() not in threads


def test_q43_what_is_too_large_is_not_even_read():
    app = make_app(MAX_CONTENT_LENGTH=10)
    app.add_url_rule("/", "x", lambda: "not looked at", methods=["POST"])

    sent = talk(app, scope(method="POST", headers=[(b"content-length", b"11")]), [])

    assert (sent[0]["status"], body_of(sent)) == (200, b"not looked at")


@pytest.mark.parametrize("is_chunked", [True, False])
def test_q43_a_view_that_allows_itself_more_is_told_that_the_body_was_not_read(is_chunked):
    app = make_app(MAX_CONTENT_LENGTH=10)
    errors = []

    @app.post("/")
    async def view():
        request.max_content_length = 100
        return jsonify(len(request.get_data()))

    @app.errorhandler(RuntimeError)
    def told(error):
        errors.append(str(error))
        return "told", 500

    headers = [] if is_chunked else [(b"content-length", b"40")]
    headers += [(b"transfer-encoding", b"chunked")] if is_chunked else []
    messages = [part(b"x" * 20), part(b"x" * 20, more=False)]
    sent = talk(app, scope(method="POST", headers=headers), messages)

    assert sent[0]["status"] == 500
    assert "MAX_CONTENT_LENGTH" in errors[0]


def test_q43_a_body_of_unknown_length_ends_at_the_limit():
    app = make_app(MAX_CONTENT_LENGTH=10)
    app.add_url_rule("/", "x", lambda: jsonify(len(request.get_data())), methods=["POST"])

    messages = [part(b"x" * 8), part(b"x" * 8), part(b"x", more=False)]
    sent = talk(app, scope(method="POST", headers=[(b"transfer-encoding", b"chunked")]), messages)

    assert body_of(sent) == b"10\n"


def test_u10_a_client_that_leaves_while_sending_gets_no_answer():
    app = make_app()
    called = []
    app.add_url_rule("/", "x", lambda: called.append(1) or "", methods=["POST"])

    sent = talk(
        app,
        scope(method="POST", headers=[(b"content-length", b"9")]),
        [part(b"a"), {"type": "http.disconnect"}],
    )

    assert (sent, called) == ([], [])


@pytest.mark.parametrize("kind", ["async", "sync"])
def test_u10_a_stream_ends_when_the_client_leaves(kind):
    app = make_app()
    ended = []

    async def endless():
        try:
            while True:
                yield b"x"
                await asyncio.sleep(0.001)
        finally:
            ended.append("closed")

    def endless_sync():
        try:
            while True:
                yield b"x"
        finally:
            ended.append("closed")

    @app.get("/")
    async def view():
        return Response(endless() if kind == "async" else endless_sync())

    talk(app, scope(), [{"type": "http.disconnect"}])

    assert ended == ["closed"]


def test_t1_async_generators_are_streamed_with_the_request_at_hand():
    app = make_app()

    async def pieces():
        for n in range(3):
            await asyncio.sleep(0)
            yield f"{request.path}{n}é"

    @app.get("/plain")
    async def plain():
        return pieces(), 201

    @app.get("/context")
    async def context():
        return Response(stream_with_context(pieces()), mimetype="text/csv")

    @app.get("/decorated")
    async def decorated():
        return Response(stream_with_context(pieces)())

    @app.get("/view")
    async def view():
        yield "a"
        yield "b"

    assert body_of(talk(app, scope("/plain"), [])).decode() == "/plain0é/plain1é/plain2é"
    assert len(talk(app, scope("/context"), [])) == 5
    assert body_of(talk(app, scope("/decorated"), [])).startswith(b"/decorated0")
    assert body_of(talk(app, scope("/view"), [])) == b"ab"


def test_a12_a_failing_async_generator_truncates_the_body():
    app = make_app()

    async def pieces():
        yield "a"
        raise ValueError("in the middle")

    @app.get("/")
    async def view():
        return pieces()

    with pytest.raises(BaseException) as caught:
        talk(app, scope(), [])
    assert "in the middle" in repr(caught.value) or "in the middle" in repr(
        caught.value.__cause__ or getattr(caught.value, "exceptions", "")
    )


@pytest.mark.parametrize("piece", [5, True, None, [1, 2], 1.5])
def test_a12_a_piece_that_is_neither_text_nor_bytes_is_an_error(piece):
    app = make_app()
    app.add_url_rule("/", "x", lambda: Response(iter(["a", piece])))
    sent = []

    async def send(message):
        sent.append(message)

    with pytest.raises(BaseException) as caught:
        asyncio.run(app(scope(), asyncio.Event().wait, send))
    assert "bytes-like object is required" in repr(caught.value)
    assert body_of(sent) == b"a"


def test_files_and_sync_generators_are_read_outside_of_the_event_loop():
    app = make_app()
    threads = []

    class File(io.BytesIO):
        def read(self, size=-1):
            threads.append(threading.current_thread())
            return super().read(size)

    from migrator.compat.files import send_file

    @app.get("/")
    async def view():
        return send_file(File(b"x" * 1000), mimetype="text/plain")

    assert body_of(talk(app, scope(), [])) == b"x" * 1000
    assert threading.main_thread() not in threads


def test_j22_an_error_page_is_sent_at_once_and_no_thread_is_asked(monkeypatch):
    app = make_app()
    monkeypatch.setattr("migrator.compat.bridge.run_sync", None)

    for path, method, status in [("/nothing", "GET", 404), ("/static", "POST", 404)]:
        sent = talk(app, scope(path, method), [])
        assert [sent[0]["status"], len(sent)] == [status, 2]
        assert b"Not Found" in body_of(sent)


def test_j22_a_stream_inside_of_an_error_stays_a_stream():
    app = make_app()
    app.add_url_rule("/", "x", lambda: abort(Response(iter(["a", "b"]), 404)))

    assert [message.get("body") for message in talk(app, scope(), [])[1:]] == [b"a", b"b", b""]


def test_r25_head_and_204_have_no_body_and_close_their_stream():
    app = make_app()
    closed = []

    class Body:
        def __iter__(self):
            raise AssertionError("nobody reads this")

        def close(self):
            closed.append(1)

    app.add_url_rule("/a", "a", lambda: Response(Body()))
    app.add_url_rule("/b", "b", lambda: Response(Body(), 204))

    assert body_of(talk(app, scope("/a", "HEAD"), [])) == b""
    assert body_of(talk(app, scope("/b"), [])) == b""
    assert closed == [1, 1]
