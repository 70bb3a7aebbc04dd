"""Which rule a path belongs to, on a real application with a complete rule map."""

import pytest

from migrator.compat.application import Application


@pytest.fixture(scope="module")
def app():
    app = Application("loja", static_folder=None)

    async def view(**values):
        return "ok"

    for rule, methods in (
        ("/", ["GET"]),
        ("/barra/", ["GET"]),
        ("/p/<int:pid>", ["GET"]),
        ("/p/<nome>", ["POST"]),
        ("/d/", ["GET"]),
        ("/só ação/<path:resto>/", ["DELETE"]),
    ):
        app.add_url_rule(rule, rule.replace(".", ""), view, methods=methods)
    app.add_url_rule("/d/<int:page>", "/d/", view, defaults=None)
    app.add_url_rule("/velho", "velho", view, redirect_to="/barra/")
    app.stays_on_flask("/fica/<x>", endpoint="fica", methods=["GET"])
    return app


@pytest.mark.parametrize(
    ("method", "path", "rule"),
    [
        ("GET", "/nao-ha", None),
        ("GET", "/barra/x", None),
        ("GET", "/", "/"),
        ("HEAD", "/", "/"),
        ("OPTIONS", "/", "/"),
        ("PATCH", "/", "/"),
        ("GET", "/barra", "/barra/"),
        ("GET", "//barra", "/barra/"),
        ("GET", "/velho", "/barra/"),
        ("GET", "/p/12", "/p/<int:pid>"),
        ("POST", "/p/12", "/p/<nome>"),
        ("GET", "/p/abc", "/p/<nome>"),
        ("DELETE", "/só ação/a//b", "/só ação/<path:resto>/"),
        ("GET", "/só ação/a//b/", "/só ação/<path:resto>/"),
        ("GET", "/fica/1", "/fica/<x>"),
        ("POST", "/fica/1", "/fica/<x>"),
    ],
)
def test_a_path_belongs_to_one_rule_with_all_its_methods(app, method, path, rule):
    assert app.match_rule(_scope(method, path)) == rule


def test_a_prefix_of_the_server_is_no_part_of_the_rule(app):
    assert app.match_rule(_scope("GET", "/loja/barra", root_path="/loja")) == "/barra/"


def test_where_rules_have_hosts_the_host_decides():
    async def view():
        return "ok"

    app = Application("loja", static_folder=None, host_matching=True)
    app.add_url_rule("/a", "a", view, host="a.example")
    app.add_url_rule("/<qualquer>", "b", view, host="b.example")

    assert app.match_rule(_scope("GET", "/a", host=b"a.example")) == "/a"
    assert app.match_rule(_scope("GET", "/a", host=b"b.example")) == "/<qualquer>"
    assert app.match_rule(_scope("GET", "/a", host=b"c.example")) is None


def _scope(method, path, root_path="", host=b"loja.example"):
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": root_path,
        "headers": [(b"host", host)],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
