"""Load Flask and FastAPI on one schedule: what `migrator bench` gives to Locust.

Requests are due at fixed times, whether or not earlier ones were answered, and a latency counts
from the due time: a server that stalls is charged for all that had to wait. The sides take turns
in short ABBA blocks, with the same requests at the same moments of each pair of blocks, so that
whatever else the machine does meets both. Then both are asked as fast as they can answer.

`migrator bench` writes the plan, runs this file and judges the samples. By hand:

    BENCH_PLAN=.migrator/bench/plan.json locust -f benchmarks/locustfile.py --headless -u 32 -r 32
"""

import json
import os
import random
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import ModuleType

import gevent
import gevent.event
from locust import FastHttpUser, constant, events, task

FORMAT = 1
SIDES = ("legacy", "new")
ABBA = ("legacy", "new", "new", "legacy")
WARM_ROUNDS = 3
UTILISATION = 0.5  # of one request at a time: away from saturation, where queues are all one sees
SLOWEST_RATE, FASTEST_RATE = 1.0, 200.0
LONGEST_BLOCK = 1.5
PACED_SHARE = 0.7
WARM_SHARE = 0.3


@dataclass
class Due:
    """A request and the moment at which it has to be sent, on the clock of perf_counter."""

    at: float
    request: dict
    context: dict


@dataclass
class Block:
    """A short time that belongs to one side; a paced one knows its requests beforehand."""

    begins: float
    ends: float
    context: dict
    requests: list
    dues: deque = field(default_factory=deque)

    @property
    def visitors(self) -> int:
        """How many may ask at the same time; those of a paced block keep to its due times."""
        return self.context.get("visitors", 1_000_000)

    def take(self) -> Due | None:
        """The next request of this block, None when it is over."""
        if self.context["phase"] == "paced":
            return self.dues.popleft() if self.dues else None
        now = time.perf_counter()
        if now >= self.ends:
            return None
        context = {**self.context, "ends": self.ends}
        return Due(max(now, self.begins), _drawn(random, self.requests), context)


class Run:
    """The plan, the blocks that are still to come, and the samples taken so far."""

    def __init__(self) -> None:
        self.plan = _read_plan()
        self.random = random.Random(self.plan["seed"])
        self.is_ready = gevent.event.Event()
        self.blocks: dict[str, deque[Block]] = {side: deque() for side in SIDES}
        self.routes: list[dict] = []
        self.samples: list[dict] = []
        self.lags: list[float] = []
        self.visitors = 0
        self.busy = 0

    def take(self, side: str, number: int) -> Due | None:
        """The next request for a visitor of a side, None when all is done."""
        blocks = self.blocks[side]
        while blocks:
            block = blocks[0]
            if number >= block.visitors and time.perf_counter() < block.ends:
                gevent.sleep(block.ends - time.perf_counter())
            elif due := block.take():
                return due
            else:
                blocks.popleft()
        return None

    def lay_out(self) -> None:
        """Put the blocks of all routes one after the other, beginning in a moment."""
        clock = time.perf_counter() + 0.2
        for route, facts in zip(self.plan["routes"], self.routes, strict=True):
            requests = facts.pop("requests")
            if requests:
                clock = self._lay_out_paced(clock, route, facts, requests)
                clock = self._lay_out_full(clock, route, facts, requests)

    def _lay_out_paced(self, clock: float, route: dict, facts: dict, requests: list) -> float:
        length = facts["block_seconds"]
        quads = max(1, round(self.plan["seconds"] * PACED_SHARE / length / 4))
        for pair in range(2 * quads):
            moments = _moments(self.random, facts["rate"], length)
            chosen = [_drawn(self.random, requests) for _ in moments]
            for number in (2 * pair, 2 * pair + 1):
                context = _context(route, number, "paced")
                block = Block(clock, clock + length, context, requests)
                block.dues.extend(
                    Due(clock + moment, request, block.context)
                    for moment, request in zip(moments, chosen, strict=True)
                )
                self.blocks[context["side"]].append(block)
                clock += length
        return clock

    def _lay_out_full(self, clock: float, route: dict, facts: dict, requests: list) -> float:
        length = facts["full_seconds"]
        quads = max(1, round(self.plan["seconds"] * (1 - PACED_SHARE) / length / 6))
        for number in range(4 * quads):
            context = {**_context(route, number, "full"), "visitors": facts["visitors"]}
            block = Block(clock, clock + length, context, requests)
            self.blocks[context["side"]].append(block)
            clock += length * 1.5  # what is still in flight at the end is not the other side's
        return clock

    def write(self) -> None:
        """Write what was found, so that a reader sees all of it or nothing."""
        lags = sorted(self.lags)
        lag = lags[int(len(lags) * 0.99)] * 1000 if lags else 0.0
        head = {"format": FORMAT, "lag_p99": round(lag, 3), "routes": self.routes}
        output = Path(self.plan["output"])
        temporary = output.with_suffix(".part")
        with temporary.open("w") as file:
            for line in (head, *self.samples):
                file.write(json.dumps(line) + "\n")
        temporary.replace(output)


