"""Every case of this folder again, with the parser that uvicorn has where httptools is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
# Judged by the words of h11 (edge), without uvicorn (versions), and this file itself.
OTHERS = ["edge", "versions", "test_other_parser.py", "test_parity_table.py", "test_servers.py"]


@pytest.mark.slow
def test_all_cases_are_answered_alike_with_httptools():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(FOLDER),
         *(f"--ignore={FOLDER / name}" for name in OTHERS),
         "-k", "not FOO"],  # a method that httptools refuses: rows.toml, unknown methods
        cwd=FOLDER.parents[1], capture_output=True, text=True, check=False,
        env={**os.environ, "TEST_HTTP": "httptools"},
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:]
    assert int(done.stdout.rpartition(" passed")[0].split()[-1]) > 3000
