"""The three courses of a playback: one by one, several at once, in the recording's own time."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from migrator.compare.judged import JudgedExchange
from migrator.model.exchange import Exchange
from migrator.steps.flight import Flight, Work
from migrator.steps.ground import Ground
from migrator.steps.pace import Again, Pace


@dataclass(frozen=True, slots=True)
class Stage:
    """What a course needs: ``alone`` plays an exchange on quiet ground, ``asked`` among others.

    ``is_clean`` says whether nothing was found that others may have caused; ``done`` takes each
    exchange that was judged.
    """

    exchanges: Iterable[Exchange]
    alone: Work
    asked: Work
    is_clean: Callable[[JudgedExchange], bool]
    done: Callable[[JudgedExchange], None]
    ground: Ground


async def run(stage: Stage, pace: Pace, flight: Flight) -> Again | None:
    """The course that a pace asks for; the result says why it must be run again, if so."""
    if pace.speed:
        await in_time(stage, pace.speed, flight)
    elif pace.jobs > 1:
        return await several(stage, pace, flight)
    else:
        await one_by_one(stage)
    return None


async def one_by_one(stage: Stage) -> None:
    """Each after the one before it was answered and both databases were looked at."""
    for exchange in stage.exchanges:
        stage.done(await stage.alone(exchange))


async def several(stage: Stage, pace: Pace, flight: Flight) -> Again | None:
    """Let exchanges overlap that should change nothing; the others stand alone, in their order.

    The result says why this playback says nothing: what overlapped wrote after all, or something
    was found after exchanges had overlapped. Nobody can tell then whether that is the cause.
    """
    for exchange in stage.exchanges:
        if not pace.stands_alone(exchange):
            await flight.room_for(exchange, pace.jobs)
            flight.start(exchange, stage.asked)
            wrote, items = None, flight.judged()
        else:
            wrote, items = stage.ground.after_reading(await flight.land()), flight.judged()
            if not wrote:
                items.append(await stage.alone(exchange))
        if again := _again(stage, items, wrote, flight):
            return again
    wrote = stage.ground.after_reading(await flight.land())
    return _again(stage, flight.judged(), wrote, flight)


def not_the_same(exchange: Exchange) -> Again:
    """Why a playback with overlaps is given up: others may have caused what was found."""
    return Again(f"exchange {exchange.id} did not come out the same")


async def in_time(stage: Stage, speed: float, flight: Flight) -> None:
    """Ask each at its time, whatever is still up; look at the databases in the pauses."""
    clock = asyncio.get_running_loop().time
    began: float | None = None
    for exchange in stage.exchanges:
        began = clock() - exchange.at / speed if began is None else began
        due = began + exchange.at / speed
        if exchange.state or await flight.is_quiet(due):
            await _come_down(stage, flight)
        await flight.pause(due)
        if exchange.state:
            stage.done(await stage.alone(exchange))
        else:
            flight.start(exchange, stage.asked)
    await _come_down(stage, flight)


def _again(
    stage: Stage, items: list[JudgedExchange], wrote: Exchange | None, flight: Flight
) -> Again | None:
    for item in items:
        stage.done(item)
    if wrote:
        what = f"{wrote.request.method} {wrote.request.path}"
        return Again(f"{what} writes", (wrote.endpoint, wrote.rule))
    found = (item.exchange for item in items if not stage.is_clean(item))
    first = next(found, None) if flight.has_overlapped else None
    return not_the_same(first) if first else None


async def _come_down(stage: Stage, flight: Flight) -> None:
    partings = stage.ground.after_overlap(await flight.land())
    for item in flight.judged():
        parting = partings.get(item.exchange.id, ())
        stage.done(
            replace(item, differences=(*item.differences, *parting), is_mended=bool(parting))
        )