def _read_plan() -> dict:
    path = os.environ.get("BENCH_PLAN")
    if not path:
        raise SystemExit("BENCH_PLAN names no plan: run `migrator bench`, which writes one")
    plan = json.loads(Path(path).read_text())
    if plan["format"] != FORMAT:
        raise SystemExit(f"{path} has format {plan['format']}, this file reads {FORMAT}")
    return plan


def _moments(source: random.Random, rate: float, length: float) -> list[float]:
    """Arrivals as of many independent users, with exponential gaps; one at least."""
    moments, at = [], source.expovariate(rate)
    while at < length:
        moments.append(at)
        at += source.expovariate(rate)
    return moments or [0.0]


def _drawn(source: random.Random | ModuleType, requests: list) -> dict:
    return source.choices(requests, [request["weight"] for request in requests])[0]


def _context(route: dict, number: int, phase: str) -> dict:
    return {"block": number, "side": ABBA[number % 4], "route": route["rule"], "phase": phase}


run = Run()


@events.request.add_listener
def collect(context: dict, response: object, **_: object) -> None:
    """Keep the raw sample of each measured request."""
    if context.get("phase") not in {"paced", "full"}:
        return
    now = time.perf_counter()
    if now > context.get("ends", now):
        return  # answered after its block: that throughput is not this block's
    run.samples.append(
        {
            "block": context["block"],
            "side": context["side"],
            "route": context["route"],
            "milliseconds": round((now - context["due"]) * 1000, 4),
            "ok": response.status_code == context["status"],
            "phase": context["phase"],
        }
    )


class Visitor(FastHttpUser):
    """Sends what is due to one side: when that stalls, the visitors of the other still go on."""

    host = ""
    wait_time = constant(0)
    connection_timeout = 30.0
    network_timeout = 30.0

    def on_start(self) -> None:
        """The first one warms both sides up, the others wait for the schedule."""
        self.client.client.cookiejar = None  # cookies are those of the recorded request
        self.number, side = divmod(run.visitors, 2)
        self.side = SIDES[side]
        run.visitors += 1
        run.busy += 1
        if run.visitors == 1:
            run.routes = [self._warm_up(route) for route in run.plan["routes"]]
            run.lay_out()
            run.is_ready.set()
        run.is_ready.wait()

    @task
    def send_what_is_due(self) -> None:
        """Wait for the due time and send; the last one to find nothing ends the run."""
        due = run.take(self.side, self.number)
        if due is None:
            run.busy -= 1
            if not run.busy:
                run.write()
                gevent.spawn(self.environment.runner.quit)  # from here it would end itself half way
            gevent.event.Event().wait()
            return
        wait = due.at - time.perf_counter()
        if wait > 0:
            gevent.sleep(wait)
            run.lags.append(time.perf_counter() - due.at)
        self._send(due.request, {**due.context, "due": due.at, "status": due.request["status"]})

    def _send(self, request: dict, context: dict) -> object:
        return self.client.request(
            request["method"],
            run.plan["sides"][context["side"]] + request["target"],
            name=f"{context['side']} {context['route']}",
            headers=request["headers"],
            allow_redirects=False,
            context=context,
        )

    def _warm_up(self, route: dict) -> dict:
        """Ask each request on both sides; those that Flask answers as recorded stay."""
        kept, left_out = [], 0
        times: dict[str, list[float]] = {side: [] for side in SIDES}
        over = time.perf_counter() + run.plan["seconds"] * WARM_SHARE
        for number in range(WARM_ROUNDS):
            for request in kept if number else route["requests"]:
                if (kept or left_out) and time.perf_counter() > over:
                    break
                statuses = {side: self._timed(side, route, request, times) for side in SIDES}
                if number == 0 and statuses["legacy"] == request["status"]:
                    kept.append(request)
                elif number == 0:
                    left_out += 1
        # The first answers of a server are its slowest.
        slowest = max(median(taken) for taken in times.values())
        return {**self._pace(route, slowest), "requests": kept, "left_out": left_out}

    def _timed(self, side: str, route: dict, request: dict, times: dict) -> int:
        began = time.perf_counter()
        answer = self._send(request, {"side": side, "route": route["rule"]})
        times[side].append(time.perf_counter() - began)
        return answer.status_code

    def _pace(self, route: dict, slowest: float) -> dict:
        """How to load a route whose requests take so many seconds."""
        seconds, mine = run.plan["seconds"], self.environment.runner.target_user_count // 2
        rate = min(max(UTILISATION / slowest, SLOWEST_RATE), FASTEST_RATE)
        full = max(seconds * (1 - PACED_SHARE) / 12, 3 * slowest)
        return {
            "rule": route["rule"],
            "rate": route.get("rate") or round(rate, 2),
            "block_seconds": min(max(run.plan["block_seconds"], 1.25 * slowest), LONGEST_BLOCK),
            "full_seconds": full,
            "visitors": min(max(int(full / slowest / 2), 1), mine),
        }
