"""Merge the generated folder: each file from what was generated, what stands there, what is new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migrator.scaffold.merge.choices import Choices, Side
from migrator.scaffold.merge.code import GONE, REMOVED, Conflict
from migrator.scaffold.merge.parts import edited_parts
from migrator.scaffold.merge.texts import FILE, merge_texts
from migrator.scaffold.stage import digest

_UNKNOWN = "changed by hand and by the translation; the text that was generated is not known"
_ADDED = "a file of yours stands where one is generated now"


@dataclass(frozen=True, slots=True)
class Generated:
    """What the last run generated: a digest of every file, the text of those that are merged."""

    digests: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def only(self, paths: Iterable[str]) -> "Generated":
        """What was generated of these files."""
        wanted = {*paths}
        return Generated(
            {path: digest for path, digest in self.digests.items() if path in wanted},
            {path: text for path, text in self.texts.items() if path in wanted},
        )

    def stands_in(self, there: Mapping[str, bytes]) -> bool:
        """Whether anything of it is left."""
        return any(path in there for path in self.digests)

    def is_as_generated(self, path: str, content: bytes) -> bool:
        """Whether nobody touched it; an editor's line ends are no touch."""
        known = self.digests.get(path)
        return known in {digest(content), digest(content.replace(b"\r\n", b"\n"))}


@dataclass(slots=True)
class MergedTree:
    """The files as they should stand, and by file what a person has to decide on."""

    files: dict[str, bytes]
    conflicts: dict[str, list[Conflict]] = field(default_factory=dict)
    by_hand: dict[str, tuple[str, ...]] = field(default_factory=dict)


def merge_tree(
    was: Generated, there: Mapping[str, bytes], new: Mapping[str, bytes], choices: Choices
) -> MergedTree:
    """Every file that is generated now, or was and was changed by hand; what is absent goes.

    Files that were never generated are a person's own and are not spoken of. Where nothing that was
    generated is left, the folder is new.
    """
    if not was.stands_in(there):
        was = Generated()
    merged = MergedTree({})
    merging = _Merging(was, choices, merged)
    for path in sorted({*was.digests, *new}):
        content = merging.file(path, there.get(path), new.get(path))
        if content is not None:
            merged.files[path] = content
    choices.check(touched(merged))
    return merged


def touched(merged: MergedTree) -> dict[str, tuple[str, ...]]:
    """The parts, by file, that a person changed."""
    parts = {path: [c.part for c in found] for path, found in merged.conflicts.items()}
    return {
        path: tuple(dict.fromkeys((*merged.by_hand.get(path, ()), *parts.get(path, ()))))
        for path in sorted({*merged.by_hand, *parts})
    }


def changed_by_hand(was: Generated, there: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """The files, and of Python files the parts, that a person changed since the last run."""
    if not was.stands_in(there):
        return {}
    return {
        path: _parts(was.texts.get(path), there.get(path), path)
        for path in sorted(was.digests)
        if path not in there or not was.is_as_generated(path, there[path])
    }


@dataclass(slots=True)
class _Merging:
    """One merge of a folder, file by file."""

    was: Generated
    choices: Choices
    merged: MergedTree

    def file(self, path: str, hand: bytes | None, new: bytes | None) -> bytes | None:
        """The content that should stand, None where nothing should."""
        if path not in self.was.digests:
            return new if hand in {None, new} else self._whole(path, hand, new, _ADDED)
        is_same = new is not None and digest(new) == self.was.digests[path]
        if hand == new or (hand is not None and self.was.is_as_generated(path, hand)):
            return hand if is_same else new
        self.merged.by_hand[path] = _parts(self.was.texts.get(path), hand, path)
        if is_same and new is not None:
            return self._untranslated(path, hand, new)
        if hand is None or new is None:
            return self._whole(path, hand, new, REMOVED if hand is None else GONE)
        return self._texts(path, hand, new)

    def _untranslated(self, path: str, hand: bytes | None, new: bytes) -> bytes | None:
        """What a person did to a file that is generated as it was."""
        if self.choices.side(path) is Side.NEW:
            return new
        mine, theirs = _text(hand), _text(new)
        if not self.choices.take_new or mine is None or theirs is None:
            return hand
        return self._texts_of(path, theirs, mine, theirs)

    def _whole(self, path: str, hand: bytes | None, new: bytes | None, why: str) -> bytes | None:
        """One side or the other: there is nothing to merge."""
        side = self.choices.side(path)
        self.merged.by_hand.setdefault(path, ())
        if side is None:
            shown = (None if c is None else (_text(c) or "(binary)") for c in (hand, new))
            self.merged.conflicts[path] = [Conflict(FILE, why, *shown)]
        return new if side is Side.NEW else hand

    def _texts(self, path: str, hand: bytes, new: bytes) -> bytes | None:
        base, mine, theirs = self.was.texts.get(path), _text(hand), _text(new)
        is_known = base is not None and digest(base.encode()) == self.was.digests[path]
        if base is None or not is_known or mine is None or theirs is None:
            return self._whole(path, hand, new, _UNKNOWN)
        return self._texts_of(path, base, mine, theirs)

    def _texts_of(self, path: str, base: str, hand: str, new: str) -> bytes:
        is_windows = "\r\n" in hand and "\r\n" not in base
        mine = hand.replace("\r\n", "\n") if is_windows else hand
        text, conflicts = merge_texts(path, base, mine, new, self.choices)
        if conflicts:
            self.merged.conflicts[path] = conflicts
            return hand.encode()
        return (text.replace("\n", "\r\n") if is_windows else text).encode()


def _parts(base: str | None, hand: bytes | None, path: str) -> tuple[str, ...]:
    text = _text(hand)
    if base is None or text is None or not path.endswith(".py"):
        return ()
    return edited_parts(base, text.replace("\r\n", "\n") if "\r" not in base else text)


def _text(content: bytes | None) -> str | None:
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        return None


__all__ = ["Generated", "MergedTree", "changed_by_hand", "merge_tree", "touched"]
