"""Record traffic: the database as it was, the app behind a recording proxy, and who drives it."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from migrator.errors import CouldNotRun, UsageError
from migrator.introspect.specs import read_specs
from migrator.model.exchange import Exchange, RecordingHead
from migrator.project.project import Project
from migrator.steps import driving
from migrator.steps.raw_recording import raw_recording, unwritable
from migrator.steps.recorded_app import (
    RecordedApp,
    Stage,
    app_elsewhere,
    running_app,
    started_app,
)
from migrator.steps.recorded_files import STATES, RecordedFiles
from migrator.steps.states import StateCopies
from migrator.traffic.proxy import RecordingProxy
from migrator.traffic.receiver import Receiver
from migrator.traffic.recording import FORMAT, RecordingWriter
from migrator.traffic.rules import RuleMatcher
from migrator.twins.process import LOOPBACK

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to record: a scenario file that drives, or whoever comes by until Ctrl-C.

    ``proxy`` is the URL of an app that already runs; without it the toolkit starts the app.
    ``suite`` are the arguments of the pytest run whose test client is recorded; ``is_listening``
    waits for an app that sends what it answers by itself. With ``redacts`` no secret is written.
    """

    drive: Path | None = None
    proxy: str = ""
    port: int = 0
    out: Path | None = None
    seed: str = ""
    suite: str | None = None
    is_listening: bool = False
    redacts: bool = True

    @property
    def is_inside(self) -> bool:
        """Whether the exchanges are recorded inside the app's process."""
        return self.is_listening or self.suite is not None

    @property
    def source(self) -> str:
        """Where the traffic comes from, in the words of the recording's head."""
        if self.suite is not None:
            return "pytest"
        return "middleware" if self.is_listening else "proxy"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of it; ``routes`` of ``known`` rules were reached.

    ``redacted`` counts the places that hold a stand-in; ``left_out`` says which exchanges were not
    kept because nobody can tell what is in them.
    """

    file: str
    exchanges: int
    sessions: int
    routes: int
    known: int
    unmatched: int
    lost: int
    redacted: int = 0
    left_out: tuple[str, ...] = ()


def record(project: Project, plan: Plan, now: Callable[[], datetime], say: Say) -> Recorded:
    """Record until the scenario ends or the user interrupts; nothing is kept when it fails.

    Raises:
        SpecStale: the application was never inspected.
        UsageError: the scenario or the URL cannot be used.
        CouldNotRun: the database, the app or the scenario failed, or nothing came by.
    """
    if plan.drive and not plan.drive.is_file():
        raise UsageError(f"there is no scenario {plan.drive}", "--drive takes a Python file")
    routes = read_specs(project.route_specs).routes
    files = RecordedFiles(plan.out or project.recording_file)
    files.finish()
    began = _milliseconds(now())
    with raw_recording(project, files, say, redacts=plan.redacts) as raw:
        with ExitStack() as stack:
            stage = Stage(raw.project, stack, raw.files.snapshot, say, raw.files.opened)
            app = _app(stage, plan, began.timestamp())
            session = _Session(stage, plan, app, began, RuleMatcher(routes))
            raw.hold_logs()
            asyncio.run(session.run(raw.files))
        found = replace(session.found(), file=str(files.file), known=len(routes))
        if not found.exchanges:
            raise CouldNotRun("no request came by: nothing was recorded", "send some to the proxy")
        redacted, left_out = raw.keep()
    return replace(found, redacted=redacted, left_out=left_out)


def _app(stage: Stage, plan: Plan, epoch: float) -> RecordedApp:
    if plan.is_inside:
        return app_elsewhere(stage)
    if plan.proxy:
        return running_app(stage, plan.proxy)
    return started_app(stage, plan.seed, epoch)


class _Session:
    """One recording while it runs; carries what has been seen so far."""

    def __init__(
        self, stage: Stage, plan: Plan, app: RecordedApp, began: datetime, matcher: RuleMatcher
    ) -> None:
        self._project = stage.project
        self._say = stage.say
        self._plan = plan
        self._app = app
        self._copies = StateCopies(stage.project, stage.snapshot.with_name(STATES), stage.opened)
        self._began = began
        self._matcher = matcher
        self._broken: OSError | None = None
        self._sessions: set[str] = set()
        self._routes: set[tuple[str, str]] = set()
        self._found = Recorded("", 0, 0, 0, 0, 0, 0)

    def found(self) -> Recorded:
        """What was recorded."""
        return replace(self._found, sessions=len(self._sessions), routes=len(self._routes))

    async def run(self, files: RecordedFiles) -> None:
        """Record into ``files`` until the scenario ends or the user interrupts.

        Raises:
            CouldNotRun: the disk is full, or the scenario failed.
        """
        with RecordingWriter(files.file, self._head(), files.opened) as writer:
            source = self._source(lambda exchange: self._write(writer, exchange))
            port = await self._started(source)
            try:
                await self._driven(port)
            finally:
                await source.stop()
            self._check()
            self._found = replace(self._found, lost=source.lost)

    async def _started(self, source: "RecordingProxy | Receiver") -> int:
        try:
            return await source.start(LOOPBACK, self._plan.port)
        except OSError as error:
            raise CouldNotRun(
                f"port {self._plan.port} cannot be used: {error.strerror}",
                "give another one with --port; without it a free one is taken",
            ) from error

    def _head(self) -> RecordingHead:
        return RecordingHead(
            format=FORMAT,
            app=self._plan.proxy or self._project.app,
            source=self._plan.source,
            began=self._began.isoformat(timespec="milliseconds"),
            snapshot=self._app.snapshot,
            notes={
                "frozen": "yes" if self._app.frozen else "no",
                "warning": "this file holds what was sent: passwords, cookies and personal data",
            },
        )

    def _write(self, writer: RecordingWriter, exchange: Exchange) -> None:
        endpoint, rule = self._matcher.match(exchange.request)
        try:
            writer.write(replace(exchange, endpoint=endpoint, rule=rule))
        except OSError as error:  # the client has its answer; the recording ends
            self._broken = self._broken or error
            return
        self._sessions.add(exchange.session)
        if rule:
            self._routes.add((endpoint, rule))
        unmatched = self._found.unmatched + (not rule)
        self._found = replace(self._found, exchanges=writer.count, unmatched=unmatched)

    def _check(self) -> None:
        """Whether the app runs and what it answers can be written."""
        if self._broken:
            raise unwritable(self._broken)
        self._app.check()

    def _source(self, record: Callable[[Exchange], None]) -> "RecordingProxy | Receiver":
        epoch = self._began.timestamp()
        if self._plan.is_inside:
            return Receiver(record, epoch, self._copies.copy)
        return RecordingProxy(self._app.address, record, epoch, frozen=self._app.frozen)

    async def _driven(self, port: int) -> None:
        """The traffic comes by, until its source ends."""
        address, check = f"{LOOPBACK}:{port}", self._check
        if self._plan.suite is not None:
            self._say(f"running pytest {self._plan.suite}")
            await driving.suite(self._project, self._plan.suite, address, check, self._say)
        elif self._plan.drive:
            url = f"http://{address}"
            self._say(f"driving {self._plan.drive} against {url}")
            await driving.scenario(self._project, self._plan.drive.absolute(), url, check)
        else:
            self._say(self._invitation(address))
            await driving.anybody(check)

    def _invitation(self, address: str) -> str:
        if not self._plan.is_listening:
            return f"recording http://{address}; use the application there, Ctrl-C to end"
        return (
            f"listening at {address}, Ctrl-C to end; in the application:\n"
            f"  sys.path.append({str(driving.IN_PROCESS)!r})  # or copy migrator_recorder.py\n"
            f"  from migrator_recorder import RecordingMiddleware\n"
            f'  app.wsgi_app = RecordingMiddleware(app.wsgi_app, "{address}")'
        )


def _milliseconds(moment: datetime) -> datetime:
    """A moment that survives being written down."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
