"""Verdicts on disk: the whole, what was replayed again since, and one file a route."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from migrator.compare.verdict import merged
from migrator.errors import SpecStale
from migrator.introspect.spec_names import file_names
from migrator.introspect.specs import read_specs
from migrator.model.codec import from_json, to_json
from migrator.model.verdict import ReplayVerdict
from migrator.project.files import dump_json, load_json, write_atomic
from migrator.project.project import Project
from migrator.steps.digests import current_digests
from migrator.steps.evidence import readable

FORMAT = 2
"""Since 2 a verdict may have parts."""
ROUTE_FORMAT = 1

Rule = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Rules that were replayed by themselves after the whole, when, and from what."""

    rules: tuple[Rule, ...]
    at: str
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SavedVerdict:
    """What the last replays said of every route.

    ``at`` and ``digests`` are those of the last whole replay, and hold for all rules but those of
    the ``parts``.
    """

    verdict: ReplayVerdict
    at: str
    digests: Mapping[str, str]
    parts: tuple[Part, ...] = ()

    def origin(self, rule: Rule) -> tuple[str, Mapping[str, str]]:
        """When a rule was replayed, and from what."""
        part = next((part for part in self.parts if rule in part.rules), None)
        return (part.at, part.digests) if part else (self.at, self.digests)


def save_verdict(
    project: Project, verdict: ReplayVerdict, at: str, digests: Mapping[str, str] | None = None
) -> None:
    """Keep a whole replay's verdict; ``digests`` are those taken before the replay began."""
    taken = dict(digests if digests is not None else current_digests(project))
    _save(project, SavedVerdict(verdict, at, taken))


def save_part(
    project: Project, verdict: ReplayVerdict, at: str, digests: Mapping[str, str]
) -> None:
    """Keep the verdict of some routes; all others stay as they were, and as old."""
    saved = load_verdict(project)
    if saved is None:
        _save(project, SavedVerdict(verdict, at, digests))
        return
    fresh = Part(tuple((item.endpoint, item.rule) for item in verdict.routes), at, digests)
    left = (
        replace(part, rules=tuple(rule for rule in part.rules if rule not in fresh.rules))
        for part in saved.parts
    )
    parts = (*(part for part in left if part.rules), fresh)
    whole = merged(saved.verdict, verdict.routes)
    _save(project, replace(saved, verdict=whole, parts=parts))


def load_verdict(project: Project) -> SavedVerdict | None:
    """What the last replays said; None when nothing was replayed yet."""
    if not project.verdict_file.is_file():
        return None
    data = load_json(project.verdict_file, FORMAT)
    with readable(project.verdict_file):
        verdict = from_json(ReplayVerdict, data["verdict"])
        parts = tuple(from_json(Part, part) for part in data.get("parts", ()))
        return SavedVerdict(verdict, str(data["at"]), dict(data["digests"]), parts)


def _save(project: Project, saved: SavedVerdict) -> None:
    """Write the whole first: it is what gates read. A route's own file is for readers."""
    write_atomic(project.verdict_file, dump_json({"format": FORMAT, **to_json(saved)}))
    files = dict(_route_files(project, saved))
    for name, text in files.items():
        write_atomic(project.verdicts / name, text)
    for path in project.verdicts.glob("*.json"):
        if path.name not in files:
            path.unlink()


def _route_files(project: Project, saved: SavedVerdict) -> Iterator[tuple[str, str]]:
    """Name and text of each route's file, named as its facts in ``route_specs/`` are."""
    try:
        routes = read_specs(project.route_specs).routes
    except SpecStale:
        return
    names = zip(routes, file_names(routes), strict=True)
    known = {(route.endpoint, route.rule): name for route, name in names}
    for verdict in saved.verdict.routes:
        rule = (verdict.endpoint, verdict.rule)
        at, digests = saved.origin(rule)
        data = {"format": ROUTE_FORMAT, "at": at, "digests": digests, "verdict": to_json(verdict)}
        if rule in known:
            yield known[rule], dump_json(data)
