"""The text that was generated last: ``route_specs/generated.json``, committed with the rest.

Edits by hand are told from it, and merged with it as the common ancestor, in a fresh checkout too.
Line by line, so that git merges it as it merges the code. What ``compat/`` and static files held is
not kept: they are copies, of which the digests in ``scaffold.json`` are enough to tell an edit.
"""

from collections.abc import Iterable, Mapping

from migrator.model.app import AppSpec
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project
from migrator.scaffold import stage
from migrator.scaffold.merge.tree import Generated, changed_by_hand

_FORMAT = 1
_SCAFFOLD_FORMAT = 1


def last_generated(project: Project) -> Generated:
    """What the last run generated; nothing when there was none."""
    texts: dict[str, str] = {}
    if project.generated_file.is_file():
        kept = load_json(project.generated_file, _FORMAT).get("files", {})
        texts = {name: "\n".join(lines) for name, lines in kept.items()}
    return Generated(digests(project), texts)


def digests(project: Project) -> dict[str, str]:
    """The digest of each file as the last run generated it."""
    if not project.scaffold_file.is_file():
        return {}
    files: dict[str, str] = load_json(project.scaffold_file, _SCAFFOLD_FORMAT).get("files", {})
    return files


def remember_generated(
    project: Project, spec: AppSpec, was: Generated | None, files: Mapping[str, bytes]
) -> None:
    """Keep what was generated, for the next merge; of other files what was generated before."""
    copied = ("compat/", *(f"{folder}/" for folder in spec.static_folders))
    texts: dict[str, str | None] = dict(was.texts) if was else {}
    texts |= {name: _text(data) for name, data in files.items() if not name.startswith(copied)}
    kept = {name: text.split("\n") for name, text in texts.items() if text is not None}
    write_atomic(project.generated_file, dump_json({"format": _FORMAT, "files": kept}))


def kept_by_hand(project: Project) -> dict[str, tuple[str, ...]]:
    """The generated files that a person changed since, and of each module the functions."""
    known = digests(project)
    there = stage.read_files(project.out, known)
    if all(stage.digest(there.get(name, b"")) == digest for name, digest in known.items()):
        return {}
    return changed_by_hand(last_generated(project), there)


def by_hand_lines(by_hand: Mapping[str, Iterable[str]]) -> list[str]:
    """What was changed by hand, one line a file."""
    return [f"by hand: {file}{_listed(parts)}" for file, parts in by_hand.items()]


def _listed(parts: Iterable[str]) -> str:
    named = ", ".join(parts)
    return f" ({named})" if named else ""


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
