"""Merge the three texts of one file: Python by its parts, everything else by lines."""

import json

from migrator.scaffold.merge.choices import Choices, Side
from migrator.scaffold.merge.code import CHANGED, Choose, Conflict, Merger
from migrator.scaffold.merge.imports import keep_used_imports, unbound
from migrator.scaffold.merge.lines import merge_lines
from migrator.scaffold.merge.parts import twice

FILE = ""


def merge_texts(
    path: str, base: str, hand: str, new: str, choices: Choices
) -> tuple[str, list[Conflict]]:
    """The merged text, or what stands in its way; a choice for the whole file counts as well."""
    if side := choices.side(path):
        return new if side is Side.NEW else hand, []
    if path.endswith(".py"):
        return _module(base, hand, new, _chooser(path, choices))
    text = merge_lines(base, hand, new)
    if text is None or (path.endswith(".json") and not _is_json(text)):
        return hand, [Conflict(FILE, CHANGED, hand, new)]
    return text, []


def _module(base: str, hand: str, new: str, choose: Choose | None) -> tuple[str, list[Conflict]]:
    merger = Merger(choose)
    try:
        text = merger.merge(base, hand, new)
    except (SyntaxError, ValueError) as error:
        return hand, [Conflict(FILE, f"it cannot be read as Python ({error})", hand, new)]
    if merger.conflicts or text in {hand, new}:
        return text, merger.conflicts
    try:
        text = keep_used_imports(text, hand, new)
        wrong = _wrong(text, hand, new)
    except (SyntaxError, ValueError):
        wrong = ["the two do not make one module"]
    return text, [Conflict(FILE, "; ".join(wrong), hand, new)] if wrong else []


def _wrong(text: str, hand: str, new: str) -> list[str]:
    """What is right on both sides and not in the merged text."""
    lost = unbound(text) - unbound(hand) - unbound(new)
    return [
        *(f"{name} would be defined twice" for name in twice(text, hand, new)),
        *(f"{name} would not be defined any more" for name in sorted(lost)),
    ]


def _chooser(path: str, choices: Choices) -> Choose | None:
    return (lambda part: choices.side(path, part)) if choices else None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
