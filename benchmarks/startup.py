"""How long `migrator --help` takes against an empty Typer + Rich program.

python benchmarks/startup.py [PAIRS]
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from paired import measured_in_turns, show_head, show_ratio

GOAL = 1.3
EMPTY = '''"""An empty program, as Typer's documentation writes it."""

import typer
from rich.console import Console

app = typer.Typer()
console = Console()


@app.command()
def main(name: str = "x") -> None:
    """Say hello."""
    console.print(name)


app()
'''


def milliseconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    program = str(Path(sys.executable).with_name("migrator"))
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY)

        def base() -> float:
            return milliseconds([sys.executable, str(empty), "--help"])

        def ours() -> float:
            return milliseconds([program, "--help"])

        base()
        ours()
        show_head("start-up, ms", "empty", "migrator", "ratio")
        show_ratio("migrator --help", measured_in_turns(base, ours, pairs), GOAL)


if __name__ == "__main__":
    main()
