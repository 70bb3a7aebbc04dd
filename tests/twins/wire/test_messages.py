import struct
import zlib

import bson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.twins.wire.documents import WireBroken
from migrator.twins.wire.messages import Frames, read_message, reply, rewritten

ASKED = {"find": "produtos", "filter": {"ativo": True}, "$db": "estoque"}


def op_msg(document, flags=0, *, sections=b"", tail=b"", number=7):
    content = struct.pack("<i", flags) + b"\0" + bson.encode(document) + sections + tail
    return struct.pack("<iiii", 16 + len(content), number, 0, 2013) + content


def op_query(document, number=7):
    content = struct.pack("<i", 4) + b"admin.$cmd\0" + struct.pack("<ii", 0, -1)
    content += bson.encode(document)
    return struct.pack("<iiii", 16 + len(content), number, 0, 2004) + content


def sequence(name, documents):
    content = name.encode() + b"\0" + b"".join(map(bson.encode, documents))
    return b"\x01" + struct.pack("<i", 4 + len(content)) + content


def test_a_command_is_read():
    message = read_message(op_msg(ASKED, number=9))

    assert bson.decode(message.document) == ASKED
    assert (message.request_id, message.command, message.is_answered) == (9, "find", True)


def test_documents_in_a_sequence_are_the_same_as_in_an_array():
    made = [{"_id": 1}, {"_id": 2, "a": "b"}]
    body = {"insert": "produtos", "ordered": True, "$db": "estoque"}

    message = read_message(op_msg(body, sections=sequence("documents", made)))

    assert bson.decode(message.document) == {**body, "documents": made}
    assert bson.encode({**body, "documents": made}) == message.document


def test_sequences_may_come_first_and_be_many():
    body = b"\0" + bson.encode({"bulkWrite": 1, "$db": "admin"})
    content = struct.pack("<i", 0) + sequence("ops", [{"insert": 0}]) + body
    content += sequence("nsInfo", [{"ns": "a.b"}])
    frame = struct.pack("<iiii", 16 + len(content), 1, 0, 2013) + content

    document = bson.decode(read_message(frame).document)

    assert (document["ops"], document["nsInfo"]) == ([{"insert": 0}], [{"ns": "a.b"}])


def test_a_checksum_is_no_part_of_the_command():
    message = read_message(op_msg(ASKED, flags=1, tail=struct.pack("<I", zlib.crc32(b"any"))))

    assert bson.decode(message.document) == ASKED


def test_an_unacknowledged_write_is_not_answered():
    assert not read_message(op_msg(ASKED, flags=2)).is_answered


def test_the_oldest_handshake_is_read_and_answered_in_its_own_words():
    message = read_message(op_query({"ismaster": 1, "helloOk": True}))

    answer = reply(message, 3, bson.encode({"ok": 1.0}))

    assert (message.command, message.is_query) == ("ismaster", True)
    assert struct.unpack_from("<iiii", answer) == (len(answer), 3, 7, 1)
    assert bson.decode(read_message(answer).document) == {"ok": 1.0}


def test_a_reply_names_the_request_and_says_whether_more_follow():
    message = read_message(op_msg(ASKED, number=11))

    answer = read_message(reply(message, 4, bson.encode({"ok": 1.0}), more=True))

    assert (answer.response_to, answer.is_answered) == (11, False)


@pytest.mark.parametrize("frame", [op_msg(ASKED, flags=1 << 16 | 1, tail=b"abcd"), op_query(ASKED)])
def test_a_frame_is_rewritten_under_its_own_number_without_checksum_or_stream(frame):
    message = read_message(rewritten(frame, bson.encode({"hello": 1})))

    assert (message.request_id, bson.decode(message.document)) == (7, {"hello": 1})
    assert message.flags == 0


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (struct.pack("<iiii", 16, 1, 0, 2012), "compressed"),
        (struct.pack("<iiii", 16, 1, 0, 2006), "opcode 2006"),
        (op_msg(ASKED, flags=1 << 5), "unknown flags"),
        (op_msg(ASKED, sections=b"\x02" + struct.pack("<i", 4)), "section of kind 2"),
        (struct.pack("<iiiii", 20, 1, 0, 2013, 0), "do not fill"),
        (op_msg(ASKED)[:25], "cannot be read"),
    ],
)
def test_what_is_not_played_is_said(frame, said):
    with pytest.raises(WireBroken, match=said):
        read_message(frame)


@settings(deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.data())
def test_messages_come_out_whole_however_their_bytes_arrive(sizes, data):
    wanted = [op_msg({"n": "x" * size}) for size in sizes]
    stream = b"".join(wanted)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    frames = Frames()

    found = []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)]):
        found += frames.feed(stream[begin:end])

    assert found == wanted
    assert not frames.has_begun


@pytest.mark.parametrize("length", [-1, 15, 2**31 - 1])
def test_a_length_that_no_message_has_ends_the_connection(length):
    with pytest.raises(WireBroken, match="bytes"):
        Frames().feed(struct.pack("<iiii", length, 1, 0, 2013))
