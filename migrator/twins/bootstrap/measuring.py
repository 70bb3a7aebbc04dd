"""Measure which lines and branches of the project run: coverage.py, in the app's own process."""

import os

VARIABLE = "MIGRATOR_TWIN_COVERAGE"
"""The file that gets what was measured; without it nothing is measured."""


def measure():
    """Measure from now on; the result writes down what was measured so far, and may be None.

    No settings of the project's own take part: they may leave out what the twins must answer for.
    """
    path = os.environ.get(VARIABLE)
    if not path:
        return None
    from coverage import Coverage

    root = os.path.join(os.environ["MIGRATOR_TWIN_ROOT"], "")
    measured = Coverage(
        data_file=path,
        branch=True,
        config_file=False,
        include=[root + "*"],
        omit=["*/site-packages/*"],
        messages=False,
    )
    measured.start()
    return measured.save
