"""Flask answers the same behind gunicorn, beside the new app, and upstream of it."""

import pytest

from migrator.compat.legacy import in_process
from migrator.compat.upstream import Upstream
from tests.strangler.wire import ask, get, multipart, post, post_chunked

BIG = bytes(range(256)) * 12_000
UPLOAD, UPLOAD_TYPE = multipart("arquivo", "nota.bin", BIG)

PROBES = {
    "a page": get("/"),
    "HEAD of a page": get("/", method="HEAD"),
    "OPTIONS": get("/metodos", method="OPTIONS"),
    "a missing slash": get("/barra?a=%20+&b=1"),
    "POST to a missing slash": post("/barra", b"x=1"),
    "an extra slash": get("/metodos/"),
    "an unknown path": get("/nao-ha"),
    "a method that is not allowed": get("/metodos", method="PATCH"),
    "DELETE": get("/metodos?a=1&a=2", method="DELETE"),
    "an encoded slash": get("/caminho/a%2Fb//c"),
    "a path in UTF-8": get("/caminho/a%C3%A7%C3%A3o"),
    "a path that is not UTF-8": get("/caminho/%ff%e7"),
    "a query in Latin-1": get("/consulta?q=%e7&r=a+b"),
    "a repeated header": get("/cabecalhos", "X-A: 1", "X-A: 2"),
    "a header with an underscore": get("/cabecalhos", "X_Auth: fake", "X-Auth: real"),
    "forwarding headers": get("/cabecalhos", "X-Forwarded-For: 10.0.0.9", "Via: 1.1 x"),
    "a stream": get("/fluxo"),
    "HEAD of a stream": get("/fluxo", method="HEAD"),
    "a large answer": get("/grande"),
    "cookies": get("/entrar"),
    "no content": get("/vazio"),
    "an exception": get("/erro"),
    "abort": get("/proibido"),
    "not modified": get("/condicional", 'If-None-Match: "v1"'),
    "an upload": post("/envio", UPLOAD, UPLOAD_TYPE),
    "an upload in chunks": post_chunked("/corpo", [BIG, b"fim"]),
    "an empty body": post("/corpo", b""),
    "a form with a wrong type": post("/envio", b"a=1", "Content-Type: text/plain"),
    "a request that waits to continue": post("/corpo", b"abc", "Expect: 100-continue"),
}


@pytest.mark.parametrize("raw", PROBES.values(), ids=PROBES)
def test_flask_in_process_answers_as_behind_gunicorn(raw, flask_url, in_process_url):
    assert ask(in_process_url, raw) == ask(flask_url, raw)


@pytest.mark.parametrize("raw", PROBES.values(), ids=PROBES)
def test_flask_upstream_answers_as_without_the_strangler(raw, flask_url, upstream_url):
    assert ask(upstream_url, raw) == ask(flask_url, raw)


@pytest.fixture(scope="module")
def in_process_url(request):
    from tests.strangler.conftest import SITE, uvicorn_on_a_thread

    patch = pytest.MonkeyPatch()
    patch.chdir(SITE)
    patch.syspath_prepend(str(SITE))
    with uvicorn_on_a_thread(in_process("loja:app")) as url:
        yield url
    patch.undo()


@pytest.fixture(scope="module")
def upstream_url(flask_url):
    from tests.strangler.conftest import uvicorn_on_a_thread

    with uvicorn_on_a_thread(Upstream(flask_url)) as url:
        yield url


@pytest.mark.parametrize(
    "import_string", ["loja", "loja:app", "loja:create_app('outra')", "loja:so_wsgi"]
)
def test_the_import_string_is_that_of_flask(site, import_string):
    assert callable(in_process(import_string))


@pytest.mark.parametrize(
    ("import_string", "said"),
    [
        ("nao_ha:app", "nao_ha"),
        ("loja:com_argumentos", "arguments"),
        ("loja:nada", "nada"),
        ("loja:create_app(", "create_app("),
    ],
)
def test_an_app_that_cannot_be_loaded_is_said_in_one_sentence(site, import_string, said):
    with pytest.raises(RuntimeError, match=r"MIGRATOR_LEGACY=.* cannot be loaded") as caught:
        in_process(import_string)

    assert said in str(caught.value)
