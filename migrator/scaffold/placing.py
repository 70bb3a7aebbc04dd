"""Put a staged folder in the place of the old one: all of it or nothing."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from migrator.errors import CouldNotRun
from migrator.scaffold.exchange import exchange
from migrator.scaffold.stage import Changes

_AWAY = "move it away and run again; nothing was written"


def check_places(out: Path, files: Iterable[str]) -> None:
    """Refuse to begin where a file stands in the place of a folder, or a folder of a file.

    Raises:
        CouldNotRun: it names the first.
    """
    folders = {folder for name in files for folder in (out / name).parents if folder != out}
    for folder in sorted({out, *(f for f in folders if f.is_relative_to(out))}):
        if folder.exists() and not folder.is_dir():
            raise CouldNotRun(f"{folder} is a file, and the generated app needs a folder", _AWAY)
    for name in files:
        if (out / name).is_dir():
            raise CouldNotRun(f"{out / name} is a folder, and the generated app has a file", _AWAY)


def put_in_place(out: Path, stage: Path, planned: Changes) -> None:
    """Put the staged folder in the place of ``out``, with all that others have put in there.

    A reader sees the old folder or the new one, also where this process is killed. Where two
    folders cannot change places (a mount point, an old file system) the files move one by one.
    """
    target = Path(os.path.realpath(out))
    if not target.exists():
        stage.rename(target)
        return
    _keep(target, stage, planned)
    try:
        exchange(stage, target)
    except OSError:
        _move(target, stage, planned)


def _keep(out: Path, stage: Path, planned: Changes) -> None:
    """Take over what is not generated, and the very files that did not change."""
    gone = {*planned.written, *planned.removed}
    for folder, folders, names in os.walk(out):
        inside = Path(folder).relative_to(out)
        folders[:] = [name for name in folders if name != "__pycache__"]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in names:
            if (inside / name).as_posix() not in gone:
                _link(out / inside / name, stage / inside / name)
        for name in folders:
            path = inside / name
            if name not in links:
                (stage / path).mkdir(parents=True, exist_ok=True)
            elif not any(Path(other).is_relative_to(path) for other in gone):
                _link(out / path, stage / path)
    shutil.copymode(out, stage)


def _link(old: Path, new: Path) -> None:
    if new.is_dir() and not new.is_symlink():
        shutil.rmtree(new)
    new.unlink(missing_ok=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a file system without links, a file of somebody else
        shutil.copy2(old, new, follow_symlinks=False)


def _move(out: Path, stage: Path, planned: Changes) -> None:
    for name in planned.written:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).replace(out / name)
    for name in planned.removed:
        (out / name).unlink(missing_ok=True)
