"""The instrument as a process: ``python -m migrator.twins.wire record|play|pass``.

It writes ``listening on HOST:PORT`` to stdout and works until SIGTERM or SIGINT. ``record`` then
writes its file; ``play`` leaves with 1 when something was asked that it could not answer.
"""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from migrator.errors import ExitCode, MigratorError
from migrator.twins.process import LOOPBACK
from migrator.twins.wire.answers import load_answers
from migrator.twins.wire.introduction import Introduction
from migrator.twins.wire.passage import Address, Entrance
from migrator.twins.wire.player import Player, PlayerConnection
from migrator.twins.wire.recorder import RecordedConnection, Recorder

_BACKLOG = 512
_ENDS = (signal.SIGTERM, signal.SIGINT)
_log = logging.getLogger(__name__)


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m migrator.twins.wire", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    record = verbs.add_parser("record", help="pass questions to a server and keep its answers")
    play = verbs.add_parser("play", help="answer recorded questions from memory")
    passed = verbs.add_parser("pass", help="pass everything to a server and back, later")
    for verb in (record, play):
        verb.add_argument("--file", type=Path, required=True, help="the recorded answers")
    for verb in (record, passed):
        verb.add_argument("--to", type=_address, required=True, help="HOST:PORT of the server")
    for verb in (record, play, passed):
        verb.add_argument("--port", type=int, default=0, help="0: a free one")
        verb.add_argument("--delay-ms", type=float, default=0.0, help="added to every reply")
    play.add_argument(
        "--sequence",
        action="store_true",
        help="give differing answers to one question in their order, the last again and again",
    )
    return parser.parse_args(words)


def main() -> int:
    """Run until a signal comes."""
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stderr)
    wanted = arguments()
    try:
        return _run(wanted)
    except MigratorError as error:
        sys.stderr.write(f"{error.message}\n")
        return int(error.exit_code)


def _run(wanted: argparse.Namespace) -> int:
    delay = wanted.delay_ms / 1000
    if wanted.verb == "play":
        player = Player(load_answers(wanted.file), delay, wanted.sequence)
        _serve(lambda: PlayerConnection(player), wanted.port)
        status = player.status()
        _log.info("%s", ", ".join(f"{count} {name}" for name, count in status.items()))
        return ExitCode.DIFFERENT if status["unknown"] or status["unstable"] else ExitCode.PASSED
    if wanted.verb == "pass":
        _serve(lambda: Entrance(wanted.to, delay, Introduction), wanted.port)
        return ExitCode.PASSED
    recorder = Recorder()
    listening = partial(RecordedConnection, recorder)
    _serve(lambda: Entrance(wanted.to, delay, listening), wanted.port)
    recorder.answers.save(wanted.file)
    found = recorder.answers
    _log.info(
        "%d questions recorded, %d with answers that differ",
        len(found.by_question),
        found.differing,
    )
    return ExitCode.PASSED


def _serve(connection: Callable[[], asyncio.Protocol], port: int) -> None:
    try:
        factory: Callable[[], asyncio.AbstractEventLoop] = import_module("uvloop").new_event_loop
    except ImportError:  # there is none for Windows
        factory = asyncio.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_until_a_signal(connection, port))


async def _until_a_signal(connection: Callable[[], asyncio.Protocol], port: int) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in _ENDS:
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(connection, LOOPBACK, port, backlog=_BACKLOG)
    host, chosen = server.sockets[0].getsockname()[:2]
    sys.stdout.write(f"listening on {host}:{chosen}\n")
    sys.stdout.flush()
    await stopped.wait()
    server.close()
    for number in _ENDS:
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_IGN)  # whoever asks twice must not cut off the writing


def _address(text: str) -> Address:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host, int(port)


if __name__ == "__main__":
    sys.exit(main())
