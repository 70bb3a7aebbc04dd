"""The strangler as a server: every stage, both ways to Flask, and flips under load."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from migrator.compat.strangler import Strangler
from tests.strangler.new_side import NewSide

RULES = {"/": "/", "/barra/": "/barra/", "/barra": "/barra/", "/metodos": "/metodos"}


@pytest.fixture
def cutover(tmp_path):
    return tmp_path / "cutover.json"


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setenv("MIGRATOR_MARK", "1")


@pytest.fixture(params=["in process", "upstream"])
def legacy(request, site):
    return "loja:app" if request.param == "in process" else request.getfixturevalue("flask_url")


def _place(cutover, *, budget=None, **stages):
    patterns = {
        path: {"stage": stage, **({"percent": 50} if stage == "canary" else {})}
        for path, stage in {"/" + name: stage for name, stage in stages.items()}.items()
    }
    table = {"format": 1, "patterns": patterns} | ({"budget": budget} if budget else {})
    temporary = cutover.with_suffix(".new")
    temporary.write_text(json.dumps(table))
    temporary.replace(cutover)


def test_without_a_legacy_app_everything_goes_to_the_new_side(cutover):
    api = NewSide({})

    assert Strangler(api, None, cutover).app is api


def test_rules_that_have_not_moved_and_unknown_paths_are_flasks(serve, legacy, cutover, marked):
    api = NewSide(RULES)
    _place(cutover, metodos="live")

    url = serve(Strangler(api, legacy, cutover))

    for path, status in (("/", 200), ("/nao-ha", 404), ("/barra", 308)):
        answer = httpx.get(url + path)
        assert (answer.status_code, answer.headers["x-served-by"]) == (status, "flask")
    assert not api.asked


def test_a_live_rule_moves_with_all_its_methods_and_its_redirect(serve, legacy, cutover, marked):
    api = NewSide(RULES)
    _place(cutover, **{"metodos": "live", "barra/": "live"})
    url = serve(Strangler(api, legacy, cutover))

    for method in ("GET", "HEAD", "OPTIONS", "POST", "PATCH"):
        assert httpx.request(method, url + "/metodos").headers["x-served-by"] == "fastapi"
    assert httpx.get(url + "/barra").headers["x-served-by"] == "fastapi"


def test_the_docs_are_those_of_the_new_side(serve, legacy, cutover, marked):
    url = serve(Strangler(NewSide(RULES), legacy, cutover))

    assert httpx.get(url + "/_migrator/docs").headers["x-served-by"] == "fastapi"


def test_answers_carry_no_mark_unless_asked(serve, site, cutover):
    url = serve(Strangler(NewSide(RULES), "loja:app", cutover))

    assert "x-served-by" not in httpx.get(url + "/").headers


def test_a_canary_is_sticky_and_has_its_share(serve, site, cutover, marked):
    _place(cutover, metodos="canary")
    url = serve(Strangler(NewSide(RULES), "loja:app", cutover))
    sides = {}

    with httpx.Client(base_url=url) as client:
        for n in range(60):
            headers = {"x-forwarded-for": f"10.1.1.{n}, 10.0.0.1"}
            answers = {client.get("/metodos", headers=headers).headers["x-served-by"] for _ in "ab"}
            assert len(answers) == 1
            sides[n] = answers.pop()

    assert 15 < list(sides.values()).count("fastapi") < 45


def test_a_shadow_answers_from_flask_and_counts(serve, legacy, cutover, marked):
    api = NewSide(RULES)
    _place(cutover, metodos="shadow")
    strangler = Strangler(api, legacy, cutover)
    url = serve(strangler)

    answer = httpx.get(url + "/metodos")
    httpx.post(url + "/metodos")

    assert answer.json()["metodo"] == "GET"
    assert answer.headers["x-served-by"] == "flask"
    _until(lambda: strangler.shadow.counts["/metodos"] == {"different": 1})
    assert api.asked == [("GET", "/metodos")]


def test_the_new_side_starts_and_stops_with_the_server(site, cutover):
    from tests.strangler.conftest import uvicorn_on_a_thread

    api = NewSide(RULES)
    with uvicorn_on_a_thread(Strangler(api, "loja:app", cutover)):
        assert api.lifespan == ["startup"]

    assert api.lifespan == ["startup", "shutdown"]


def test_a_rule_that_fails_too_often_goes_back_to_flask(serve, site, cutover, marked):
    api = NewSide(RULES, {"/metodos": (500, b"oops")})
    _place(cutover, metodos="live", budget={"errors": 2, "window": 10})
    url = serve(Strangler(api, "loja:app", cutover))

    answers = [httpx.get(url + "/metodos") for _ in range(5)]

    sides = [answer.headers["x-served-by"] for answer in answers]
    assert sides == ["fastapi"] * 3 + ["flask"] * 2
    assert json.loads(cutover.read_text())["patterns"]["/metodos"] == {"stage": "legacy"}


def test_exceptions_of_the_new_side_count_as_server_errors(serve, site, cutover):
    api = NewSide(RULES, {"/metodos": RuntimeError("boom")})
    _place(cutover, metodos="live", budget={"errors": 0, "window": 10})
    url = serve(Strangler(api, "loja:app", cutover))

    assert [httpx.get(url + "/metodos").status_code for _ in range(2)] == [500, 200]


def test_no_request_fails_while_the_table_flips(serve, legacy, cutover, marked):
    strangler = Strangler(NewSide(RULES), legacy, cutover)
    strangler._watch._interval = 0.001
    url = serve(strangler)
    is_over = threading.Event()
    flipping = threading.Thread(target=_flip, args=(cutover, is_over))
    flipping.start()

    def client(_):
        with httpx.Client(base_url=url) as session:
            return [session.get("/metodos") for _ in range(100)]

    with ThreadPoolExecutor(6) as pool:
        answers = [answer for batch in pool.map(client, range(6)) for answer in batch]
    is_over.set()
    flipping.join()

    assert [answer.status_code for answer in answers] == [200] * 600
    sides = {answer.headers["x-served-by"]: answer.content for answer in answers}
    assert sides["fastapi"] == b"new"
    assert json.loads(sides["flask"])["metodo"] == "GET"


def _flip(cutover, is_over):
    stages = ("live", "legacy", "canary", "shadow")
    for n in range(10_000):
        if is_over.is_set():
            return
        _place(cutover, metodos=stages[n % 4])
        time.sleep(0.003)


def _until(holds, seconds=5):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
