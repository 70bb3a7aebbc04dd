import base64
import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.errors import UsageError
from migrator.model.exchange import Answer, Exchange, Request
from migrator.traffic import har_file
from migrator.traffic.har import read_har
from migrator.traffic.har_file import HarFile
from migrator.traffic.har_writing import write_har

SITE = "http://loja.local"
BEGAN = datetime(2026, 11, 24, 12, tzinfo=UTC)


def entry(second=0, url=f"{SITE}/", method="GET", status=200, text="ok", **changes):
    return {
        "startedDateTime": f"2026-11-24T12:00:{second:02}.000Z",
        "request": {"method": method, "url": url, "headers": [], **changes.pop("request", {})},
        "response": {
            "status": status,
            "headers": [],
            "content": {"size": len(text), "text": text},
            **changes.pop("response", {}),
        },
        **changes,
    }


@pytest.fixture
def har(tmp_path):
    def write(*entries):
        path = tmp_path / "visit.har"
        path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
        return path

    return write


def test_entries_become_exchanges_in_the_order_of_their_time(har):
    found = read_har(har(entry(2, f"{SITE}/b?q=%20"), entry(1, f"{SITE}/a")))

    assert [(e.id, e.at, e.request.target, e.session) for e in found.exchanges] == [
        (1, 0.0, "/a", "visit"),
        (2, 1.0, "/b?q=%20", "visit"),
    ]
    assert found.began == BEGAN.replace(second=1)
    assert next(iter(found.exchanges)).request.headers == (("Host", "loja.local"),)


def test_only_one_site_is_taken_and_what_the_server_did_not_answer_is_counted(har):
    path = har(
        entry(0),
        entry(1),
        entry(2, "https://fonts.example/a.css"),
        entry(3, "data:text/plain,x"),
        entry(4, status=0),
        entry(5, _fromCache="disk"),
    )

    found = read_har(path)
    other = read_har(path, "https://fonts.example/")

    assert (found.origin, len(found.exchanges)) == (SITE, 2)
    assert (found.elsewhere, found.unanswered) == (2, 2)
    assert [e.request.target for e in other.exchanges] == ["/a.css"]


def test_headers_of_the_wire_are_left_out_and_cookies_are_parted(har):
    headers = [
        {"name": ":authority", "value": "loja.local"},
        {"name": "Transfer-Encoding", "value": "chunked"},
        {"name": "Content-Encoding", "value": "br"},
        {"name": "Set-Cookie", "value": "a=1; Path=/\nb=2"},
        {"name": "Content-Length", "value": "9"},
    ]

    (found,) = read_har(har(entry(response={"headers": headers}))).exchanges

    assert found.answer.headers == (
        ("Set-Cookie", "a=1; Path=/"),
        ("Set-Cookie", "b=2"),
        ("Content-Length", "2"),
    )


def test_bodies_are_read_as_text_or_base64(har):
    sent = {"postData": {"mimeType": "text/plain", "text": "ação"}}
    content = {"size": 2, "text": base64.b64encode(b"\xff\x00").decode(), "encoding": "base64"}

    (found,) = read_har(har(entry(request=sent, response={"content": content}))).exchanges

    assert found.request.body == "ação".encode()
    assert ("Content-Length", "6") in found.request.headers
    assert found.answer.body == b"\xff\x00"


def test_bodies_that_were_not_saved_are_counted(har):
    found = read_har(har(entry(response={"content": {"size": 10}}), entry(1)))

    assert found.without_body == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no json", "is not an HTTP Archive: it is cut off or no JSON: no { at byte 0"),
        ("{}", "no log with entries"),
        ('{"log": {"entries": [1]}}', "no list of objects"),
        ('{"log": {"entries": [{}]}}', "when it began"),
        ('{"log": {"entries": []}}', "no request to any site"),
        ('{"log": {"entries": [], "entries": []}}', "no log with entries, or several"),
        ('{"log": {"entries": {}}}', "no list of objects"),
        ('{"log": []}', "no log with entries"),
        ('{"log": {"entries": [], 1: 2}}', "a key is no text before byte 25"),
        ('{"log": {"entries": []}} x', "no log with entries"),
        ('{"log": {"entries": [{"startedDateTime": "2026-01-01"},]}}', "no value that is complete"),
    ],
)
def test_what_is_no_archive_is_said(tmp_path, text, message):
    path = tmp_path / "x.har"
    path.write_text(text)

    with pytest.raises(UsageError, match=message):
        read_har(path)


