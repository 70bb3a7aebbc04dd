"""What is found out beside the rest of the work is what would be found out here."""

import os
import signal
import sys

import pytest

from migrator.translate import beside as room
from migrator.translate.beside import beside

forked = pytest.mark.skipif(sys.platform != "linux", reason="only Linux' fork is safe")


@pytest.fixture(params=[True, False], ids=["in a fork", "here"])
def worth_it(request, monkeypatch):
    if request.param and sys.platform != "linux":
        pytest.skip("only Linux' fork is safe")
    monkeypatch.setattr(room, "_is_worth_it", lambda: request.param)
    return request.param


def _children():
    try:
        return os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None


def test_the_result_is_said_as_often_as_it_is_asked_for(worth_it):
    with beside(lambda: (os.getpid(), ["x"])) as found:
        process, names = found()
        assert found() == (process, names) == (process, ["x"])
    assert (process != os.getpid()) is worth_it


@pytest.mark.usefixtures("worth_it")
def test_an_error_is_raised_where_the_result_is_asked_for():
    def work():
        raise LookupError("gone")

    with beside(work) as found, pytest.raises(LookupError, match="gone"):
        found()


@forked
def test_what_a_killed_process_would_have_said_is_found_out_here(monkeypatch):
    monkeypatch.setattr(room, "_is_worth_it", lambda: True)
    here = os.getpid()

    def work():
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "found"

    with beside(work) as found:
        assert found() == "found"


@forked
def test_who_leaves_without_asking_leaves_no_process_behind(monkeypatch):
    monkeypatch.setattr(room, "_is_worth_it", lambda: True)
    before = _children()
    with pytest.raises(KeyError), beside(signal.pause):
        raise KeyError
    assert _children() == before


def test_one_processor_does_one_thing_after_the_other(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    with beside(os.getpid) as found:
        assert found() == os.getpid()
