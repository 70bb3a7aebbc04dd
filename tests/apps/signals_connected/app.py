"""Receivers of Flask's signals: weak, strong, of one app only, and a bound method."""

from flask import Flask, got_request_exception, request_finished, request_started

app = Flask(__name__)


class Audit:
    def finished(self, sender, response, **extra):
        response.headers["X-Audited"] = sender.name


audit = Audit()


@request_started.connect
def started(sender, **extra):
    sender.logger.info("started")


def failed(sender, exception, **extra):
    sender.logger.error("failed: %s", exception)


got_request_exception.connect(failed, app, weak=False)
request_finished.connect(audit.finished, app)


@app.get("/")
def home():
    return "home"
