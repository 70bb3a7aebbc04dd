"""A transcript reads as the list of what was judged would, weighed and with what was asked."""

from dataclasses import replace

import pytest

from migrator.compare.judged import JudgedExchange
from migrator.compare.noise import learned
from migrator.compare.weighing import weighed
from migrator.model.command import Command
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.verdict import Difference
from migrator.steps.transcript import Transcript

AT = Difference("body", "/at", 'string "12:00:01"', 'string "12:00:02"')
FIND = Command("", "find", "shop", "orders", writes=False)


def judged(number, *differences):
    request = Request("GET", "/v", (("Host", "shop"),), b"sent")
    answer = Answer(200, (("Content-Type", "text/plain"),), b"given")
    exchange = Exchange(number, "s", 0.0, request, answer, "ver", "/v")
    return JudgedExchange(exchange, tuple(replace(it, exchange=number) for it in differences))


def light(item):
    request = replace(item.exchange.request, headers=(), body=b"")
    answer = replace(item.exchange.answer, headers=(), body=b"")
    return replace(item, exchange=replace(item.exchange, request=request, answer=answer))


@pytest.mark.parametrize("size", [1, 3000])
def test_noise_is_weighed_over_all_exchanges_in_their_order(tmp_path, size):
    items = [judged(n, *([AT] if n % 3 == 1 else ())) for n in range(1, size + 1)]
    noise = learned([items] * 20, frozen=False)
    transcript = Transcript(tmp_path)
    for left, right in zip(items[1::2], items[::2], strict=False):
        transcript.add(left)
        transcript.add(right)
    if size % 2:
        transcript.add(items[-1])
    transcript.close(noise, (), lambda item, _: item)

    assert list(transcript) == list(weighed([light(item) for item in items], noise))


def test_what_was_asked_is_judged_where_it_was_not_the_same(tmp_path):
    transcript = Transcript(tmp_path)
    for number in (1, 2, 4):
        transcript.add(judged(number))
    asked = [(n, ([FIND], [FIND] * n)) for n in (2, 3, 4)]

    def with_commands(item, commands):
        return replace(item, why=f"{len(commands[0])} and {len(commands[1])}")

    transcript.close(None, asked, with_commands)

    assert [item.why for item in transcript] == ["", "1 and 2", "1 and 4"]
    assert [item.why for item in transcript] == ["", "1 and 2", "1 and 4"]
