"""Flask and compat with every switch, asked the same questions."""

import http.client
from pathlib import Path

import pytest

from migrator.model.exchange import Answer


def ask(port, method, path, switch="", headers=()):
    """The answer to one raw request, as the toolkit records it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(method, path, skip_accept_encoding=True, skip_host=True)
    for name, value in (("Host", "testing.example"), ("X-Switch", switch), *headers):
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return Answer(response.status, tuple(response.getheaders()), body)


@pytest.fixture(scope="session")
def switch_ports(launch, wait_for):
    script = Path(__file__).with_name("switch_servers.py")
    started = {flavour: launch(script, flavour) for flavour in ("flask", "compat")}
    for process, port in started.values():
        wait_for(process, port)
    return {flavour: port for flavour, (_, port) in started.items()}


@pytest.fixture
def both(switch_ports):
    """A function that sends to Flask, and to compat with something given up."""

    def send(method, path, switch="", headers=()):
        legacy = ask(switch_ports["flask"], method, path, headers=headers)
        return legacy, ask(switch_ports["compat"], method, path, switch, headers)

    return send