def test_a_file_that_is_cut_off_anywhere_is_said(har, monkeypatch):
    monkeypatch.setattr(har_file, "_CHUNK", 7)
    path = har(entry(text='é {"[} \\'), entry(1, text="ação"))
    whole = path.read_bytes()
    assert len(read_har(path).exchanges) == 2

    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(UsageError, match="is not an HTTP Archive: it is cut off"):
            read_har(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_may_be_in_any_encoding_of_json(har, encoding):
    path = har(entry(text="ação", comment="às vezes"), entry(1, text="não"))
    text = json.dumps(json.loads(path.read_text()), ensure_ascii=False, indent=1)
    path.write_bytes(text.encode(encoding))

    found = read_har(path)

    assert [e.answer.body.decode() for e in found.exchanges] == ["ação", "não"]
    assert found.began == BEGAN


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    chunk=st.integers(1, 40),
    indent=st.sampled_from([None, 1]),
    escaped=st.booleans(),
)
def test_values_are_read_as_json_reads_them(monkeypatch, text, chunk, indent, escaped):
    monkeypatch.setattr(har_file, "_CHUNK", chunk)
    log = {"version": text, "entries": [{"é": text}, text], "comment": text}
    whole = json.dumps({"first": text, "log": log}, indent=indent, ensure_ascii=escaped)
    data = whole.encode(errors="surrogatepass")
    try:
        data.decode()
    except UnicodeDecodeError:
        return

    har = HarFile(io.BytesIO(data))
    placed = list(har.entries())

    assert [it.entry for it in placed] == log.pop("entries")
    assert [json.loads(data[it.start : it.end]) for it in placed] == [it.entry for it in placed]
    assert har.log == log


@pytest.mark.parametrize(
    "changes",
    [
        {"request": {"headers": None}},
        {"response": {"headers": [{"name": "A"}]}},
        {"response": {"content": {"text": "%", "encoding": "base64"}}},
    ],
)
def test_an_entry_that_lacks_something_is_said(har, changes):
    with pytest.raises(UsageError, match="an entry lacks"):
        read_har(har(entry(**changes)))


def test_a_site_that_was_not_visited_is_said_with_those_that_were(har):
    with pytest.raises(UsageError, match="no request to http://other") as refused:
        read_har(har(entry()), "http://other")

    assert SITE in refused.value.hint


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        read_har(tmp_path / "none.har")


def written(path, exchanges):
    with path.open("wb") as out:
        return write_har(exchanges, BEGAN, out)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_what_is_written_entry_by_entry_looks_as_if_it_was_written_at_once(tmp_path, count):
    request = Request("POST", "/caf\u00e9", (("Host", "x"),), "a\u2028\nb".encode())
    path = tmp_path / "out.har"

    written(path, [Exchange(n, "s", 0.0, request, Answer(200)) for n in range(count)])

    text = path.read_text()
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    assert len(json.loads(text)["log"]["entries"]) == count


def test_a_compressed_answer_is_written_decoded(tmp_path):
    answer = Answer(200, (("Content-Encoding", "gzip"),), gzip.compress(b"text"))
    path = tmp_path / "out.har"

    written(path, [Exchange(1, "s", 0.0, Request("GET", "/"), answer)])

    (found,) = read_har(path).exchanges
    assert found.answer == Answer(200, (("Content-Length", "4"),), b"text")


def test_an_answer_that_cannot_be_decoded_is_refused():
    answer = Answer(200, (("Content-Encoding", "br"),), b"x")

    with pytest.raises(UsageError, match="exchange 7 is compressed as br"):
        write_har([Exchange(7, "s", 0.0, Request("GET", "/"), answer)], BEGAN, io.BytesIO())


_TOKEN = st.text("abcdefXYZ-", min_size=1).filter(
    lambda name: name.lower() not in {"host", "connection"}
)
_VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=126))
_HEADERS = st.lists(st.tuples(_TOKEN, _VALUE), max_size=3).map(tuple)
_EXCHANGES = st.lists(
    st.builds(
        Exchange,
        id=st.integers(),
        session=st.sampled_from(["ana", "bruno 2"]),
        at=st.floats(0, 9000).map(lambda value: round(value, 3)),
        request=st.builds(
            Request,
            st.sampled_from(["GET", "POST"]),
            st.sampled_from(["/", "/a?b=c&d", "/caf%C3%A9"]),
            _HEADERS,
            st.binary(max_size=20),
        ),
        answer=st.builds(Answer, st.integers(200, 599), _HEADERS, st.binary(max_size=20)),
    ),
    min_size=1,
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(exchanges=_EXCHANGES)
def test_what_is_written_is_read_again(tmp_path, exchanges):
    ordered = sorted(exchanges, key=lambda exchange: exchange.at)
    path = tmp_path / "law.har"

    assert written(path, exchanges) == len(exchanges)
    found = read_har(path)

    def content(side):
        named = [pair for pair in side.headers if pair[0] not in {"Host", "Content-Length"}]
        return named, side.body

    assert [e.session for e in found.exchanges] == [e.session for e in ordered]
    for ours, theirs in zip(ordered, found.exchanges, strict=True):
        assert content(theirs.request) == content(ours.request)
        assert content(theirs.answer) == content(ours.answer)
        assert theirs.request.target == ours.request.target
        assert theirs.answer.status == ours.answer.status
        assert abs(theirs.at - (ours.at - ordered[0].at)) <= 0.0021
    assert isinstance(path, Path)
