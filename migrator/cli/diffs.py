"""What ``--dry-run`` shows: the change of a file as a unified diff on stderr."""

from pathlib import Path


def show_diff(path: Path, new: str) -> None:
    """Print how ``path`` would change; nothing when it would not."""
    import difflib

    import typer

    old = path.read_text() if path.is_file() else ""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), path.name, path.name
    )
    typer.echo("".join(lines), err=True, nl=False)
