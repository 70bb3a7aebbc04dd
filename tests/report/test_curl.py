"""A request becomes a command that a shell reads as it was meant."""

import shlex

import pytest

from migrator.model.exchange import Request
from migrator.report.curl import curl


@pytest.mark.parametrize(
    ("request_", "command"),
    [
        pytest.param(
            Request("GET", "/p?a=1&b=2"), "curl -i 'http://localhost:8000/p?a=1&b=2'", id="get"
        ),
        pytest.param(Request("HEAD", "/p"), "curl -i --head http://localhost:8000/p", id="head"),
        pytest.param(
            Request("POST", "/p", (("Content-Type", "application/json"),), b'{"a":"it\'s"}'),
            "curl -i -X POST http://localhost:8000/p -H 'Content-Type: application/json' "
            '--data-raw \'{"a":"it\'"\'"\'s"}\'',
            id="json",
        ),
        pytest.param(
            Request("POST", "/p", (), b"\xff\xfe"),
            "curl -i -X POST http://localhost:8000/p --data-binary @body.bin",
            id="bytes",
        ),
        pytest.param(
            Request("GET", "/p", (("Host", "h"), ("Content-Length", "3"), ("Connection", "close"))),
            "curl -i http://localhost:8000/p",
            id="what the connection has of itself",
        ),
    ],
)
def test_a_request_is_one_command(request_, command):
    assert curl(request_) == command


def test_cookies_and_credentials_are_never_in_a_command():
    headers = (("Cookie", "session=s3cr3t"), ("authorization", "Bearer s3cr3t"))

    command = curl(Request("GET", "/p", headers))

    assert "s3cr3t" not in command
    assert '"Cookie: $COOKIE"' in command


@pytest.mark.parametrize("nasty", ["$(rm -rf x)", "`id`", "a b", "'", '"', "a\nb"])
def test_no_value_leaves_its_quotes(nasty):
    request = Request("PO ST;", f"/p?{nasty}", (("X-A", nasty),), nasty.encode())

    words = shlex.split(curl(request))

    assert words[0] == "curl"
    assert words[3] == "PO ST;"
    assert words[4] == f"http://localhost:8000/p?{nasty}"
    assert words[6] == f"X-A: {nasty}"
    assert words[8] == nasty
    assert len(words) == 9
