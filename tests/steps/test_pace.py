import pytest

from migrator.errors import UsageError
from migrator.model.exchange import Answer, Exchange, Request
from migrator.steps.pace import ONE_BY_ONE, Again, Pace
from migrator.steps.replay import pace

RULE = ("main.list", "/p")


def exchange(method="GET", endpoint="main.list", state=""):
    return Exchange(1, "ana", 0.0, Request(method, "/p"), Answer(200), endpoint, "/p", state)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"])
def test_what_may_change_something_stands_alone(method):
    assert Pace(8).stands_alone(exchange(method))


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_should_only_read_may_overlap(method):
    assert not Pace(8).stands_alone(exchange(method))


def test_an_exchange_that_met_another_database_stands_alone():
    assert Pace(8).stands_alone(exchange(state="a1b2"))


def test_a_rule_that_wrote_stands_alone_from_then_on_and_the_others_do_not():
    slower = Pace(8).after(Again("GET /p writes", RULE))

    assert slower.stands_alone(exchange())
    assert not slower.stands_alone(exchange(endpoint="main.other"))


def test_what_is_not_the_same_is_played_one_by_one():
    assert Pace(8).after(Again("exchange 3 did not come out the same")) == ONE_BY_ONE


def test_playing_anew_comes_to_an_end():
    slower = Pace(8)
    for number in range(4):
        slower = slower.after(Again("it writes", (f"e{number}", "/")))

    assert slower == ONE_BY_ONE


def test_flask_has_a_thread_for_every_exchange_at_once():
    assert [Pace(jobs).threads for jobs in (1, 4, 8)] == [4, 4, 8]


@pytest.mark.parametrize("speed", [0.0, -1.0, float("inf"), float("nan")])
def test_a_speed_that_is_none_is_refused(speed):
    with pytest.raises(UsageError, match="--speed"):
        pace(1, speed)


def test_jobs_and_speed_exclude_each_other():
    with pytest.raises(UsageError, match="exclude each other"):
        pace(2, 1.0)
