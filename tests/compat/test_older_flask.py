"""Where Flask's versions differ visibly, the application keeps the version it came from."""

import pytest
from starlette.testclient import TestClient

from migrator.compat.application import Application
from migrator.compat.context import session

USES = {
    "contains": (lambda: "a" in session, False),
    "length": (lambda: len(session), False),
    "truth": (lambda: bool(session), False),
    "iteration": (lambda: list(session), False),
    "get": (lambda: session.get("a"), True),
    "item": (lambda: session.setdefault("a", 1), True),
    "permanent": (lambda: session.permanent, True),
}


def _vary(version, use):
    app = Application(__name__, flask_version=version)
    app.secret_key = "segredo"

    @app.get("/")
    async def index():
        use()
        return "ok"

    return TestClient(app).get("/").headers.get("vary")


@pytest.mark.parametrize("name", USES)
def test_c9_any_use_of_the_session_varies_from_flask_3_1_3_on(name):
    use, _ = USES[name]

    assert _vary("3.1.3", use) == "Cookie"


@pytest.mark.parametrize("name", USES)
def test_c9_before_that_only_a_value_that_is_read_or_written_does(name):
    use, is_access = USES[name]

    assert _vary("3.0.0", use) == ("Cookie" if is_access else None)
