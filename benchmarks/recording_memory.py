"""Peak memory of what reads or writes a recording, for a short one and for a long one.

Each measurement is a process of its own; its peak is what the system says at its end. What is
constant has the same peak for both.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.project.project import Project
from migrator.steps import scrub
from migrator.steps.importing import Source, import_traffic
from migrator.steps.inspect import inspect, write
from migrator.steps.tape import Tape
from migrator.traffic.counting import count_traffic
from migrator.traffic.recording import FORMAT, RecordingWriter, read_head
from migrator.traffic.rules import RuleMatcher
from migrator.twins.snapshot import snapshot_digest

APP = (
    "from flask import Flask\napp = Flask(__name__)\n\n\n@app.get('/a')\ndef a():\n    return 'a'\n"
)
LOG = '10.0.0.{} - - [24/Nov/2026:12:00:01 +0000] "GET /a?page={} HTTP/1.1" 200 9 "-" "Firefox"\n'


def write_recording(project, lines):
    """A thousand clients that read pages, each with an e-mail and a cookie of its own."""
    project.snapshot.mkdir(parents=True)
    digest = snapshot_digest(project.snapshot)
    head = RecordingHead(FORMAT, "app:app", "2026-01-01T00:00:00", digest)
    kind = ("Content-Type", "application/json")
    with RecordingWriter(project.recording_file, head) as writer:
        for number in range(1, lines + 1):
            client = number % 1000
            cookie = ("Cookie", f"session=s{client:05}aB3xyzQ")
            body = f'{{"page":{number},"email":"client{client}@shop.example"}}'.encode()
            request = Request("GET", f"/a?page={number}", (("Host", "shop.example"), cookie))
            answer = Answer(200, (kind, ("Content-Length", str(len(body)))), body)
            writer.write(Exchange(number, f"client-{client}", number / 100, request, answer))


def work(what, project, log):
    file = project.recording_file
    if what == "read":
        tape = Tape(file, read_head(file), project.snapshot, RuleMatcher(()))
        sum(1 for _ in tape.snapshots())
        sum(1 for _ in tape.exchanges())
    elif what == "count":
        count_traffic(file, ())
    elif what == "check":
        scrub.check(project)
    elif what == "scrub":
        scrub.scrub(project)
    elif what == "import":
        import_traffic(project, Source("log", log, out=project.root / "log" / "l.ndjson"), print)


def measured(what, root):
    began = time.process_time()
    project = Project.here(root, app="app:app")
    work(what, project, root / "access.log")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{peak:.0f} {time.process_time() - began:.1f}")


def prepared(root, lines):
    (root / "app.py").write_text(APP)
    project = Project.here(root, app="app:app")
    write(project, inspect(project, lambda _: None))
    write_recording(project, lines)
    with (root / "access.log").open("w") as out:
        out.writelines(LOG.format(number % 200, number) for number in range(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", type=int, nargs="*", default=[1_000, 1_000_000])
    parser.add_argument("--what", default="read,count,check,scrub,import")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        measured(given.child[0], Path(given.child[1]))
        return
    for lines in given.lines:
        with tempfile.TemporaryDirectory() as folder:
            prepared(Path(folder), lines)
            for what in given.what.split(","):
                command = [sys.executable, __file__, "--child", what, folder]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                peak, seconds = done.stdout.split()[-2:]
                print(f"{what:6} {lines:9,} lines: {peak:>5} MiB peak, {seconds} s CPU", flush=True)


if __name__ == "__main__":
    main()
