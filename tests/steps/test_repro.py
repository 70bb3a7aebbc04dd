import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from migrator.cli.app import app
from migrator.compare.judged import JudgedExchange
from migrator.errors import EvidenceMissing, ExitCode, RouteUnknown, UsageError
from migrator.model.verdict import Difference
from migrator.steps.noise import add_noise
from migrator.steps.replay import Order, failed_rules, replay
from migrator.steps.repro import repro
from migrator.traffic.recording import read_exchanges


def see(project, what):
    return repro(project, what, None, lambda *_: None)


def test_an_exchange_is_seen_again_in_the_state_that_came_before_it(shop, monkeypatch):
    monkeypatch.setenv("FAULT", "wrong field")

    seen = see(shop, "3")

    assert seen.exit_code == ExitCode.DIFFERENT
    assert json.loads(seen.legacy.body) == {"sku": "tea"}
    assert json.loads(seen.new.body) == {"skus": "tea"}
    assert {item.aspect for item in seen.differences} == {"body"}


def test_a_route_that_differed_is_seen_where_it_first_did(shop, monkeypatch):
    monkeypatch.setenv("FAULT", "lost write")
    replay(shop, Order(), lambda: datetime.now(UTC), lambda *_: None)
    assert failed_rules(shop) == ("/orders",)

    seen = see(shop, "order")

    assert seen.exchange.id == 2
    assert {item.aspect for item in seen.differences} == {"database"}

    with pytest.raises(EvidenceMissing, match="no difference in stock"):
        see(shop, "stock")


def test_what_differs_no_more_passes(shop):
    seen = see(shop, "2")

    assert seen.exit_code == ExitCode.PASSED
    assert seen.legacy.status == seen.new.status == 201


def test_a_route_that_stays_on_flask_is_inconclusive(shop, refuse):
    refuse(shop, "show")

    seen = see(shop, "3")

    assert seen.exit_code == ExitCode.INCONCLUSIVE
    assert seen.stays_on_flask == "a test asks for it"


@pytest.mark.parametrize(
    ("what", "error", "message"),
    [
        ("99", UsageError, "has no exchange 99; it has 1 to 7"),
        ("ordres", RouteUnknown, "ordres"),
        ("orders", EvidenceMissing, "nothing was replayed"),
    ],
)
def test_what_cannot_be_seen_is_said_before_anything_starts(shop, what, error, message):
    with pytest.raises(error, match=message):
        see(shop, what)

    assert not (shop.state / "databases").exists()


def test_only_what_was_replayed_can_have_failed(shop):
    with pytest.raises(EvidenceMissing, match="nothing was replayed"):
        failed_rules(shop)


def test_the_verb_shows_the_lines_that_differ(shop, monkeypatch):
    monkeypatch.setenv("FAULT", "wrong field")
    (shop.root / "pyproject.toml").write_text('[tool.migrator]\napp = "shop:app"\n')

    done = CliRunner().invoke(app, ["repro", "3", "--project", str(shop.root)])

    assert done.exit_code == ExitCode.DIFFERENT
    assert '-  "sku": "tea"' in done.stdout
    assert '+  "skus": "tea"' in done.stdout
    assert "curl -i" in done.stdout


@pytest.mark.parametrize(
    ("runs", "code"), [(1, ExitCode.INCONCLUSIVE), (20, ExitCode.PASSED)], ids=["unsure", "noise"]
)
def test_noise_that_was_learned_is_no_difference_here_either(shop, monkeypatch, runs, code):
    monkeypatch.setenv("FAULT", "another word")
    said = Difference("body", "/sku", 'string "tea"', 'string "pot"', 3)
    flask = next(it for it in read_exchanges(shop.recording_file) if it.id == 3)
    for _ in range(runs):
        add_noise(shop, shop.recording_file, [JudgedExchange(flask, (said,))], frozen=True)

    seen = see(shop, "3")

    assert seen.exit_code == code
    assert bool(seen.why) is bool(seen.unsure) is (code == ExitCode.INCONCLUSIVE)
    noise = [excuse.name for excuse in seen.excuses if excuse.name.startswith("noise")]
    assert noise == (["noise in body /sku"] if code == ExitCode.PASSED else [])
