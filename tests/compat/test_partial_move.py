"""R46 and R47: while some rules are moved, every request is answered as by Flask alone."""

import pytest
from pairs import Case

MARK = "x-served-by"
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
MOVED = ["/gp", "/own-options", "/things/a", "/slash/", "/pri/you"]
STAYED = ["/pri/me", "/pri/12", "/pri/a/b", "/multi", "/i/5", "/", "/nothing", "/noslash/"]


def sides(pair, case):
    """Return who answered, after the answers were found equal."""
    _, ours = pair.check("routing", case)
    return ours.get(MARK)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", MOVED)
def test_r46_a_moved_path_answers_every_method(strangled, path, method):
    case = Case("R46", path, None, method, ignore=frozenset({MARK}))

    assert sides(strangled, case) == ["fastapi"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", STAYED)
def test_r47_a_moved_rule_takes_no_path_of_another(strangled, path, method):
    case = Case("R47", path, None, method, ignore=frozenset({MARK}))

    assert sides(strangled, case) == ["flask"]


@pytest.mark.parametrize("path", ["/slash", "/outer", "/urls"])
def test_q30_both_sides_believe_the_proxy_in_front(strangled, path):
    headers = (("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "9.9.9.9"))
    _, ours = strangled.check(
        "routing", Case("Q30", path, None, headers=headers, ignore=frozenset({MARK}))
    )

    assert b"https://testing.example" in ours.body


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/slash", "/d/1", "/d/2", "//gp", "/gp/", "/things//a", "/d/"])
def test_r46_redirects_stay_those_of_flask(strangled, path, method):
    strangled.check("routing", Case("R46", path, None, method, ignore=frozenset({MARK})))
