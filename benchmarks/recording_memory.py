"""Peak memory of what reads or writes a recording, for a short one and for a long one.

python benchmarks/recording_memory.py [SHORT LONG] [--what survey,judge,record,log,har,export,scrub]

Each measurement is a process of its own; its peak is what the system says at its end. What is
constant has the same peak for both: the ratio says so. ``judge`` is all that `replay` does in the
toolkit's process but asking the apps: an answer in ten differs, and is weighed as noise.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from migrator.compare.context import JudgeContext
from migrator.compare.judge import judge_exchange
from migrator.compare.judged import JudgedExchange
from migrator.compare.suspects import Changes
from migrator.compare.verdict import route_verdicts
from migrator.introspect.specs import read_specs
from migrator.model.exchange import Answer, Exchange, RecordingHead, Request
from migrator.model.noise import Noise
from migrator.project.project import Project
from migrator.steps import scrub
from migrator.steps.exporting import export_har
from migrator.steps.importing import Source, import_traffic
from migrator.steps.inspect import inspect, write
from migrator.steps.tape import Tape
from migrator.steps.transcript import Transcript
from migrator.traffic.counting import count_traffic
from migrator.traffic.jar import Jar
from migrator.traffic.links import Links, survey
from migrator.traffic.recording import FORMAT, RecordingWriter, read_exchanges, read_head
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
    if what in ("survey", "judge"):
        spec = read_specs(project.route_specs)
        tape = Tape(file, read_head(file), project.snapshot, RuleMatcher(spec.routes))
        known = survey(tape.exchanges(), frozenset(), frozen=False)
        if what == "judge":
            judge(spec, tape, known, project.state)
    elif what == "record":
        head = read_head(file)
        with RecordingWriter(project.root / "again.ndjson", head) as writer:
            for exchange in read_exchanges(file):
                writer.write(exchange)
    elif what == "count":
        count_traffic(file, ())
    elif what == "check":
        scrub.check(project)
    elif what == "scrub":
        scrub.scrub(project)
    elif what == "export":
        export_har(project, "har", project.root / "access.har", None)
    elif what in ("log", "har"):
        source = log if what == "log" else project.root / "access.har"
        import_traffic(project, Source(what, source, out=project.root / what / "l.ndjson"), print)


def judge(spec, tape, known, folder):
    """What a playback does with both answers, and the verdict."""
    sides = Links(known), Links(known)
    jars = defaultdict(Jar)
    transcript = Transcript(folder)
    changes = Changes()
    for exchange in tape.exchanges():
        jar = jars[exchange.session]
        jar.request(exchange.request)
        body = exchange.answer.body
        if exchange.id % 10 == 0:
            body = body.replace(b"shop", b"sh0p")
        new = replace(exchange.answer, body=body)
        for side, answer in zip(sides, (exchange.answer, new), strict=True):
            side.learn(exchange.answer, answer)
        jar.learn(exchange.answer, new)
        found, excuses = judge_exchange(exchange, exchange.answer, new, JudgeContext(every=True))
        transcript.add(JudgedExchange(exchange, found, excuses, status=200))
        changes.note(exchange.id, ({"orders": str(exchange.id)},) * 2)
    transcript.close(Noise(1, frozen=False), (), lambda item, _: item)
    verdict = route_verdicts(spec, transcript, state_changes=changes)
    assert verdict.compared == exchange.id
    assert sum(item.count for item in verdict.routes[0].differences) == exchange.id // 10


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
    parser.add_argument("lines", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--what", default="survey,judge,record,count,log,export,har,check,scrub")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        measured(given.child[0], Path(given.child[1]))
        return
    first = {}
    for lines in given.lines:
        with tempfile.TemporaryDirectory() as folder:
            prepared(Path(folder), lines)
            for what in given.what.split(","):
                command = [sys.executable, __file__, "--child", what, folder]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                peak, seconds = done.stdout.split()[-2:]
                ratio = int(peak) / first.setdefault(what, int(peak))
                said = f"{peak:>5} MiB peak, ratio {ratio:.2f}, {seconds} s CPU"
                print(f"{what:6} {lines:9,} lines: {said}", flush=True)


if __name__ == "__main__":
    main()
