"""Merge what is generated now with what people made of what was generated before."""

from collections.abc import Iterator, Mapping

from migrator.project.project import Project
from migrator.scaffold import stage
from migrator.scaffold.merge.choices import Choices, Side
from migrator.scaffold.merge.code import Conflict
from migrator.scaffold.merge.tree import MergedTree, merge_tree
from migrator.steps.renewing import Renewal
from migrator.translate.findings import Finding
from migrator.translate.lint import lint_tree

Files = Mapping[str, bytes]


def merge(project: Project, renewal: Renewal, choices: Choices) -> MergedTree:
    """The generated folder as it should stand, or the conflicts, those of ``lint`` among them.

    A function that was right by itself may be wrong beside what is generated now: it calls what
    turned async. Such a finding is a conflict, unless the function was kept by choice.
    """
    was, new = renewal.was, renewal.files
    there = stage.read_files(project.out, {*was.digests, *new})
    merged = merge_tree(was, there, new, choices)
    is_fresh = not (merged.by_hand or renewal.part)
    if is_fresh or merged.conflicts or merged.files == there:
        return merged
    beside = stage.read_tree(project.out) if renewal.part else {}
    sides = (beside | there, new)
    for finding in _new_findings(project.out.name, beside | merged.files, *sides):
        path = finding.file.removeprefix(f"{project.out.name}/")
        if choices.side(path, finding.qualname) is not Side.HAND:
            why = f"line {finding.line}: {finding.construct}: {finding.why}"
            merged.conflicts.setdefault(path, []).append(
                Conflict(finding.qualname, f"the two are not right together, {why}", None, None)
            )
    return merged


def _new_findings(package: str, merged: Files, *sides: Files) -> Iterator[Finding]:
    known = {_what(finding) for side in sides for finding in _lint(side, package)}
    yield from (finding for finding in _lint(merged, package) if _what(finding) not in known)


def _what(finding: Finding) -> tuple[str, ...]:
    return finding.module, finding.qualname, finding.construct, finding.why


def _lint(files: Files, package: str) -> list[Finding]:
    texts = {name: data.decode(errors="replace") for name, data in files.items()}
    return lint_tree({n: text for n, text in texts.items() if n.endswith(".py")}, package)
