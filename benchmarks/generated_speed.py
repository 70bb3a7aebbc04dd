"""The generated app against its Flask original: requests a second with a database further away.

python benchmarks/generated_speed.py [PAIRS]

64 connections; 20, 5 and 0 ms of database latency; Flask under gunicorn (gthread) and FastAPI
under uvicorn, two processes each. Every process has a port of its own and gets half of the
connections: `uvicorn --workers 2` may leave all of them to one worker. The database is the wire
player, see `estoque_sides.py`.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from estoque_sides import (
    ASYNC,
    BY_HAND_ASYNC,
    BY_HAND_MOTOR,
    FLASK,
    MOTOR,
    MOTOR_AS_INSTALLED,
    ROUTES,
    Servers,
    Side,
    Visitor,
    prepare,
    uri_of,
)
from http_load import Ask, Load
from paired import Pairs, show_head, show_ratio
from pymongo import MongoClient

from migrator.twins.wire.process import wire_process

CONNECTIONS, PROCESSES = 64, 2
FOR_COMPARISON = (MOTOR_AS_INSTALLED, BY_HAND_MOTOR, BY_HAND_ASYNC)
"""Without a goal: what Motor does by itself, and what the app by hand reaches on this machine."""
SIDES = (FLASK, MOTOR, ASYNC, BY_HAND_MOTOR, BY_HAND_ASYNC)
GOALS = {20: {MOTOR: 2.2, ASYNC: 3.0}, 5: {MOTOR: 1.0, ASYNC: 1.0}, 0: {MOTOR: 1.0, ASYNC: 1.0}}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the sides run: the folder of the apps, the recorded answers, how many pairs."""

    folder: Path
    file: Path
    pairs: int


class Loaded:
    """A side that runs, with somebody logged in, and connections to it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, servers: Servers, connections: int) -> None:
        self._loop = loop
        self._servers = servers
        self._load = Load(servers.ports, connections)
        visitor = Visitor(servers)
        self.asks = {name: visitor.ask_of(servers, name)[0] for name in ROUTES}
        self._loop.run_until_complete(self._load.turn(list(self.asks.values()), 1.0))

    def rate(self, asks: Sequence[Ask], seconds: float, ramp: float) -> float:
        """Requests a second in a slice."""
        load = self._load.turn(asks, seconds, ramp, 3 * CONNECTIONS)
        return self._loop.run_until_complete(load).rate


@contextmanager
def running(
    stage: Stage, delay: float, sides: Sequence[Side], processes: int, connections: int
) -> Iterator[dict[Side, Loaded]]:
    """The sides on the player, ready to be loaded; nothing may be asked that it does not know."""
    words = ("play", "--file", str(stage.file), "--delay-ms", str(delay))
    loop = _fast_loop()
    with ExitStack() as stack:
        player = stack.enter_context(wire_process(words, stage.folder / "play.log"))
        uri = uri_of(player)
        client = stack.enter_context(MongoClient(uri))
        started = {}
        for side in sides:
            started[side] = Servers(side, uri, stage.folder, processes)
            stack.callback(started[side].stop)
        yield {side: Loaded(loop, servers, connections) for side, servers in started.items()}
        status = client.admin.command("playerStatus")
        assert status["unknown"] + status["unstable"] == 0, (status, player.process.last_lines())


def _fast_loop() -> asyncio.AbstractEventLoop:
    from uvloop import new_event_loop

    return new_event_loop()


def latency(stage: Stage) -> None:
    """Requests a second, FastAPI over Flask."""
    for delay, goals in GOALS.items():
        show_head(
            f"{delay} ms, {CONNECTIONS} connections, requests a second", "Flask", "FastAPI", "ratio"
        )
        ramp, seconds = (0.4, 0.8) if delay == 20 else (0.2, 0.6)
        extra = FOR_COMPARISON if delay == 20 else ()
        with running(stage, delay, (FLASK, MOTOR, ASYNC, *extra), PROCESSES, CONNECTIONS) as sides:
            of_all = {side: list(loaded.asks.values()) for side, loaded in sides.items()}
            compared = {side: sides[side] for side in (FLASK, MOTOR, ASYNC)}
            found = rates(compared, of_all, stage.pairs, seconds, ramp)
            for side in extra:
                found |= rates({FLASK: sides[FLASK], side: sides[side]}, of_all, 5, seconds, ramp)
            for side, pairs in found.items():
                show_ratio(f"all in turn, {_short(side)}", pairs, goals.get(side, 0), at_least=True)
            if delay == 5:
                continue
            for name in ROUTES:
                of_one = {side: [loaded.asks[name]] for side, loaded in compared.items()}
                for side, pairs in rates(compared, of_one, 3, 0.3, ramp / 2).items():
                    show_ratio(f"{name}, {_short(side)}", pairs, 1.0, at_least=True)


def _short(side: Side) -> str:
    return side.name.removeprefix("FastAPI + ")


def rates(
    sides: dict[Side, Loaded],
    asks: dict[Side, list[Ask]],
    rounds: int,
    seconds: float,
    ramp: float,
) -> dict[Side, Pairs]:
    """Each other side with Flask, taken in turns; the order is reversed every other round."""
    found: dict[Side, Pairs] = {side: [] for side in sides if side is not FLASK}
    for number in range(rounds):
        order = list(sides)[:: -1 if number % 2 else 1]
        rate = {side: sides[side].rate(asks[side], seconds, ramp) for side in order}
        for side, pairs in found.items():
            pairs.append((rate[FLASK], rate[side]))
    return found


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        latency(Stage(folder, prepare(folder, SIDES), pairs))


if __name__ == "__main__":
    main()
