from migrator.model.coverage import FileCoverage
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.place import Place
from migrator.model.reach import Reached
from migrator.model.route import Function, RouteSpec
from migrator.traffic.coverage import Known, counts, coverage

SHOW = Reached("shop:show", Place("shop.py", 10, 20))
HELP = Reached("shop:help", Place("shop.py", 30, 40))
HOOK = Reached("shop:hook", Place("shop.py", 50, 60))
FILE = FileCoverage(
    "shop.py",
    lines=frozenset({10, 11, 12, 15, 30, 31, 50, 51}),
    missing=frozenset({13, 14, 32, 33, 52}),
    branches=frozenset({(12, 15), (31, -30), (51, -50)}),
    missing_branches=frozenset({(12, 13), (31, 32), (51, 52), (15, -10)}),
)


def route(endpoint, rule, *methods):
    return RouteSpec(endpoint, rule, methods, 0, Function("shop", endpoint))


def asked(endpoint, rule, method="GET", status=200):
    return Exchange(1, "s", 0.0, Request(method, rule), Answer(status), endpoint, rule)


def found(exchanges, **known):
    routes = (route("show", "/show", "GET", "HEAD", "OPTIONS", "POST"), route("other", "/o", "GET"))
    functions = {("show", "/show"): (SHOW, HELP), ("other", "/o"): (HELP,)}
    return coverage(
        Known(routes, functions, (HOOK,), **known),
        counts(exchanges),
        [FILE],
        lambda file, line, to: f"{file} {line} {to}" if line else "",
    )


def test_a_rule_counts_the_branches_of_all_functions_that_its_view_reaches():
    show = next(item for item in found([asked("show", "/show")]).routes if item.rule == "/show")

    assert (show.reached, show.branches) == (2, 5)
    assert show.share == 0.4


def test_each_branch_counts_once_in_the_whole_and_hooks_count_there_only():
    whole = found([asked("show", "/show")])

    assert (whole.reached, whole.branches) == (3, 7)
    assert [str(gap.place) for gap in whole.hooks] == ["shop.py:52"]


def test_a_rule_without_any_request_comes_first_and_has_reached_nothing():
    whole = found([asked("show", "/show")])

    assert [item.rule for item in whole.routes] == ["/o", "/show"]
    assert whole.routes[0].requests == 0
    assert whole.rules == 1


def test_methods_that_were_not_recorded_are_named_without_those_that_flask_adds():
    whole = found([asked("show", "/show"), asked("show", "/show", "PATCH", 405)])
    show = whole.routes[1]

    assert show.methods == ("GET",)
    assert show.unrecorded == ("POST",)
    assert show.statuses == {"200": 1, "405": 1}


def test_statuses_that_the_code_names_and_nobody_met_are_named():
    answers = {("show", "/show"): frozenset({200, 404})}

    assert found([asked("show", "/show")], answers=answers).routes[1].unseen == (404,)


def test_lines_never_reached_are_one_gap_with_the_branch_that_leads_there():
    show = found([asked("show", "/show")]).routes[1]

    assert [(gap.place.line, gap.place.end_line, gap.why) for gap in show.gaps] == [
        (13, 14, "shop.py 12 13"),
        (15, 15, "shop.py 15 -10"),
        (32, 33, "shop.py 31 32"),
    ]


def test_a_function_that_was_never_called_is_one_gap():
    file = FileCoverage("shop.py", frozenset({10}), frozenset({11, 12}), frozenset(), frozenset())
    known = Known((route("show", "/show", "GET"),), {("show", "/show"): (SHOW,)})

    [only] = coverage(known, counts([asked("show", "/show")]), [file], lambda *_: "x").routes

    assert [(gap.place.line, gap.place.end_line, gap.why) for gap in only.gaps] == [
        (11, 12, "never called")
    ]


def test_requests_of_no_rule_are_counted_apart():
    whole = found([asked("", "", status=404), asked("show", "/show")])

    assert (whole.requests, whole.unmatched, whole.rules) == (2, 1, 1)
