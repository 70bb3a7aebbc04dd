"""X1-X3: contexts in scripts, threads and tasks."""

import asyncio
import threading

import pytest
from inprocess import get

from migrator.compat.application import Application
from migrator.compat.context import (
    after_this_request,
    copy_current_request_context,
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    session,
)
from migrator.compat.responses import jsonify
from migrator.compat.threads import in_thread
from migrator.compat.urls import url_for


def make_app(**config):
    app = Application(__name__, static_folder=None)
    app.secret_key = "secret"
    app.config.update(config)
    return app


def test_outside_of_any_context_the_proxies_say_so():
    for touch in (
        lambda: request.path,
        lambda: session["x"],
        lambda: g.x,
        lambda: current_app.name,
    ):
        with pytest.raises(RuntimeError, match="Working outside of"):
            touch()
    assert not request
    assert not current_app
    assert not has_app_context()
    with pytest.raises(RuntimeError, match="after_this_request"):
        after_this_request(lambda response: response)
    with pytest.raises(RuntimeError, match="copy_current_request_context"):
        copy_current_request_context(lambda: None)


def test_an_application_context_gives_the_application_and_g():
    app = make_app(SERVER_NAME="ex.com", PREFERRED_URL_SCHEME="https")
    app.add_url_rule("/x/<int:n>", "x", lambda **_: "")
    ended = []
    app.teardown_appcontext(lambda error: ended.append(type(error).__name__))

    with app.app_context():
        g.x = 1
        assert (current_app.name, g.x, has_request_context()) == (__name__, 1, False)
        assert url_for("x", n=1) == "https://ex.com/x/1"
        with pytest.raises(RuntimeError, match="request context"):
            str(request.path)

    assert ended == ["NoneType"]
    assert not has_app_context()


def test_x7_a_failing_teardown_leaves_those_of_the_application_to_run():
    app = make_app()
    ended = []
    app.teardown_appcontext(lambda _: ended.append("application"))
    app.teardown_request(lambda _: ended.append("not reached"))
    app.teardown_request(lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError), app.test_request_context("/"):
        pass

    assert ended == ["application"]


def test_urls_need_a_server_name_outside_of_requests():
    app = make_app()

    with app.app_context(), pytest.raises(RuntimeError, match="SERVER_NAME"):
        url_for("static")


def test_async_teardown_is_awaited_in_scripts_and_tasks():
    app = make_app()
    ended = []

    @app.teardown_appcontext
    async def end(error):
        await asyncio.sleep(0)
        ended.append(error)

    with app.app_context():
        pass

    async def task():
        async with app.app_context():
            pass
        with pytest.raises(RuntimeError, match="async with"), app.app_context():
            pass

    asyncio.run(task())
    assert ended == [None, None]


def test_a_made_up_request_is_matched():
    app = make_app()
    app.add_url_rule("/x/<int:n>", "x", lambda **_: "", methods=["GET", "POST"])

    with app.test_request_context("/x/5?q=1", method="POST", json={"a": 1}):
        assert (request.endpoint, request.view_args, request.args["q"]) == ("x", {"n": 5}, "1")
        assert request.get_json() == {"a": 1}
        session["k"] = 1
        assert url_for("x", n=2) == "/x/2"

    with app.test_request_context("/nothing"):
        assert request.routing_exception.code == 404


def test_in_thread_sees_and_changes_the_request():
    app = make_app()

    def work(name, *, key):
        g.thread = threading.current_thread().name
        session[key] = name
        return request.path

    @app.get("/x")
    async def view():
        path = await in_thread(work, "ana", key="user")
        return jsonify(path, session["user"], g.thread != threading.current_thread().name)

    answer = get(app, "/x")

    assert answer.json() == ["/x", "ana", True]
    assert "session=" in answer.headers["set-cookie"]


def test_a_copied_context_works_in_another_thread_with_its_own_g():
    app = make_app()
    seen = []

    @app.get("/x")
    async def view():
        g.mine = 1
        session["a"] = 1

        @copy_current_request_context
        def work():
            seen.append((request.path, "mine" in g, session["a"]))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return ""

    get(app, "/x")

    assert seen == [("/x", False, 1)]


def test_a_copied_context_works_for_async_functions():
    app = make_app()

    @app.get("/x")
    async def view():
        @copy_current_request_context
        async def work():
            await asyncio.sleep(0)
            return request.path, "mine" in g

        g.mine = 1
        return jsonify(await asyncio.create_task(work()), "mine" in g)

    assert get(app, "/x").json() == [["/x", False], True]


def test_requests_at_the_same_time_do_not_see_each_other():
    app = make_app()

    @app.get("/x/<int:n>")
    async def view(n):
        g.n = n
        await asyncio.sleep(0.01 * (3 - n))
        return jsonify(n, g.n, request.path)

    async def ask():
        import httpx

        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://x"
        ) as client:
            return await asyncio.gather(*(client.get(f"/x/{n}") for n in range(4)))

    for n, answer in enumerate(asyncio.run(ask())):
        assert answer.json() == [n, n, f"/x/{n}"]


def test_the_context_is_gone_after_the_request():
    app = make_app()
    app.add_url_rule("/x", "x", lambda: "x")

    async def ask():
        import httpx

        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://x"
        ) as client:
            await client.get("/x")
        return has_app_context()

    assert asyncio.run(ask()) is False


def test_an_application_context_inside_of_a_request_keeps_it_and_has_its_own_g():
    app = make_app()
    ended = []
    app.teardown_request(lambda _: ended.append("request"))
    app.teardown_appcontext(lambda _: ended.append("application"))

    @app.get("/x")
    async def view():
        g.a = 1
        with app.app_context():
            session["inner"] = True
            inside = (request.path, "a" in g)
        return jsonify(inside, "a" in g, list(ended))

    answer = get(app, "/x")

    assert answer.json() == [["/x", False], True, ["application"]]
    assert "session=" in answer.headers["set-cookie"]
    assert ended == ["application", "request", "application"]


def test_a_made_up_request_shares_the_g_around_it():
    app = make_app()

    with app.app_context():
        g.a = 1
        with app.test_request_context("/"):
            assert g.a == 1
