"""Run the load with Locust as a process of its own, and bring its raw samples home."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from migrator.bench.plan import FORMAT, LoadPlan
from migrator.errors import BenchmarkFailed
from migrator.model.benchmark import Sample
from migrator.model.codec import from_json
from migrator.project.files import dump_json, write_atomic

Tick = Callable[[float], None]
"""Told once in a while how many seconds the load has been running."""

LOCUSTFILE = Path(__file__).with_name("locustfile.py.txt")
_PATIENCE_SECONDS = 90.0
_POLL_SECONDS = 0.2
_LAST_LINES = 8
_OTHER_VERSION = "delete benchmarks/locustfile.py when another version of migrator wrote it"


@dataclass(frozen=True, slots=True)
class LoadedRoute:
    """How a route was loaded: requests a second, the lengths of its blocks.

    ``visitors`` is how many asked at the same time in the blocks that measure throughput;
    ``left_out`` counts recorded requests that Flask now answers with another status.
    """

    rule: str
    rate: float
    block_seconds: float
    full_seconds: float
    visitors: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """The samples of a run, and by how many milliseconds the generator itself was late."""

    samples: tuple[Sample, ...]
    routes: tuple[LoadedRoute, ...]
    lag_p99: float


def write_locustfile(folder: Path) -> Path:
    """The project's own locustfile, written when there is none yet; what is there stays."""
    path = folder / "locustfile.py"
    if not path.exists():
        write_atomic(path, LOCUSTFILE.read_bytes())
    return path


def run_load(
    plan: LoadPlan, folder: Path, locustfile: Path, *, users: int = 32, tick: Tick | None = None
) -> Load:
    """Load both sides as the plan says; plan, samples and Locust's log stay in ``folder``.

    Raises:
        BenchmarkFailed: Locust is not installed, or did not finish.
    """
    if find_spec("locust") is None:
        raise BenchmarkFailed("Locust is not installed", "pip install 'migrator[bench]'")
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / "samples.ndjson"
    output.unlink(missing_ok=True)
    write_atomic(folder / "plan.json", dump_json(plan_json(plan, output)))
    allowed = len(plan.routes) * (plan.seconds * 2 + 40) + _PATIENCE_SECONDS
    code = _locust(locustfile, folder, users, allowed, tick or (lambda _: None))
    if not output.is_file():
        last = (folder / "locust.log").read_text(errors="replace").splitlines()[-_LAST_LINES:]
        raise BenchmarkFailed(f"Locust left with exit code {code} and no samples", "\n".join(last))
    return read_load(output)


def plan_json(plan: LoadPlan, output: Path) -> Mapping[str, Any]:
    """The plan as the locustfile reads it."""
    return {"format": FORMAT, "output": str(output), **_plain(plan)}


def _plain(value: Any) -> Any:
    """Every field, also those that hold their default: the locustfile knows none."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def read_load(path: Path) -> Load:
    """The samples that Locust has written.

    Raises:
        BenchmarkFailed: the file is not one of the locustfile's.
    """
    lines = _lines(path)
    try:
        head = next(lines)
        if head["format"] != FORMAT:
            said = f"{path} has format {head['format']}, expected {FORMAT}"
            raise BenchmarkFailed(said, _OTHER_VERSION)
        routes = tuple(from_json(LoadedRoute, route) for route in head["routes"])
        samples = tuple(from_json(Sample, line) for line in lines)
        return Load(samples, routes, float(head["lag_p99"]))
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise BenchmarkFailed(f"{path} does not hold samples: {error}", _OTHER_VERSION) from error


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as file:
        for line in file:
            yield json.loads(line)


def _locust(locustfile: Path, folder: Path, users: int, allowed: float, tick: Tick) -> int:
    command: Sequence[str] = [
        *(sys.executable, "-m", "locust", "--locustfile", str(locustfile), "--headless"),
        *("--users", str(users), "--spawn-rate", str(users), "--exit-code-on-error", "0"),
        *("--only-summary", "--skip-log-setup", "--config", os.devnull),
    ]
    environ = {**os.environ, "BENCH_PLAN": str(folder / "plan.json")}
    began = time.monotonic()
    with (folder / "locust.log").open("wb") as log:
        child = subprocess.Popen(
            command, env=environ, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        try:
            while child.poll() is None and time.monotonic() - began < allowed:
                tick(time.monotonic() - began)
                time.sleep(_POLL_SECONDS)
        finally:
            child.kill()
            child.wait()
    return child.returncode
