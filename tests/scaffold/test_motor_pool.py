"""Motor as installed has five threads a core and is then slower than Flask; generated code has more."""

import os
import subprocess
import sys

import pytest

from tests.golden import ROOT

SCRIPT = """
import generated_app.main
from generated_app import extensions
from motor.frameworks import asyncio
print(asyncio._EXECUTOR._max_workers, extensions.client.options.pool_options.max_pool_size)
"""


@pytest.mark.parametrize(
    ("wanted", "threads"),
    [({}, 100), ({"MIGRATOR_MOTOR_MAX_WORKERS": "40"}, 40), ({"MOTOR_MAX_WORKERS": "7"}, 7)],
)
def test_motor_has_a_thread_for_each_connection_or_what_the_environment_says(
    wanted, threads, tmp_path
):
    kept = {name: value for name, value in os.environ.items() if "MOTOR" not in name}
    environ = {
        **kept,
        **wanted,
        "MONGO_URI": "mongodb://127.0.0.1:1/x",
        "UPLOAD_FOLDER": str(tmp_path),
    }

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == [str(threads), "100"]
