"""X1-X7, E13, E14, B9: contexts, threads, async views and errors, asked of both servers."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from inprocess import lifespan
from pairs import Case, Side, comparable

from migrator.compat.application import Application

CONTEXTS = [
    Case("X2: a copied context in a thread", "/copied/ana?q=1"),
    Case("X2: a thread without one", "/bare-thread"),
    Case("X2: a helper changes the request's state", "/helper/ana"),
    Case("X3: current_app and config", "/config"),
    Case("X3: a missing setting", "/config-missing", 500),
    *[
        Case("E14: an error of the other framework", f"/fastapi-error/{code}", code)
        for code in [400, 401, 403, 404, 405, 409, 413, 416, 418, 422, 429, 500, 503]
    ],
]
ASYNC_VIEWS = [
    Case("X6: an async view", "/view/5"),
    Case("X6: HEAD", "/view/5", 200, "HEAD"),
    Case("X6: OPTIONS", "/view/5", 200, "OPTIONS"),
    Case("X6: an async hook answers", "/view/5?stop=1", 299),
    Case("X6: an async handler", "/fail/key", 290),
    Case("X6: abort", "/fail/abort", 404),
    Case("X6: a view without async", "/mixed"),
    Case("X6: an async method of a class", "/things/4"),
    Case("X6: a method without async", "/things/4", 200, "POST"),
    Case("X6: a blueprint", "/bp/view"),
    Case("X6: nothing", "/nothing", 404),
]


@pytest.mark.parametrize("case", CONTEXTS, ids=str)
def test_contexts_are_those_of_flask(pair, case):
    pair.check("contexts", case)


@pytest.mark.parametrize("case", ASYNC_VIEWS, ids=str)
def test_async_views_run_as_in_flask(pair, case):
    pair.check("async_views", case)


def test_x4_a_blocking_call_does_not_stop_other_requests(pair):
    answers = []
    for port in (pair.flask.port, pair.compat.port):
        waiting, other = Side(port), Side(port)
        with ThreadPoolExecutor(1) as pool:
            blocked = pool.submit(waiting.send, "contexts", Case("X4", "/blocked"))
            told = other.send("contexts", Case("X4", "/go-on"))
            answers.append([comparable(told), comparable(blocked.result())])
        waiting.close()
        other.close()

    assert answers[0] == answers[1]
    assert answers[0][1][3] == b"true\n"


@pytest.mark.parametrize("stored_by", ["flask", "compat"])
def test_b9_each_side_knows_the_hashes_of_the_other(pair, stored_by):
    stored = getattr(pair, stored_by).send("contexts", Case("B9", "/hash/p%C3%A9")).body.decode()

    assert stored.startswith("scrypt:32768:8:1$")
    for password, is_right in {"p%C3%A9": b"true\n", "p": b"false\n"}.items():
        _, ours = pair.check("contexts", Case("B9", f"/check/{password}?stored={quote(stored)}"))
        assert ours.body == is_right


def test_e13_a_handler_of_every_exception_ends_the_matter(pair):
    pair.check("anything", Case("E13: answered", "/v/zero", 293))
    app = Application("x", static_folder=None)
    app.register_error_handler(Exception, lambda error: (type(error).__name__, 293))
    app.add_url_rule("/", "fail", lambda: 1 / 0)

    async def ask():
        # Starlette would answer and then raise the error again; this transport shows that.
        import httpx

        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            answer = await client.get("/")
        assert (answer.status_code, answer.text) == (293, "ZeroDivisionError")

    import asyncio

    asyncio.run(lifespan(app, ask))
