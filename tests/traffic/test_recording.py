import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import ExitCode, FormatUnknown, RecordingBroken, RecordingMissing
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.traffic.recording import (
    RecordingWriter,
    read_exchanges,
    read_head,
    recording_digest,
)

HEAD = RecordingHead(1, "app:app", "2026-11-23T12:00:00+00:00", "digest")
ONE = Exchange(
    id=1,
    session="ana",
    at=0.25,
    request=Request("POST", "/p?q=%C3%A7", (("Host", "x"), ("Accept", "*/*")), b"nome=ma\xc3\xa7a"),
    answer=Answer(200, (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")), b"\xff\x00\n"),
    endpoint="main.p",
    rule="/p",
)

latin = st.text(st.characters(max_codepoint=255))
headers = st.lists(st.tuples(latin, latin), max_size=4).map(tuple)
seconds = st.floats(0, 1e6, allow_nan=False)
exchanges = st.builds(
    Exchange,
    id=st.integers(0),
    session=st.text(),
    at=seconds,
    request=st.builds(Request, latin, latin, headers, st.binary()),
    answer=st.builds(Answer, st.integers(100, 599), headers, st.binary()),
    endpoint=st.text(st.characters(exclude_categories=["Cs"])),
    rule=st.just("/x"),
)


def write(path, *items):
    with RecordingWriter(path, HEAD) as writer:
        for item in items:
            writer.write(item)


@given(items=st.lists(exchanges, max_size=4))
def test_what_was_written_is_read_back(items, tmp_path_factory):
    path = tmp_path_factory.mktemp("r") / "recording.ndjson"

    write(path, *items)

    assert list(read_exchanges(path)) == items
    assert read_head(path) == HEAD


def test_a_recording_has_one_exchange_a_line_and_a_stable_digest(tmp_path):
    write(tmp_path / "a", ONE, ONE)
    write(tmp_path / "b", ONE, ONE)

    assert len((tmp_path / "a").read_bytes().splitlines()) == 3
    assert (
        json.loads((tmp_path / "a").read_text().splitlines()[1])["request"]["body"] == "nome=maça"
    )
    assert recording_digest(tmp_path / "a") == recording_digest(tmp_path / "b")


def test_a_failed_recording_leaves_the_old_one_in_place(tmp_path):
    path = tmp_path / "r"
    write(path, ONE)

    with pytest.raises(RuntimeError), RecordingWriter(path, HEAD):
        raise RuntimeError

    assert list(read_exchanges(path)) == [ONE]
    assert [item.name for item in tmp_path.iterdir()] == ["r"]


def test_a_missing_recording_is_missing_evidence(tmp_path):
    for read in (read_head, recording_digest, lambda path: next(read_exchanges(path))):
        with pytest.raises(RecordingMissing) as failed:
            read(tmp_path / "none")
        assert failed.value.exit_code == ExitCode.EVIDENCE
        assert "migrator record" in failed.value.hint


@pytest.mark.parametrize("cut", [1, 2, 30])
def test_a_last_line_that_is_cut_off_is_said_with_its_number(tmp_path, cut):
    path = tmp_path / "r"
    write(path, ONE, ONE)
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(RecordingBroken, match=":3 is cut off") as failed:
        list(read_exchanges(path))

    assert failed.value.exit_code == ExitCode.USAGE
    assert "delete that last line" in failed.value.hint


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not valid JSON"),
        (b"\xff", "not valid JSON"),
        (b"[1]", "not an object"),
        (b'{"id": 1}', "cannot be read"),
        (b'{"id": "1", "session": "", "at": 0}', "cannot be read"),
        (json.dumps({"id": 1, "nonsense": 2}).encode(), "nonsense"),
        (b'{"id":1,"session":"a","at":0.0,"request":{"method":"GET","target":"/","body":{}},"answer":{"status":200}}', "cannot be read"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(tmp_path, line, message):
    path = tmp_path / "r"
    write(path, ONE)
    path.write_bytes(path.read_bytes() + line + b"\n")

    with pytest.raises(RecordingBroken, match=f":3 .*{message}"):
        list(read_exchanges(path))


@pytest.mark.parametrize("content", [b"", b"{}\n", b'{"format": true}\n', b"PK\x03\x04\n"])
def test_a_file_that_is_no_recording_is_said(tmp_path, content):
    path = tmp_path / "r"
    path.write_bytes(content)

    with pytest.raises(RecordingBroken):
        read_head(path)


def test_a_recording_of_a_newer_migrator_is_refused(tmp_path):
    (tmp_path / "r").write_bytes(b'{"format": 2, "later": 1}\n')

    with pytest.raises(FormatUnknown, match="format 2"):
        next(read_exchanges(tmp_path / "r"))


def test_reading_keeps_only_a_small_part_of_a_long_recording_in_memory(tmp_path):
    path = tmp_path / "r"
    write(path, *[ONE] * 4000)

    tracemalloc.start()
    for _ in read_exchanges(path):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < path.stat().st_size / 4
