"""The live stream: server-sent events from the board, one per browser, closed when the session ends."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final

from anyio import to_thread

from api.board import News
from api.errors import BusyError
from api.policy import TABLE, Caller, allows
from api.schemas.live import FactsEvent, PlansEvent, RoadsEvent, WithheldEvent
from api.schemas.weeks import WeeksEvent
from api.session import still_valid
from api.views.system import clock_info
from api.world import World
from data.store.queries.scope import visible_vehicles

HEARTBEAT_S: Final = 15.0
RETRY_MS: Final = 2000


def admit(world: World, caller: Caller) -> None:
    """Refuse a stream beyond what this process serves, in all and to one account.

    Raises
    ------
    BusyError
        As many streams are open as may be.
    """
    hub, settings = world.hub, world.settings
    if hub.closing or hub.open_streams >= settings.stream_limit:
        raise BusyError(f"{settings.stream_limit} streams are open")
    if world.streams[caller.account_id] >= settings.streams_per_account:
        raise BusyError(f"{settings.streams_per_account} streams of this account are open")


async def events(world: World, caller: Caller, cursor: int | None) -> AsyncIterator[bytes]:
    """Yield the events of one stream until the session ends, the server stops or the reader leaves.

    Parameters
    ----------
    cursor
        What the reader has seen (`Last-Event-ID` or the cursor of `getPositions`); None: nothing.
    """
    hub = world.hub
    hub.open_streams += 1
    world.streams[caller.account_id] += 1
    try:
        async for chunk in _events(world, caller, cursor):
            yield chunk
    finally:
        hub.open_streams -= 1
        world.streams[caller.account_id] -= 1


async def _events(world: World, caller: Caller, cursor: int | None) -> AsyncIterator[bytes]:
    hub, now = world.hub, asyncio.get_running_loop().time
    withheld = world.around.off_shift.withheld_from(caller)
    visible = await _visible(world, caller)
    seen = hub.board.number_after(cursor or 0)
    yield f"retry: {RETRY_MS}\n\n".encode() + _clock(world)
    sees_weeks = allows(TABLE["listWeeks"], caller)
    # whoever resumes cannot know which facts, plans, roads and weeks changed meanwhile
    if cursor is not None:
        yield _facts(world) + _plans(world) + _roads(world) + (_weeks() if sees_weeks else b"")
    due_s = now() + HEARTBEAT_S
    while True:
        news = hub.board.news(seen, visible, off_shift=withheld is None)
        seen = news.number
        told = _told(world, news) + (_told_of_weeks(news) if sees_weeks else b"")
        if told:
            yield told
        await hub.changed(seen, min(due_s - now(), caller.expires_at_s - world.around.real_s()))
        if hub.closing or world.around.real_s() >= caller.expires_at_s:
            return
        if now() >= due_s:
            if not await to_thread.run_sync(still_valid, caller, world):
                return
            yield b": alive\n\n" + _clock(world)
            due_s = now() + HEARTBEAT_S
        elif not news.plans:
            continue
        before, visible = visible, await _visible(world, caller)
        seen = seen if visible == before else 0


async def _visible(world: World, caller: Caller) -> frozenset[str] | None:
    if caller.scope.is_whole:
        return None

    def read() -> frozenset[str] | None:
        with world.sessions() as session:
            return visible_vehicles(session, caller.scope, world.around.operating_day())

    return await to_thread.run_sync(read)


def _told(world: World, news: News) -> bytes:
    parts = []
    if news.positions:
        parts.append(_event("positions", b"[" + b",".join(news.positions) + b"]", news.cursor))
    if news.withheld:
        hidden = WithheldEvent(reason="off_shift", vehicles=list(news.withheld))
        parts.append(_event("withheld", hidden.model_dump_json().encode(), news.cursor))
    if news.facts:
        parts.append(_facts(world, news.facts))
    if news.plans:
        parts.append(_plans(world))
    if news.roads:
        parts.append(_roads(world))
    return b"".join(parts)


def _told_of_weeks(news: News) -> bytes:
    return b"".join(_event(name, body) for name, body in news.weeks)


def _clock(world: World) -> bytes:
    return _event("clock", clock_info(world.around).model_dump_json().encode())


def _facts(world: World, vehicles: Iterable[str] = ()) -> bytes:
    told = FactsEvent(day=world.around.operating_day(), vehicles=list(vehicles))
    return _event("facts", told.model_dump_json().encode())


def _plans(world: World) -> bytes:
    return _event(
        "plans", PlansEvent(day=world.around.operating_day(), plan_id=None).model_dump_json().encode()
    )


def _roads(world: World) -> bytes:
    return _event("roads", RoadsEvent(day=world.around.operating_day()).model_dump_json().encode())


def _weeks() -> bytes:
    told = WeeksEvent(id=None, version=None, status=None, changed_by=None)
    return _event("weeks", told.model_dump_json().encode())


def _event(name: str, data: bytes, cursor: int | None = None) -> bytes:
    number = b"" if cursor is None else f"id: {cursor}\n".encode()
    return number + b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
