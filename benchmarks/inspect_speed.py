"""How long `migrator inspect` takes beyond the import of the app itself; 1,000 rules, 50,000 lines.

python benchmarks/inspect_speed.py [PAIRS] [BLUEPRINTS]
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from large_project import APP, RULES, write_project
from paired import Pairs, measured_in_turns, show_difference, show_head

GOAL = 3.0
IMPORT = "from shop import create_app; create_app()"
Clock = Callable[[], float]


def of_children() -> float:
    """Processor seconds, user and system, of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds(command: list[str], folder: Path, clock: Clock) -> float:
    began = clock()
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return clock() - began


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    blueprints = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    # inspect writes no bytecode into a project, and the app's own import must not leave any either
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    program = str(Path(sys.executable).with_name("migrator"))
    inspect = [program, "inspect", APP]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = write_project(folder, blueprints)
        print(f"{lines:,} lines, {blueprints * RULES:,} rules")
        show_head("seconds beyond the import of the app", "import", "inspect", "difference")

        def turns(command: list[str], clock: Clock, count: int) -> Pairs:
            base = partial(seconds, [sys.executable, "-c", IMPORT], folder, clock)
            return measured_in_turns(base, partial(seconds, command, folder, clock), count)

        first = [*inspect, "--no-reach"]
        seconds(first, folder, time.perf_counter)
        show_difference("inspect, wall", turns(first, time.perf_counter, pairs), GOAL)
        show_difference("inspect, CPU", turns(first, of_children, pairs), GOAL)
        check = [*inspect, "--check"]
        show_difference("inspect --check, CPU", turns(check, of_children, pairs), GOAL)
        wanted = [*inspect, "--reach"]
        show_difference("inspect --reach, CPU", turns(wanted, of_children, 3), float("inf"))


if __name__ == "__main__":
    main()
