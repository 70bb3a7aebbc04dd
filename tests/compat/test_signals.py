"""Section 6: Flask's signals, what they say and when."""

import pytest
from pairs import Case

from migrator.compat import announcing, signals

PATHS = [
    "/view", "/template", "/stream", "/flash", "/crash", "/abort", "/nothing", "/inner",
    "/view?started=abort", "/view?started=raise", "/inner?started=raise", "/view?finished=raise",
    "/inner?finished=raise", "/crash?finished=raise", "/crash?started=abort",
]  # fmt: skip
CASES = [Case(f"X8: {path}", path, None) for path in PATHS]
METHODS = [Case(f"X8: {method}", "/view", None, method) for method in ("OPTIONS", "POST", "HEAD")]


@pytest.mark.parametrize("case", [*CASES, *METHODS], ids=str)
def test_the_same_is_told_in_the_same_order(pair, case):
    for side in (pair.flask, pair.compat):
        side.send("signals", Case("X8: empty", "/told", None))

    pair.check("signals", case)
    pair.check("signals", Case("X8: told", "/told"))


def test_every_signal_is_announced_by_its_name():
    names = {name for name, value in vars(signals).items() if hasattr(value, "receivers")}

    assert names == set(announcing.signals)
    assert len(names) == 10
