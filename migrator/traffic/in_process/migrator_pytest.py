"""A pytest plugin that records what the suite sends through Flask's test client.

``migrator record --pytest ARGS`` runs the suite with ``-p migrator_pytest`` and listens at the
address in MIGRATOR_RECORDER. Before the first request of a test, and after a test has written to
the database by itself, it asks the listener to copy the database: so each request is played again
on what it met. While recording, the test client reads answers at once (``buffered=True``).
"""

import json
import os
import socket
import threading

import pytest
from migrator_recorder import line, recorded

ADDRESS = os.environ.get("MIGRATOR_RECORDER", "")
_NOT_COUNTED = ("admin", "local", "config")
_WRITES = (
    "insert", "update", "delete", "findAndModify", "create", "createIndexes", "drop",
    "dropIndexes", "dropDatabase", "renameCollection", "collMod", "aggregate", "bulkWrite",
)  # fmt: skip


class Suite:
    """The running suite; carries the test, its clients, and whether the database was changed."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._connection = socket.create_connection((host, int(port)))
        self._replies = self._connection.makefile("rb")
        self._test = ""
        self._clients = []
        self._is_changed = True
        self._places = {}
        self.inside = threading.local()

    def begin(self, test):
        """A test begins: it may have made its own database, and has clients of its own."""
        self._test, self._clients, self._is_changed = test, [], True

    def asked(self, server, database, command):
        """The driver sends a command."""
        if database in _NOT_COUNTED:
            return
        self._places.setdefault("%s:%s" % server, set()).add(database)
        if command in _WRITES and not getattr(self.inside, "request", False):
            self._is_changed = True

    def answer(self, app, environ, start_response):
        """The application's answer to a request of the test client, recorded."""
        state = self._state() if self._is_changed else ""
        session = self._session()

        def done(message):
            message.update(session=session, state=state)
            self._connection.sendall(line({"exchange": message}))

        return recorded(app, environ, start_response, done)

    def client(self, client):
        """The client that sends the next request."""
        if client not in self._clients:
            self._clients.append(client)
        self.inside.client = self._clients.index(client)

    def _session(self):
        return "%s %d" % (self._test, getattr(self.inside, "client", 0))

    def _state(self):
        self._is_changed = False
        places = {server: sorted(names) for server, names in self._places.items()}
        self._connection.sendall(line({"state": places}))
        reply = json.loads(self._replies.readline() or b'{"error": "the recorder is gone"}')
        if "error" in reply:
            pytest.exit("migrator cannot record: %s" % reply["error"], returncode=3)
        return reply["state"]


def _record(suite):
    import flask
    from flask.testing import FlaskClient

    call, send = flask.Flask.__call__, FlaskClient.open

    def answer(app, environ, start_response):
        if not getattr(suite.inside, "request", False):
            return call(app, environ, start_response)
        return suite.answer(lambda *given: call(app, *given), environ, start_response)

    def open_(client, *args, **options):
        suite.client(client)
        suite.inside.request = True
        try:
            return send(client, *args, **dict(options, buffered=True))
        finally:
            suite.inside.request = False

    flask.Flask.__call__, FlaskClient.open = answer, open_


def _listen(suite):
    try:
        from pymongo import monitoring
    except ImportError:
        return

    class Listener(monitoring.CommandListener):
        def started(self, event):
            suite.asked(event.connection_id, event.database_name, event.command_name)

        def succeeded(self, event):
            pass

        def failed(self, event):
            pass

    monitoring.register(Listener())


if ADDRESS:
    if "PYTEST_XDIST_WORKER" in os.environ:
        raise pytest.UsageError("migrator records one process: run the suite with `-n 0`")
    _suite = Suite(ADDRESS)
    _listen(_suite)
    _record(_suite)


def pytest_runtest_logstart(nodeid):
    """A test begins."""
    if ADDRESS:
        _suite.begin(nodeid)
