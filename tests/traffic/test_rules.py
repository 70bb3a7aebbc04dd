import pytest

from migrator.model.exchange import Request
from migrator.model.route import Converter, Function, RouteSpec
from migrator.traffic.rules import RuleMatcher

VIEW = Function("app", "view")


def route(rule, endpoint, methods=("GET", "HEAD", "OPTIONS"), **more):
    return RouteSpec(endpoint, rule, methods, 0, VIEW, **more)


MATCHER = RuleMatcher(
    [
        route("/", "home"),
        route("/p/<int:pid>", "show"),
        route("/p/<int:pid>", "change", ("POST", "OPTIONS")),
        route("/p/<name>", "named"),
        route("/branch/", "branch"),
        route("/cor/<hex:cor>", "cor", converters=(Converter("cor", "hex", "app.Hex"),)),
        route("/list/", "listed", defaults={"page": 1}),
        route("/list/<int:page>", "listed"),
        route("/old", "old", redirect_to="/new"),
        route("/ws", "socket", websocket=True),
    ]
)


@pytest.mark.parametrize(
    ("method", "target", "endpoint"),
    [
        ("GET", "/", "home"),
        ("HEAD", "/?x=1", "home"),
        ("GET", "/p/7", "show"),
        ("POST", "/p/7", "change"),
        ("GET", "/p/sete", "named"),
        ("GET", "/p/ma%C3%A7%C3%A3", "named"),
        ("OPTIONS", "/p/7", "show"),
        ("GET", "/branch", "branch"),
        ("DELETE", "/branch/", "branch"),
        ("PUT", "/p/7", "show"),
        ("GET", "//branch/", "branch"),
        ("GET", "/cor/ff00ff", "cor"),
        ("GET", "/list/1", "listed"),
        ("GET", "/list/2", "listed"),
        ("GET", "/nothing", ""),
        ("GET", "/branch/x", ""),
        ("GET", "/ws", ""),
        ("GET", "/%", ""),
        ("OPTIONS", "*", ""),
    ],
)
def test_a_request_belongs_to_the_rule_of_its_path(method, target, endpoint):
    assert MATCHER.match(Request(method, target))[0] == endpoint


def test_hosts_are_told_apart_where_rules_name_them():
    matcher = RuleMatcher([route("/", "shop", host="shop.x"), route("/", "api", host="api.x")])

    assert matcher.match(Request("GET", "/", (("Host", "api.x"),)))[0] == "api"
