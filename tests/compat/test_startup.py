"""Work before the first request and after the last."""

import asyncio

import pytest
from inprocess import lifespan

from migrator.compat import startup
from migrator.compat.application import Application
from migrator.compat.context import current_app


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(startup, "_at_startup", [])
    monkeypatch.setattr(startup, "_at_shutdown", [])


def run(during=None):
    async def nothing():
        return None

    return asyncio.run(lifespan(Application(__name__), during or nothing))


def test_startup_runs_in_order_and_awaits():
    seen = []

    async def slow(name):
        await asyncio.sleep(0)
        seen.append(name)

    startup.at_startup(lambda: slow("first"))
    startup.at_startup(lambda: seen.append("second"))
    startup.at_startup(lambda: slow("third"))

    run()

    assert seen == ["first", "second", "third"]


def test_startup_sees_the_application():
    seen = []
    startup.at_startup(lambda: seen.append(current_app.name))

    run()

    assert seen == [__name__]


def test_work_may_be_asked_for_before_the_application_exists_and_runs_before_serving():
    seen = []
    startup.at_startup(lambda: seen.append("startup"))
    startup.at_shutdown(lambda: seen.append("shutdown"))

    async def serve():
        seen.append("serving")

    run(serve)

    assert seen == ["startup", "serving", "shutdown"]


def test_a_failing_startup_stops_the_server():
    startup.at_startup(lambda: 1 / 0)

    async def nothing():
        return None

    with pytest.raises(ZeroDivisionError):
        asyncio.run(lifespan(Application(__name__), nothing))


def test_shutdown_runs_in_reverse_and_tries_everything():
    seen = []

    def fail():
        seen.append("failing")
        raise ValueError("first failure")

    startup.at_shutdown(lambda: seen.append("opened first"))
    startup.at_shutdown(fail)
    startup.at_shutdown(lambda: seen.append("opened last"))

    with pytest.raises(ValueError, match="first failure"):
        asyncio.run(startup.run_shutdown())

    assert seen == ["opened last", "failing", "opened first"]


def test_a_client_that_is_made_for_one_request_does_not_stay():
    seen = []

    class Client:
        def __init__(self, name):
            self.name = name

        def close(self):
            seen.append(self.name)

    kept = Client("kept")
    startup.at_shutdown(kept.close)

    async def serve():
        startup.at_shutdown(Client("gone").close)
        assert len(startup._at_shutdown) == 1

    run(serve)

    assert seen == ["kept"]
