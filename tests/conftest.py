"""What holds for all tests."""

import signal

import pytest
from hypothesis import HealthCheck, settings

# A shell starts background jobs with SIGINT ignored, and children inherit that: tests that press
# Ctrl-C in a child would wait for ever. A handler of ours becomes the default in what we start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A loaded machine is slow, and no law fails for that. All else stays as in the profile that
# Hypothesis chose (its own for CI, where it finds itself there).
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# What takes longest begins, whatever the order of the rest is: no worker is left alone with it at
# the end. The others take tests from the one that has it (``--dist worksteal``).
LONGEST = (
    "tests/journey/",
    "tests/translate/test_alike.py",
    "tests/translate/test_projects.py",
    "tests/test_golden.py",
    "tests/scaffold/test_scaffold.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
