"""What the toolkit makes of ``examples/estoque`` and the repository keeps: the golden files.

``python -m tests.golden`` (``make golden``) writes them anew in the checkout.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOLDEN = ("generated_app", "route_specs")


def write_golden(folder: Path) -> None:
    """Run ``inspect`` and ``scaffold`` in ``folder``, which has the example and its settings."""
    for verb in ("inspect", "scaffold"):
        subprocess.run(
            [sys.executable, "-m", "migrator", verb],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "NO_COLOR": "1"},
        )


def copy_project(folder: Path) -> Path:
    """A copy of the repository's project without what the toolkit makes of it."""
    ignored = shutil.ignore_patterns("__pycache__", "uploads", ".pytest_cache", "tests")
    shutil.copytree(ROOT / "examples" / "estoque", folder / "examples" / "estoque", ignore=ignored)
    shutil.copy2(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` by its path; what Python leaves behind does not count."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


if __name__ == "__main__":
    write_golden(ROOT)
