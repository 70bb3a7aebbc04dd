"""R25, R26, R29, R1: every request of the other tests again, with another method or slash."""

from dataclasses import replace

import pytest
import test_requests
import test_responses
import test_routing
import test_templates
from pairs import Case, comparable

MODULES = {
    "requests": test_requests.CASES,
    "responses": test_responses.CASES,
    "routing": test_routing.GET_CASES,
    "templates": test_templates.CASES,
}


def slash_twin(case):
    path, mark, query = case.path.partition("?")
    twin = path.rstrip("/") if path.endswith("/") else f"{path}/"
    return replace(case, path=f"{twin or '/'}{mark}{query}")


VARIANTS = {
    "R25": lambda case: replace(case, method="HEAD"),
    "R26": lambda case: replace(case, method="OPTIONS"),
    "R29": lambda case: replace(case, method="PATCH"),
    "R1": slash_twin,
}


@pytest.mark.parametrize("app", MODULES)
@pytest.mark.parametrize("case", [Case(row, "*", None) for row in VARIANTS], ids=str)
def test_variants_of_every_request_are_answered_alike(pair, app, case):
    different = []
    asked = [VARIANTS[case.row](known) for known in MODULES[app] if known.method == "GET"]
    for sent in dict.fromkeys(asked):
        old, new = pair.flask.send(app, sent), pair.compat.send(app, sent)
        theirs, ours = comparable(old, sent.ignore), comparable(new, sent.ignore)
        if ours != theirs:
            different.append(f"{sent}\nFlask:  {theirs}\ncompat: {ours}")

    assert len(asked) > 10
    assert not different, "\n".join(different[:5])
