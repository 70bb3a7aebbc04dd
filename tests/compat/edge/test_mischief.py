"""What a hostile client sends gets Flask's answer, or a clean refusal by the server.

The requests have numbers: `EDGE_REQUESTS=1714,2000-2100 pytest tests/compat/edge/test_mischief.py`
sends these again. 1,500 are sent with the other tests, 20,000 more by `make test-slow`.
"""

import os
from collections import Counter

import pytest
from requests_made import made
from socket_exchange import exchange
from verdicts import DIFFERENT, facts, judge, reading

QUICK = range(0, 1500, 250)
SLOW = range(1500, 21_500, 1000)
KNOWN_RULES = {
    "chunks refused by gunicorn",
    "equal",
    "left before the end",
    "refused by gunicorn",
    "refused by uvicorn",
    "target read by uvicorn",
    "unsendable header",
}


def play(ports, number):
    """Send one request to both sides; return the verdict and a text that shows it."""
    sent = made(number)
    # uvicorn drops who says that no more will come, even while it answers; gunicorn waits for it.
    unfinished = sent.ends_early and reading(sent) == "unfinished"

    def ask(server, ends_early):
        return exchange(ports[server], sent, ends_early=ends_early)

    old, new = ask("flask", sent.ends_early), ask("compat", unfinished)
    verdict = judge(sent, old, new, lambda: ask("flask on uvicorn", unfinished))
    return verdict, f"{sent}\nFlask:  {facts(old)}\ncompat: {facts(new)}"


def check(ports, numbers):
    verdicts = Counter()
    wrong = []
    for number in numbers:
        verdict, shown = play(ports, number)
        verdicts[verdict] += 1
        if verdict == DIFFERENT:
            wrong.append(shown)
    assert not wrong, f"{len(wrong)} of {len(numbers)} differ:\n" + "\n\n".join(wrong[:3])
    assert verdicts.keys() <= KNOWN_RULES
    return verdicts


@pytest.mark.parametrize("first", QUICK)
def test_mischief_gets_flasks_answer_or_a_clean_refusal(ports, first):
    verdicts = check(ports, range(first, first + QUICK.step))

    # Most of it has to reach the application, or the law says nothing about compat.
    assert verdicts["equal"] > QUICK.step // 2


@pytest.mark.slow
@pytest.mark.parametrize("first", SLOW)
def test_twenty_thousand_requests_of_mischief(ports, first):
    assert check(ports, range(first, first + SLOW.step))["equal"] > SLOW.step // 2


@pytest.mark.skipif("EDGE_REQUESTS" not in os.environ, reason="EDGE_REQUESTS names no requests")
def test_requests_by_number(ports):
    for part in os.environ["EDGE_REQUESTS"].split(","):
        first, _, last = part.partition("-")
        check(ports, range(int(first), int(last or first) + 1))


def test_a_number_is_always_the_same_request():
    assert [made(number).raw for number in range(40)] == [made(number).raw for number in range(40)]
    assert len({made(number).kind for number in range(200)}) == 15
