"""The files of a project at a git revision, beside those that stand there now."""

import hashlib
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import UsageError

_SHA1 = 40


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision: the digests of its files by their path from the repository's ``top``.

    Files are compared by what they hold, so that it does not matter what is staged or ignored.
    """

    top: Path
    files: Mapping[str, str]

    def has_changed(self, path: Path) -> bool:
        """Whether a file is not what it was, came or went."""
        known = self.files.get(self._name(path))
        if known is None or not path.is_file():
            return (known is not None) or path.is_file()
        data = path.read_bytes()
        digest = hashlib.sha1 if len(known) == _SHA1 else hashlib.sha256
        return digest(b"blob %d\0" % len(data) + data).hexdigest() != known

    def text(self, path: Path) -> str:
        """The text of a file then, empty when there was none."""
        known = self.files.get(self._name(path))
        return _git(self.top, "cat-file", "blob", known).decode(errors="replace") if known else ""

    def below(self, folder: Path) -> set[Path]:
        """The files of a folder, now and then."""
        prefix = f"{self._name(folder)}/"
        then = {self.top / name for name in self.files if name.startswith(prefix)}
        return then | {path for path in folder.rglob("*") if path.is_file()}

    def _name(self, path: Path) -> str:
        return path.relative_to(self.top).as_posix() if path.is_relative_to(self.top) else ""


def read_revision(folder: Path, name: str) -> Revision:
    """What git knows of a revision of the repository around ``folder``.

    Raises:
        UsageError: there is no git, no repository or no such revision.
    """
    try:
        top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    except (OSError, subprocess.CalledProcessError) as error:
        raise UsageError(
            f"{folder} is in no git repository, so nothing is known of {name!r}",
            "name the routes instead: `migrator replay ROUTE...`",
        ) from error
    try:
        listed = _git(top, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", name)
    except subprocess.CalledProcessError as error:
        raise UsageError(
            f"git knows no revision {name!r}", "it takes a commit, a branch or a tag"
        ) from error
    files = {}
    for entry in filter(None, listed.decode(errors="surrogateescape").split("\0")):
        facts, _, path = entry.partition("\t")
        files[path] = facts.split()[2]
    return Revision(top, files)


def _git(folder: Path, *words: str) -> bytes:
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, check=True).stdout
