"""SARIF 2.1.0: each refused place once, with the routes that meet it."""

from migrator.model.translation import Grade, Reason, RouteTranslation
from migrator.report.sarif import sarif

SOCK = Reason("views/ao vivo.py", 41, "flask_sock.Sock", "websockets stay on Flask", "Keep it.")
SLEEP = Reason("util.py", 0, "time.sleep", "it blocks")
ROUTES = (
    RouteTranslation("a", "/a", ("GET",), Grade.REFUSED, (SOCK,)),
    RouteTranslation("b", "/b", ("GET",), Grade.REFUSED, (SOCK,)),
    RouteTranslation("c", "/c", ("GET",), Grade.THREADED, (SLEEP,)),
    RouteTranslation("d", "/d", ("GET",), Grade.ASYNC),
)


def test_a_place_is_one_result_with_all_its_routes():
    log = sarif(ROUTES, "1.0", "src/")

    refused, threaded = log["runs"][0]["results"]
    assert refused["ruleId"] == "flask_sock.Sock"
    assert refused["level"] == "warning"
    assert refused["message"]["text"] == "websockets stay on Flask. Keep it. Routes: a (/a), b (/b)"
    location = refused["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "src/views/ao%20vivo.py"
    assert location["region"] == {"startLine": 41}
    assert threaded["level"] == "note"
    assert "region" not in threaded["locations"][0]["physicalLocation"]


def test_every_result_has_its_rule():
    run = sarif(ROUTES, "1.0")["runs"][0]

    assert run["tool"]["driver"]["name"] == "migrator"
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == {result["ruleId"] for result in run["results"]}


def test_nothing_refused_is_an_empty_log_and_still_a_log():
    log = sarif((), "1.0")

    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"] == []
