"""Requests that schemathesis makes of the example's OpenAPI document: both sides answer alike.

Each goes to Flask under gunicorn and to the generated app under uvicorn, on the same database, as
a logged-in administrator and as nobody; their answers are judged as a replay judges them, and
Flask's are held against what the document promises.
"""

import asyncio
import copy
import json
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

import jsonschema_rs
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from migrator.compare.context import JudgeContext
from migrator.compare.judge import judge_exchange
from migrator.model.exchange import Answer, Exchange, Request
from migrator.project.project import Project
from migrator.steps.twins import Cast, start_twins
from migrator.traffic.proxy import EXCHANGE_HEADER
from migrator.traffic.recording import read_exchanges
from migrator.traffic.wire import Connection, NoAnswer
from migrator.twins.app import secret_key

BEGAN = datetime(2026, 1, 15, 12, tzinfo=UTC).timestamp()
SITE = "http://estoque.local"
_DOCUMENT = """
import json
from generated_app.main import api
print(json.dumps(api.openapi()))
"""


class Pair:
    """Both apps, asked at once; carries their connections and what was found."""

    def __init__(self, project, twins):
        self._ports = twins.legacy.port, twins.new.port
        self._loop = asyncio.new_event_loop()
        self._context = JudgeContext(secret_keys=(secret_key(project),))
        self._number = 0
        self.statuses = Counter()
        self.different = []
        self.answers = []
        self.login = login_form(project)

    def ask(self, request):
        """Both answers; what differs is kept."""
        self._number += 1
        moment = (EXCHANGE_HEADER, f"{self._number};{BEGAN + self._number:.3f}")
        sent = Request(request.method, request.target, (*request.headers, moment), request.body)
        legacy, new = self._loop.run_until_complete(self._both(sent))
        exchange = Exchange(self._number, "s", 0.0, request, legacy)
        found, _ = judge_exchange(exchange, legacy, new, self._context)
        self.statuses[legacy.status] += 1
        if found:
            self.different.append((request, found))
        return legacy

    async def _both(self, request):
        return await asyncio.gather(*(self._one(request, port) for port in self._ports))

    async def _one(self, request, port):
        connection = Connection("127.0.0.1", port)
        try:
            return await connection.send(request, 30.0)
        except NoAnswer as error:
            return Answer(0, (), str(error).encode())
        finally:
            await connection.close()


@pytest.fixture
def pair(project):
    here = Project.here(project)
    with ExitStack() as stack:
        yield Pair(here, start_twins(here, stack, here.snapshot, Cast(BEGAN)))


