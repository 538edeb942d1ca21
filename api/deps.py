"""Annotated parameters that let a route read as a sentence."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from sqlalchemy.orm import Session

from api.errors import NotSignedInError, RefusedError
from api.policy import Caller
from api.world import World

PLAN_AHEAD_DAYS = 14
LOOK_BACK_DAYS = 3_700


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _session(request: Request) -> Iterator[Session]:
    """Lend a database session for the length of one request; a stream never asks for it."""
    with _world(request).sessions() as session:
        yield session


def _caller(request: Request) -> Caller:
    """Return who asks, as `api.session.authorise` found before the route began."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise NotSignedInError("sign in first")
    return caller


def _day(
    request: Request,
    day: Annotated[date | None, Query(description="Operating day; default: the present one")] = None,
) -> date:
    """Return the operating day asked for, or the present one."""
    return _checked(request, day)


def _path_day(request: Request, day: Annotated[date, Path(description="Operating day")]) -> date:
    """Return the operating day that the address names."""
    return _checked(request, day)


def _checked(request: Request, day: date | None) -> date:
    """Return the operating day asked for.

    Raises
    ------
    RefusedError
        The day is too far from the present operating day.
    """
    today = _world(request).around.operating_day()
    asked = day or today
    if not today - timedelta(days=LOOK_BACK_DAYS) <= asked <= today + timedelta(days=PLAN_AHEAD_DAYS):
        raise RefusedError("day-out-of-range", f"day {asked} is too far from {today}")
    return asked


Here = Annotated[World, Depends(_world)]
Db = Annotated[Session, Depends(_session)]
Who = Annotated[Caller, Depends(_caller)]
Day = Annotated[date, Depends(_day)]
PathDay = Annotated[date, Depends(_path_day)]
VehicleId = Annotated[str, Path(min_length=1, max_length=32, pattern=r"^[a-z0-9-]+$")]
DeviceId = Annotated[str, Path(min_length=3, max_length=32, pattern=r"^[a-z0-9-]+$")]
RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]
