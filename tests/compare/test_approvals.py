from dataclasses import replace
from datetime import date

import pytest

from migrator.compare.approvals import excuse, too_broad, unused, without_approved
from migrator.model.approval import Approval
from migrator.model.exchange import Answer, Exchange, Request
from migrator.model.verdict import Difference, Outcome, ReplayVerdict, RouteVerdict

EXCHANGE = Exchange(7, "a", 0.0, Request("GET", "/api/lista"), Answer(200), "lista", "/api/lista")
APPROVAL = Approval(
    "/api/lista", "header", "cache-control", "shorter is fine", "ana", date(2030, 1, 31)
)
EXACT = replace(APPROVAL, expected="no-store", actual="absent")
DIFFERENCE = Difference("header", "cache-control", "no-store", "absent", 7)


def left_of(difference, *approvals):
    return without_approved(EXCHANGE, [difference], approvals)[0]


@pytest.mark.parametrize("approval", [APPROVAL, EXACT, replace(EXACT, route="lista")])
def test_an_approved_difference_is_excused_with_reason_owner_and_day(approval):
    left, excuses = without_approved(EXCHANGE, [DIFFERENCE, DIFFERENCE], [approval])

    assert left == ()
    assert [(item.name, item.reason, item.count) for item in excuses] == [
        ("approved: header cache-control", "shorter is fine (ana, until 2030-01-31)", 2)
    ]


@pytest.mark.parametrize(
    "other",
    [
        replace(APPROVAL, route="/api/outra"),
        replace(APPROVAL, where="etag"),
        replace(APPROVAL, aspect="cookie"),
        replace(EXACT, actual="no-cache"),
        replace(EXACT, expected="public"),
    ],
)
def test_another_route_place_aspect_or_change_is_not_approved(other):
    assert left_of(DIFFERENCE, other) == (DIFFERENCE,)


def test_an_index_and_an_id_stand_for_any():
    price = Difference("body", "/items/3/price", "number 1", "number 2", 7)
    field = Difference("database", "shop.orders[65a0].total", "1", "2", 7)
    body = replace(APPROVAL, aspect="body", where="/items/*/price")
    database = replace(APPROVAL, aspect="database", where="shop.orders[*].total")

    assert left_of(price, body) == ()
    assert left_of(field, database) == ()
    assert left_of(replace(price, where="/items/3/cost"), body) != ()
    assert left_of(replace(field, where="shop.orders[65a0].tax"), database) != ()


@pytest.mark.parametrize(
    ("broad", "why"),
    [
        (replace(APPROVAL, route="*"), "no route"),
        (replace(APPROVAL, where="*"), "no place"),
        (replace(APPROVAL, aspect="body", where="/"), "no place"),
        (replace(APPROVAL, aspect="status", where="status"), "any status"),
        (replace(APPROVAL, aspect="session", where="_user_id"), "logins"),
        (replace(APPROVAL, aspect="cookie", where="session"), "logins"),
        (replace(APPROVAL, aspect="body", where="(whole body)"), "whole body"),
        (replace(APPROVAL, aspect="body", where="line 3"), "whole body"),
        (replace(APPROVAL, aspect="body", where="(root)"), "whole body"),
        (replace(EXACT, aspect="body", where="(and more)"), "nobody has seen"),
        (replace(EXACT, aspect="database", where="shop.orders (and more)"), "nobody has seen"),
        (replace(APPROVAL, aspect="database", where="shop.orders"), "whole documents"),
        (replace(APPROVAL, aspect="database", where="shop.orders[65a0]"), "whole documents"),
    ],
)
def test_what_would_hide_more_than_one_place_is_too_broad(broad, why):
    assert why in too_broad(broad)


@pytest.mark.parametrize(
    "narrow",
    [
        APPROVAL,
        EXACT,
        replace(APPROVAL, route="/"),
        replace(EXACT, aspect="status", where="status"),
        replace(APPROVAL, aspect="database", where="shop.orders[*].total"),
        replace(APPROVAL, aspect="database", where="shop.orders$indexes.sku_1"),
    ],
)
def test_one_place_is_not_too_broad(narrow):
    assert too_broad(narrow) == ""


def test_an_approval_is_unused_only_where_its_route_was_compared_without_it():
    used = RouteVerdict("lista", "/api/lista", Outcome.SAME, 3, excuses=(excuse(APPROVAL),))
    clean = replace(used, excuses=())
    not_compared = replace(clean, compared=0)

    def unused_in(verdict):
        return unused([APPROVAL], ReplayVerdict(Outcome.SAME, 3, (verdict,)))

    assert unused_in(used) == ()
    assert unused_in(clean) == (APPROVAL,)
    assert unused_in(not_compared) == ()
