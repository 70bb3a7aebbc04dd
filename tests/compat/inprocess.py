"""Ask an application in this process, through ASGI."""

import asyncio

import httpx


def ask(app, method, path, **options):
    """Return the answer to one request."""

    async def send():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://testing.example"
        ) as client:
            return await client.request(method, path, **options)

    return asyncio.run(send())


def get(app, path, **options):
    return ask(app, "GET", path, **options)


async def lifespan(app, during):
    """Run a coroutine function between the start and the end of an application."""
    incoming, outgoing = asyncio.Queue(), asyncio.Queue()
    task = asyncio.create_task(
        app(
            {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}},
            incoming.get,
            outgoing.put,
        )
    )
    await incoming.put({"type": "lifespan.startup"})
    started = await outgoing.get()
    if started["type"] != "lifespan.startup.complete":
        await task
        return started
    await during()
    await incoming.put({"type": "lifespan.shutdown"})
    ended = await outgoing.get()
    await task
    return ended
