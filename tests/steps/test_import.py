import json

import pytest

from migrator.cli.app import app as cli
from migrator.errors import UsageError
from migrator.model.verdict import Outcome
from migrator.steps.exporting import export_har
from migrator.steps.importing import Source, import_traffic
from migrator.steps.replay import Order, replay
from migrator.traffic.recording import read_exchanges, read_head
from tests.steps.conftest import now

LOG = """\
10.0.0.1 - - [24/Nov/2026:12:00:01 +0000] "GET /orders HTTP/1.1" 200 99 "-" "Firefox"
10.0.0.1 - - [24/Nov/2026:12:00:02 +0000] "POST /orders HTTP/1.1" 201 99 "-" "Firefox"
10.0.0.2 - - [24/Nov/2026:12:00:03 +0000] "GET /gone?x=1 HTTP/1.1" 404 99 "-" "curl"
no request at all
"""


def quiet(*_):
    pass


def test_a_log_becomes_a_recording_of_its_get_requests(shop, tmp_path):
    log = tmp_path / "access.log"
    log.write_text(LOG)

    found = import_traffic(shop, Source("log", log), quiet)

    exchanges = list(read_exchanges(shop.recording_file))
    assert [(e.session, e.request.target, e.rule, e.answer.status, e.at) for e in exchanges] == [
        ("10.0.0.1 Firefox", "/orders", "/orders", 200, 0.0),
        ("10.0.0.2 curl", "/gone?x=1", "", 404, 2.0),
    ]
    assert found.left_out == (
        "1 lines that are no request",
        "1 requests other than GET, whose bodies a log does not keep",
    )
    assert read_head(shop.recording_file).source == "log"
    verdict = replay(shop, Order(), now, quiet)
    assert {r.endpoint: r.outcome for r in verdict.routes}["orders"] is Outcome.SAME


def test_a_recording_goes_out_as_a_har_and_comes_back_and_replays_to_the_same(shop, tmp_path):
    har = tmp_path / "day.har"
    before = list(read_exchanges(shop.recording_file))

    assert export_har(shop, "har", har, None) == len(before)
    found = import_traffic(shop, Source("har", har), quiet)

    assert (found.exchanges, found.sessions, found.left_out) == (7, 1, ())
    verdict = replay(shop, Order(), now, quiet)
    assert verdict.outcome is Outcome.SAME
    assert verdict.compared == 7
    assert sum(route.strayed for route in verdict.routes) == 0


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("gor", "", "cannot be imported"),
        ("har", "{}", "is not an HTTP Archive"),
        ("log", "nothing here", "holds no GET request"),
    ],
)
def test_a_file_that_cannot_be_imported_leaves_the_old_recording(
    shop, tmp_path, kind, text, message
):
    before = shop.recording_file.read_bytes()
    (tmp_path / "file").write_text(text)

    with pytest.raises(UsageError, match=message):
        import_traffic(shop, Source(kind, tmp_path / "file"), quiet)

    assert shop.recording_file.read_bytes() == before
    assert {path.name for path in shop.recordings.iterdir()} == {
        "recording.ndjson",
        "snapshot",
        "stand-ins.txt",
    }


def test_only_har_is_exported(shop, tmp_path):
    with pytest.raises(UsageError, match="cannot be exported"):
        export_har(shop, "gor", tmp_path / "x", None)


def test_the_verbs_say_what_they_did(shop, tmp_path):
    from typer.testing import CliRunner

    har, here = tmp_path / "day.har", ["--project", str(shop.root), "--json"]
    written = CliRunner().invoke(cli, ["export", "har", str(har), *here])
    assert json.loads(written.stdout)["exchanges"] == 7

    read = CliRunner().invoke(cli, ["import", "har", str(har), *here])
    assert json.loads(read.stdout)["recording"]["exchanges"] == 7
