"""Rules are bound as werkzeug binds them, the first time and every other."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.routing import Map, Rule
from werkzeug.test import EnvironBuilder

from migrator.compat.binding import Bindings
from migrator.compat.request import Request

HOSTS = st.sampled_from(
    ["ex.com", "EX.com:80", "ex.com:443", "ex.com:8000", "[::1]:80", "müller.de", "a" * 70, ""]
) | st.text("a.:-é0", max_size=8)
TEXT = st.text(max_size=5).map(lambda text: text.encode("utf-8", "replace").decode("latin-1"))
SEVERAL = Bindings()


def bound(bind):
    try:
        return {**vars(bind()), "map": None}
    except Exception as error:  # noqa: BLE001 - any error has to be the same one
        return type(error)


@settings(max_examples=300, deadline=None)
@given(
    host=HOSTS,
    server_name=st.none() | st.sampled_from(["ex.com", "Shop.example:80", "shop.example:8000"]),
    scheme=st.sampled_from(["http", "https"]),
    path=TEXT,
    root=TEXT,
    query=TEXT,
    upgrade=st.sampled_from([None, "websocket", "h2c"]),
    subdomain=st.sampled_from(["", "www"]),
)
def test_a_binding_is_that_of_the_map(
    host, server_name, scheme, path, root, query, upgrade, subdomain
):
    environ = EnvironBuilder(method="POST").get_environ()
    environ |= {"HTTP_HOST": host, "wsgi.url_scheme": scheme, "PATH_INFO": f"/{path}"}
    environ |= {"SCRIPT_NAME": root, "QUERY_STRING": query}
    if upgrade:
        environ |= {"HTTP_CONNECTION": "keep-alive, upgrade", "HTTP_UPGRADE": upgrade}
    rules = Map([Rule("/", endpoint="x")], default_subdomain=subdomain)
    theirs = bound(
        lambda: rules.bind_to_environ(environ, server_name=server_name, subdomain=subdomain)
    )

    for bindings in (Bindings(), SEVERAL, SEVERAL):
        assert bound(lambda it=bindings: it.bind(rules, Request(environ), server_name)) == theirs


@pytest.mark.parametrize("missing", ["SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"])
def test_what_an_environ_may_leave_out_is_taken_as_werkzeug_takes_it(missing):
    environ = EnvironBuilder().get_environ()
    del environ[missing]
    rules, bindings = Map(), Bindings()
    theirs = rules.bind_to_environ(environ, subdomain="")

    for _ in range(2):
        ours = bindings.bind(rules, Request(environ), None)
        assert (ours.script_name, ours.path_info) == (theirs.script_name, theirs.path_info)
        assert (ours.query_args or {}) == (theirs.query_args or {})


def test_a_map_of_another_class_binds_by_itself():
    class Own(Map):
        def bind_to_environ(self, *_args, **_options):
            return SimpleNamespace(server_name="own")

    bindings = Bindings()
    bindings._names["localhost", None, "http"] = "localhost"

    found = bindings.bind(Own(), Request(EnvironBuilder().get_environ()), None)
    assert found.server_name == "own"
