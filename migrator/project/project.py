"""The folder of a migration and the place of every file in it."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrator.errors import SettingsInvalid
from migrator.project.settings import Settings, load_settings

if TYPE_CHECKING:
    from migrator.model.app import AppSpec


@dataclass(frozen=True, slots=True)
class Project:
    """A project root with its settings.

    What people review stands in the root (``route_specs/``, ``generated_app/``,
    ``cutover.json``); what the tools keep stands in ``.migrator/``, or in ``working``.
    """

    root: Path
    settings: Settings
    working: Path | None = None

    @classmethod
    def here(cls, root: Path | None = None, **options: Any) -> "Project":
        """The project in ``root`` (default: the current folder), options over its settings."""
        folder = (root or Path.cwd()).resolve()
        return cls(folder, load_settings(folder, **options))

    @property
    def app(self) -> str:
        """The import string of the legacy app.

        Raises:
            SettingsInvalid: none was given.
        """
        if not self.settings.app:
            raise SettingsInvalid(
                "no application was named",
                "give it as `migrator inspect app:app`, or run `migrator init`",
            )
        return self.settings.app

    @property
    def source(self) -> Path:
        """The folder of the legacy app: the one that is put on ``sys.path``."""
        return (self.root / self.settings.source).resolve()

    def import_root(self, spec: "AppSpec") -> Path:
        """The folder that stands first on the app's ``sys.path``; files of modules begin there."""
        return self.source / spec.root

    @property
    def python(self) -> str:
        """The interpreter that runs the legacy app."""
        return self.settings.python or sys.executable

    @property
    def out(self) -> Path:
        """The folder of the generated app."""
        return self.root / self.settings.out

    @property
    def state(self) -> Path:
        """Where the tools keep what nobody edits."""
        return self.working or self.root / ".migrator"

    @property
    def route_specs(self) -> Path:
        """What ``inspect`` wrote: ``app.json`` and one file a route."""
        return self.root / "route_specs"

    @property
    def scaffold_file(self) -> Path:
        """What ``scaffold`` said: grades, reasons and digests of the files it wrote."""
        return self.route_specs / "scaffold.json"

    @property
    def generated_file(self) -> Path:
        """The text that ``scaffold`` generated last, which edits by hand are told from."""
        return self.route_specs / "generated.json"

    @property
    def traffic_file(self) -> Path:
        """What recorded traffic showed of requests and answers: names and types."""
        return self.route_specs / "traffic.json"

    @property
    def recordings(self) -> Path:
        """Recorded traffic."""
        return self.state / "recordings"

    @property
    def recording_file(self) -> Path:
        """The current recording."""
        return self.recordings / "recording.ndjson"

    @property
    def explored_file(self) -> Path:
        """The requests that exploring found to differ, as a recording."""
        return self.recordings / "explored" / "recording.ndjson"

    @property
    def snapshot(self) -> Path:
        """The database as it was when the recording began."""
        return self.recordings / "snapshot"

    @property
    def verdict_file(self) -> Path:
        """What the last replays said."""
        return self.state / "verdict.json"

    @property
    def verdicts(self) -> Path:
        """The same of each route, a file each."""
        return self.state / "verdicts"

    @property
    def noise_file(self) -> Path:
        """What Flask differs in from itself."""
        return self.state / "noise.json"

    @property
    def coverage_file(self) -> Path:
        """What the recording reaches."""
        return self.state / "coverage.json"

    @property
    def benchmark_file(self) -> Path:
        """The last comparison under load."""
        return self.state / "benchmark.json"

    @property
    def evidence_file(self) -> Path:
        """Evidence per path pattern."""
        return self.state / "evidence.json"

    @property
    def approvals_file(self) -> Path:
        """The differences that the team accepts."""
        return self.root / "approvals.toml"

    @property
    def ledger_file(self) -> Path:
        """The append-only ledger."""
        return self.root / "migration-ledger.ndjson"

    @property
    def cutover_file(self) -> Path:
        """The strangler's table: path pattern to stage."""
        return self.root / "cutover.json"

    @property
    def report_file(self) -> Path:
        """The single-file HTML report."""
        return self.state / "report.html"

    @property
    def logs(self) -> Path:
        """Output of the processes that the tools start."""
        return self.state / "logs"
