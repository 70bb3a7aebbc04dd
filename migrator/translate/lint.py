"""Look at generated code with fresh eyes: what of Flask, of sync drivers, of lost awaits is left?"""

from pathlib import Path


def lint(package: Path, driver: str) -> None:
    """Check every module of a generated package."""
