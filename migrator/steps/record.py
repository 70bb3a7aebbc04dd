"""Record traffic: the database as it was, the app behind a recording proxy, and who drives it."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from migrator.errors import CouldNotRun, UsageError
from migrator.introspect.specs import read_specs
from migrator.model.exchange import Exchange, RecordingHead
from migrator.project.project import Project
from migrator.steps.recorded_app import RecordedApp, Stage, running_app, started_app
from migrator.traffic.proxy import RecordingProxy
from migrator.traffic.recording import FORMAT, RecordingWriter
from migrator.traffic.rules import RuleMatcher
from migrator.twins.process import LOOPBACK, Child

Say = Callable[[str], None]

_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What to record: a scenario file that drives, or whoever comes by until Ctrl-C.

    ``proxy`` is the URL of an app that already runs; without it the toolkit starts the app.
    """

    drive: Path | None = None
    proxy: str = ""
    port: int = 0
    out: Path | None = None
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of it; ``routes`` of ``known`` rules were reached."""

    file: str
    exchanges: int
    sessions: int
    routes: int
    known: int
    unmatched: int
    lost: int


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
    file = plan.out or project.recording_file
    fresh = file.with_name(f".{file.name}.new")
    snapshot = file.with_name(".snapshot.new")
    began = _milliseconds(now())

    with ExitStack() as stack:
        stack.callback(shutil.rmtree, snapshot, ignore_errors=True)
        stack.callback(fresh.unlink, missing_ok=True)
        stage = Stage(project, stack, snapshot, say)
        app = _app(stage, plan, began.timestamp())
        session = _Session(stage, plan, app, began, RuleMatcher(routes))
        asyncio.run(session.run(fresh))
        found = replace(session.found(), file=str(file), known=len(routes))
        if not found.exchanges:
            raise CouldNotRun("no request came by: nothing was recorded", "send some to the proxy")
        fresh.replace(file)
        _replace_folder(snapshot, file.with_name(project.snapshot.name))
    return found


def _app(stage: Stage, plan: Plan, epoch: float) -> RecordedApp:
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
        self._began = began
        self._matcher = matcher
        self._sessions: set[str] = set()
        self._routes: set[tuple[str, str]] = set()
        self._found = Recorded("", 0, 0, 0, 0, 0, 0)

    def found(self) -> Recorded:
        """What was recorded."""
        return replace(self._found, sessions=len(self._sessions), routes=len(self._routes))

    async def run(self, file: Path) -> None:
        """Record into ``file`` until the scenario ends or the user interrupts."""
        with RecordingWriter(file, self._head()) as writer:
            epoch = self._began.timestamp()
            record = lambda exchange: self._write(writer, exchange)  # noqa: E731
            proxy = RecordingProxy(self._app.address, record, epoch, frozen=self._app.frozen)
            port = await proxy.start(LOOPBACK, self._plan.port)
            try:
                await self._drive_or_wait(f"http://{LOOPBACK}:{port}")
            finally:
                await proxy.stop()
            self._found = replace(self._found, lost=proxy.lost)

    def _head(self) -> RecordingHead:
        return RecordingHead(
            format=FORMAT,
            app=self._plan.proxy or self._project.app,
            began=self._began.isoformat(timespec="milliseconds"),
            snapshot=self._app.snapshot,
            notes={
                "frozen": "yes" if self._app.frozen else "no",
                "warning": "this file holds what was sent: passwords, cookies and personal data",
            },
        )

    def _write(self, writer: RecordingWriter, exchange: Exchange) -> None:
        endpoint, rule = self._matcher.match(exchange.request)
        writer.write(replace(exchange, endpoint=endpoint, rule=rule))
        self._sessions.add(exchange.session)
        if rule:
            self._routes.add((endpoint, rule))
        unmatched = self._found.unmatched + (not rule)
        self._found = replace(self._found, exchanges=writer.count, unmatched=unmatched)

    async def _drive_or_wait(self, url: str) -> None:
        if not self._plan.drive:
            await self._wait_for_the_user(url)
            return
        self._say(f"driving {self._plan.drive} against {url}")
        log = self._project.logs / "drive.log"
        command = [sys.executable, str(self._plan.drive.resolve()), url]
        child = Child(command, log, cwd=self._project.root, env=dict(os.environ))
        try:
            while child.is_alive:
                self._app.check()
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            child.stop()
        if child.exit_code:
            raise CouldNotRun(
                f"the scenario left with exit code {child.exit_code}:\n{child.last_lines()}",
                f"its log is {log}",
            )

    async def _wait_for_the_user(self, url: str) -> None:
        self._say(f"recording {url}; use the application there, Ctrl-C to end")
        interrupted = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, interrupted.set)
        while not interrupted.is_set():
            self._app.check()
            with suppress(TimeoutError):
                await asyncio.wait_for(interrupted.wait(), _LOOK_SECONDS)


def _milliseconds(moment: datetime) -> datetime:
    """A moment that survives being written down."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _replace_folder(fresh: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    fresh.replace(folder)
