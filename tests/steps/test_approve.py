from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from migrator.cli.approve import approve as approve_verb
from migrator.errors import EvidenceMissing, ExitCode, SettingsInvalid, UsageError
from migrator.model.verdict import Difference, Outcome, ReplayVerdict, RouteVerdict
from migrator.project.approvals import read_approvals, write_approvals
from migrator.steps.approve import Request, approve, complaints
from migrator.steps.check import check
from migrator.steps.digests import current_digests
from migrator.steps.replay import Order, replay
from migrator.steps.verdicts import save_verdict

TODAY = datetime.now(UTC).date()
REQUEST = Request("show", "the page reads both", "ana", TODAY + timedelta(days=30))


def play(project):
    return replay(project, Order(), lambda: datetime.now(UTC), lambda *_: None)


@pytest.fixture
def differing(shop):
    """The shop after a replay that found one route different."""
    found = (
        Difference("body", "/sku", "string tea", "absent", 3),
        Difference("body", "/text", "string aaa…", "string bbb…", 3),
        Difference("status", "status", "200", "500", 4),
    )
    verdict = RouteVerdict("show", "/orders/<oid>", Outcome.DIFFERENT, 2, ("GET",), found)
    save_verdict(shop, ReplayVerdict(Outcome.DIFFERENT, 2, (verdict,)), "2026-01-01")
    return shop


def test_an_approved_difference_is_the_same_afterwards_and_only_that(shop, monkeypatch):
    monkeypatch.setenv("FAULT", "wrong field")
    assert play(shop).outcome is Outcome.DIFFERENT

    added = approve(shop, REQUEST)
    verdict = play(shop)

    assert verdict.outcome is Outcome.SAME
    excuses = {item.endpoint: [excuse.name for excuse in item.excuses] for item in verdict.routes}
    assert [name for name in excuses["show"] if name.startswith("approved")] == [
        approval.name for approval in added
    ]
    assert list(complaints(shop)) == []

    monkeypatch.setenv("FAULT", "")
    assert play(shop).outcome is Outcome.SAME
    assert ["not needed" in text for text in complaints(shop)] == [True] * len(added)
    assert check(shop, lambda _: None).exit_code is not ExitCode.PASSED


def test_one_place_may_be_chosen_and_is_added_once(differing):
    here = replace(REQUEST, where="/sku")

    assert [item.where for item in approve(differing, here)] == ["/sku"]
    assert approve(differing, here) == ()
    assert len(read_approvals(differing.approvals_file)) == 1


def test_what_would_be_approved_is_shown_and_not_written(differing, capsys):
    day = datetime.combine(REQUEST.expires, time())
    words = {"reason": "why", "owner": "ana", "expires": day, "where": "/sku"}
    approve_verb(REQUEST.route, **words, dry_run=True, project=differing.root)

    shown = capsys.readouterr()
    assert '+where = "/sku"\n' in shown.err
    assert "1 approvals would be added to approvals.toml" in shown.out
    assert not differing.approvals_file.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"where": "/text"}, "too long to be approved as one change"),
        ({"where": "status", "ignoring": True}, "too broad"),
        ({"where": "/sku", "reason": " "}, "a reason and an owner"),
        ({"where": "/sku", "expires": TODAY - timedelta(days=1)}, "cannot hold until"),
        ({"where": "/sku", "expires": TODAY + timedelta(days=400)}, "cannot hold until"),
    ],
)
def test_what_cannot_be_approved_is_refused_and_nothing_is_written(differing, change, message):
    with pytest.raises(UsageError, match=message):
        approve(differing, replace(REQUEST, **change))

    assert not differing.approvals_file.exists()


def test_a_difference_that_was_not_found_cannot_be_approved(differing):
    with pytest.raises(EvidenceMissing, match="no difference in show at /price") as refused:
        approve(differing, replace(REQUEST, where="/price"))

    assert "/sku" in refused.value.hint


def test_without_a_replay_there_is_nothing_to_approve(shop):
    with pytest.raises(EvidenceMissing, match="nothing was replayed"):
        approve(shop, REQUEST)


def test_an_approval_past_its_day_no_longer_holds_and_makes_the_replay_stale(differing):
    (approval,) = approve(differing, replace(REQUEST, where="/sku"))
    held = current_digests(differing)["approvals"]

    write_approvals(differing.approvals_file, [replace(approval, expires=TODAY - timedelta(1))])

    assert current_digests(differing)["approvals"] != held
    assert [text for text in complaints(differing) if "expired" in text] == [
        f"/orders/<oid> body /sku, approved by ana, expired on {TODAY - timedelta(1)}"
    ]


def test_a_route_that_is_gone_is_complained_of(differing):
    (approval,) = approve(differing, replace(REQUEST, where="/sku"))
    write_approvals(differing.approvals_file, [replace(approval, route="/old")])

    assert list(complaints(differing)) == ["/old body /sku: the application has no such route"]


def test_an_approval_by_hand_that_is_too_broad_stops_the_replay(differing):
    (approval,) = approve(differing, replace(REQUEST, where="/sku"))
    broad = replace(approval, where="(whole body)", expected=None, actual=None)
    write_approvals(differing.approvals_file, [broad])

    with pytest.raises(SettingsInvalid, match="too broad"):
        play(differing)
