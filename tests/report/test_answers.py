from migrator.model.exchange import Answer
from migrator.report.answers import answers_diff


def test_equal_answers_have_no_diff():
    answer = Answer(200, (("Content-Type", "text/plain"),), b"a\nb")

    assert list(answers_diff(answer, answer)) == []


def test_a_field_of_json_is_a_line():
    found = list(answers_diff(Answer(200, (), b'{"a":1,"b":2}'), Answer(201, (), b'{"a":1,"b":3}')))

    assert [line for line in found if line[0] in "+-"][2:] == [
        "-HTTP 200",
        "+HTTP 201",
        '-  "b": 2',
        '+  "b": 3',
    ]


def test_values_of_cookies_are_left_out():
    answers = (Answer(200, (("Set-Cookie", f"s=secret; {end}"),)) for end in ("Path=/", "Path=/x"))

    found = "\n".join(answers_diff(*answers))

    assert "secret" not in found
    assert "+Set-Cookie: s=...; Path=/x" in found


def test_binary_bodies_are_counted():
    assert "-(2 bytes that are no text)" in list(
        answers_diff(Answer(200, (), b"\xff\xfe"), Answer(200, (), b"ab"))
    )