@pytest.fixture
def document(project):
    """The OpenAPI document that the generated application writes of itself."""
    done = subprocess.run(
        [sys.executable, "-c", _DOCUMENT], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def operations(document):
    """Every operation of the document."""
    schema = schemathesis.openapi.from_dict(document)
    schema.validate()
    return [result.ok() for result in schema.get_all_operations()]


def unfit(answers, document):
    """What does not keep the promises of the document: status, media type or JSON."""
    found = []
    for path, method, answer in answers:
        responses = document["paths"][path][method]["responses"]
        promised = responses.get(str(answer.status), responses.get("default"))
        if promised is None:
            found.append((method, path, answer.status))
            continue
        content = promised.get("content")
        media = (answer.header("content-type") or "").partition(";")[0]
        if content is None or "*/*" in content:
            continue
        schema = content[media].get("schema", True) if media in content else False
        value = (
            json.loads(answer.body)
            if media == "application/json"
            else answer.body.decode("latin-1")
        )
        if not jsonschema_rs.is_valid(schema, value):
            found.append((method, path, answer.status, media, schema, answer.body[:200]))
    return found


def assert_promises_are_kept(pair, document):
    assert unfit(pair.answers, document) == []
    promised = {
        (path, method, answer.status): answer
        for path, method, answer in pair.answers
        if document["paths"][path][method]["responses"].get(str(answer.status), {}).get("content")
    }
    assert len(promised) > 20, "hardly any answer was promised"
    for (path, method, _), answer in promised.items():  # a promise that is not kept is found
        wrong = copy.deepcopy(document)
        response = wrong["paths"][path][method]["responses"][str(answer.status)]
        response["content"] = {kind: {"schema": {"type": "null"}} for kind in response["content"]}
        assert unfit([(path, method, answer)], wrong) or "*/*" in response["content"]


def login_form(project):
    """What the recorded day logs in with: an administrator of the snapshot."""
    for exchange in read_exchanges(project.recording_file):
        if exchange.rule == "/login" and exchange.answer.status == 302:
            pairs = parse_qsl(exchange.request.body.decode())
            return urlencode([(name, value) for name, value in pairs if name in {"email", "senha"}])
    raise AssertionError("nobody logs in")


def log_in(pair):
    """The headers of an administrator: a session and its CSRF token, good on both sides."""
    form = (("Content-Type", "application/x-www-form-urlencoded"), ("Host", "estoque.local"))
    first = pair.ask(Request("GET", "/api/sessao", form[1:]))
    token, cookie = json.loads(first.body)["csrf_token"], _cookie(first)
    body = f"_csrf={token}&{pair.login}".encode()
    sent = (*form, ("Cookie", cookie), ("Content-Length", str(len(body))))
    second = pair.ask(Request("POST", "/login", sent, body))
    assert second.status == 302
    return (("Cookie", _cookie(second)), ("X-CSRF-Token", token))


def _cookie(answer):
    return (answer.header("set-cookie") or "").partition(";")[0]


def as_request(case, own):
    """The bytes that schemathesis would send, with headers of our own."""
    try:
        given = requests.Request(**case.as_transport_kwargs(base_url=SITE)).prepare()
    except (requests.exceptions.InvalidHeader, UnicodeError):
        return None  # this client cannot send it
    names = {name.lower() for name, _ in own}
    headers = [("Host", "estoque.local")]
    headers += [(str(k), _text(v)) for k, v in given.headers.items() if k.lower() not in names]
    body = given.body or b""
    body = body.encode() if isinstance(body, str) else body
    try:
        for name, value in headers:
            (name + value).encode("latin-1")
    except UnicodeError:
        return None
    return Request(given.method, given.path_url, (*headers, *own), body)


def _text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else value


def play(pair, operations, examples):
    """So many requests of each operation, as an administrator or as nobody."""
    own = log_in(pair)
    calm = settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for operation in operations:

        @calm
        @given(case=operation.as_strategy(), is_known=st.integers(0, 3).map(bool))
        def send(case, is_known):
            request = as_request(case, own if is_known else ())
            if request is not None:
                pair.answers.append((operation.path, operation.method.lower(), pair.ask(request)))

        send()


def assert_alike(pair):
    shown = "\n".join(
        f"{request.method} {request.target} {request.headers} {request.body[:200]}: {found[:3]}"
        for request, found in pair.different[:5]
    )
    assert not pair.different, f"{len(pair.different)} of {pair.statuses.total()}\n{shown}"
    assert pair.statuses[200] > 0
    # Bodies are JSON of any kind where the code does not say more, and Flask fails at a few.
    assert pair.statuses[500] < pair.statuses.total() / 100
    assert pair.statuses[0] == 0, "Flask did not answer"
    assert sum(count for status, count in pair.statuses.items() if 400 <= status < 500) > 0


def test_a_few_requests_of_every_operation_are_answered_alike(pair, operations, document):
    play(pair, operations, 2)

    assert_alike(pair)
    assert_promises_are_kept(pair, document)
    assert pair.statuses.total() >= len(operations)


@pytest.mark.slow
def test_thousands_of_requests_are_answered_alike(pair, operations, document):
    play(pair, operations, 60)

    assert_alike(pair)
    assert_promises_are_kept(pair, document)
    assert pair.statuses.total() >= 2000
