"""The recording middleware changes nothing for the app and its server, and tells all of it."""

import ast
import base64
import io
import sys
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traffic.in_process import load

recorder = load()


class Closing:
    """An iterable that says how it was treated."""

    def __init__(self, parts):
        self.parts = iter(parts)
        self.closed = 0

    def __iter__(self):
        return self.parts

    def close(self):
        self.closed += 1


def environ(body=b"", **changes):
    found = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), **changes}
    setup_testing_defaults(found)
    return found


def run(app, given, *, read_all=True):
    """What a server gets from the app behind the recorder, and what was recorded."""
    messages, started, written = [], [], []

    def start_response(status, headers, exc_info=None):
        started.append((status, headers, exc_info))
        return written.append

    answer = recorder.recorded(app, given, start_response, messages.append)
    parts = list(answer) if read_all else [next(answer)]
    answer.close()
    return started, b"".join(written) + b"".join(parts), messages


def body_of(side):
    return base64.b64decode(side["body"])


def test_an_exchange_is_told_as_it_came_and_went():
    def app(environ, start_response):
        assert environ["wsgi.input"].read() == b"a=1"
        start_response("201 Created", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"one,", b"two"]

    given = environ(
        b"a=1",
        REQUEST_METHOD="POST",
        RAW_URI="/caf%C3%A9?q=1",
        REMOTE_ADDR="10.0.0.1",
        CONTENT_TYPE="text/plain",
        HTTP_X_REQUESTED_WITH="me",
    )

    started, body, (message,) = run(app, given)

    assert started == [("201 Created", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")], None)]
    assert body == b"one,two"
    assert (message["method"], message["target"]) == ("POST", "/caf%C3%A9?q=1")
    assert message["address"] == "10.0.0.1"
    assert ["X-Requested-With", "me"] in message["headers"]
    assert ["Content-Type", "text/plain"] in message["headers"]
    assert ["Content-Length", "3"] in message["headers"]
    assert body_of(message) == b"a=1"
    assert body_of(message["answer"]) == b"one,two"
    assert message["answer"]["headers"] == [["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]]
    assert (message["answer"]["status"], message["answer"]["cut"]) == (201, False)


def test_a_target_is_made_of_path_and_query_where_the_server_keeps_none():
    given = environ(SCRIPT_NAME="/loja", PATH_INFO="/caf\xc3\xa9 x", QUERY_STRING="q=%20")

    (message,) = run(lambda _, start: start("200 OK", []) and [], given)[2]

    assert message["target"] == "/loja/caf%C3%A9%20x?q=%20"


def test_a_stream_stays_a_stream_and_is_closed_once():
    parts = Closing([b"a", b"b", b"c"])

    def app(environ, start_response):
        start_response("200 OK", [])
        return parts

    _, body, (message,) = run(app, environ(), read_all=False)

    assert (body, parts.closed) == (b"a", 1)
    assert message["answer"]["cut"] is True
    assert body_of(message["answer"]) == b"a"


def test_a_list_that_nobody_reads_to_its_end_was_complete():
    def app(environ, start_response):
        start_response("304 Not Modified", [])
        return [b""]

    _, _, (message,) = run(app, environ(), read_all=False)

    assert message["answer"]["cut"] is False


def test_the_old_write_and_the_exception_information_are_passed_on():
    def app(environ, start_response):
        start_response("200 OK", [])
        try:
            raise ValueError("late")
        except ValueError:
            write = start_response("500 Oops", [("A", "b")], sys.exc_info())
        write(b"old ")
        return [b"new"]

    started, body, (message,) = run(app, environ())

    assert started[1][0] == "500 Oops"
    assert started[1][2][0] is ValueError
    assert body == b"old new" == body_of(message["answer"])
    assert message["answer"]["status"] == 500


def test_what_the_app_raises_is_raised_and_not_recorded():
    def app(environ, start_response):
        raise LookupError("mine")

    messages = []
    with pytest.raises(LookupError, match="mine"):
        recorder.recorded(app, environ(), lambda *_: None, messages.append)
    assert messages == []


@pytest.mark.parametrize("terminated", [True, False])
def test_a_body_that_the_app_leaves_is_read_for_the_recording(terminated):
    given = environ(b"x" * 5000)
    if terminated:
        given.update({"CONTENT_LENGTH": "", "wsgi.input_terminated": True})

    (message,) = run(lambda _, start: start("200 OK", []) and [], given)[2]

    assert body_of(message) == b"x" * 5000


def test_a_body_that_is_too_long_is_passed_on_and_not_kept(monkeypatch):
    monkeypatch.setattr(recorder, "LIMIT", 10)

    def app(environ, start_response):
        start_response("200 OK", [])
        return [environ["wsgi.input"].read(), b"!"]

    _, body, (message,) = run(app, environ(b"x" * 30))

    assert body == b"x" * 30 + b"!"
    assert message["body"] is None
    assert message["answer"]["body"] is None


_READS = st.lists(
    st.tuples(st.sampled_from(["read", "readline", "readlines", "iter"]), st.integers(0, 9)),
    max_size=6,
)


@given(body=st.binary(max_size=60), reads=_READS)
def test_however_the_app_reads_it_reads_what_was_sent_and_all_of_it_is_recorded(body, reads):
    def answers(stream):
        for way, size in reads:
            if way == "iter":
                yield next(iter(stream), b"")
            elif way == "readlines":
                yield b"".join(stream.readlines())
            else:
                yield getattr(stream, way)(size)

    def app(environ, start_response):
        start_response("200 OK", [])
        return list(answers(environ["wsgi.input"]))

    _, answer, (message,) = run(app, environ(body))

    assert answer == b"".join(answers(io.BytesIO(body)))
    assert body_of(message) == body


def test_without_a_listener_the_app_answers_and_the_loss_is_counted():
    def app(environ, start_response):
        start_response("200 OK", [])
        return [b"ok"]

    middleware = recorder.RecordingMiddleware(app, "127.0.0.1:9")

    assert list(middleware(environ(), lambda *_: None)) == [b"ok"]


def test_the_recorder_needs_only_the_standard_library_of_python_3_8():
    file = Path(recorder.__file__)
    tree = ast.parse(file.read_text(), feature_version=(3, 8))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    imported = {alias.name for node in named for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    assert file.name == "migrator_recorder.py"
