import io

from rich.console import Console

from migrator.cli.coverage_table import gap_lines, summary, table
from migrator.model.coverage import Coverage, Gap, RouteCoverage
from migrator.model.place import Place

GAP = Gap(Place("shop.py", 3, 5), "shop:help", "`if x` was never true")
ROUTES = (
    RouteCoverage("a", "/a", unrecorded=("GET",), branches=2, gaps=(GAP,)),
    RouteCoverage("b", "/b", "", 3, ("GET",), (), {"200": 2, "302": 1}, (404,), 4, 3, (GAP,)),
)


def shown(what):
    out = io.StringIO()
    Console(file=out, width=200).print(what)
    return [line.split() for line in out.getvalue().splitlines()]


def test_what_was_not_recorded_stands_in_brackets():
    rows = shown(table(ROUTES))

    assert ["0%", "0/2", "0", "(GET)", "/a", "a"] in rows
    assert ["75%", "3/4", "3", "GET", "200x2", "302x1", "(404)", "/b", "b"] in rows


def test_a_place_that_several_rules_share_is_listed_once():
    hook = Gap(Place("shop.py", 9, 9), "shop:hook")

    assert list(gap_lines(Coverage(ROUTES, (hook, GAP)))) == [
        "/a never reaches:",
        "  shop.py:3-5 help: `if x` was never true",
        "hooks never reach:",
        "  shop.py:9 hook",
    ]


def test_the_whole_is_one_sentence_with_what_was_not_looked_at():
    whole = Coverage(ROUTES, (), 6, 3, 4, 1, "only the views")

    assert summary(whole) == (
        "4 requests reach 1 of 2 rules and 3 of 6 branches (50%); 1 requests of no rule\n"
        "only the views"
    )
