"""Clock, shift, roads and banners."""

from api.schemas.system import BannerCode, RoadsInfo, StackClockInfo
from api.surroundings import Surroundings
from data.contract.clock import stack_clock_of
from data.store.models import RoadSnapshot


def clock_info(around: Surroundings) -> StackClockInfo:
    """Return the stack clock as the console computes with it."""
    clock = around.clock
    staged = stack_clock_of(clock)
    return StackClockInfo(
        now=clock.now(),
        rate=clock.rate,
        demo=around.demo,
        anchor_real=staged.anchor_real if staged else None,
        anchor_stack=staged.anchor_stack if staged else None,
    )


def roads_info(snapshot: RoadSnapshot | None) -> RoadsInfo:
    """Return which network is in use."""
    if snapshot is None:
        return RoadsInfo(kind="none", source=None, attribution=None, checksum=None)
    return RoadsInfo.model_validate(snapshot)


def banners(around: Surroundings, roads: RoadsInfo, *, samples: bool, unconfirmed: bool) -> list[BannerCode]:
    """Return what a person must be told above the map."""
    told: dict[BannerCode, bool] = {
        "demo_clock": around.demo or around.clock.rate != 1,
        "no_roads": roads.kind == "none",
        "synthetic_roads": roads.kind == "synthetic",
        "sample_points": samples,
        "dms_unconfirmed": unconfirmed,
    }
    return [code for code, holds in told.items() if holds]
