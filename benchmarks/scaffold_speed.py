"""What `migrator scaffold` costs for 1,000 routes in 50,000 lines: first run, second run, memory.

python benchmarks/scaffold_speed.py [RUNS] [BLUEPRINTS]
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from large_project import APP, RULES, write_project

FIRST, UNCHANGED, MEMORY = 6.0, 1.0, 1024


def cost(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Processor seconds of a command with its children, wall seconds, MiB of its largest process.

    An installed toolkit has its bytecode, so it is allowed to keep some.
    """
    began = time.monotonic()
    child = os.fork()
    if not child:
        environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environ)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        (folder / "used.txt").write_text(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}")
        os._exit(0)
    os.waitpid(child, 0)
    seconds, memory = (folder / "used.txt").read_text().split()
    return float(seconds), time.monotonic() - began, float(memory)


def show(name: str, values: list[float], unit: str, goal: float) -> None:
    verdict = "met" if median(values) <= goal else "MISSED"
    print(f"{name:<34} {median(values):8.2f} {unit:<4} <= {goal:<6g} {verdict}")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    blueprints = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    program = str(Path(sys.executable).with_name("migrator"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = write_project(folder, blueprints)
        subprocess.run(
            [program, "inspect", APP, "--no-reach"], check=True, capture_output=True, cwd=folder
        )
        print(f"{lines:,} lines, {blueprints * RULES:,} rules, median of {runs}")
        first, again = [], []
        for _ in range(runs):
            for made in ("generated_app", ".migrator"):
                shutil.rmtree(folder / made, ignore_errors=True)
            first.append(cost([program, "scaffold", APP], folder))
            again.append(cost([program, "scaffold", APP], folder))
        show("first run, CPU", [seconds for seconds, _, _ in first], "s", FIRST)
        show("first run, wall", [wall for _, wall, _ in first], "s", FIRST)
        show("first run, largest process", [memory for _, _, memory in first], "MiB", MEMORY)
        show("unchanged run, CPU", [seconds for seconds, _, _ in again], "s", UNCHANGED)
        show("unchanged run, wall", [wall for _, wall, _ in again], "s", UNCHANGED)


if __name__ == "__main__":
    main()
