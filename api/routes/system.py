"""Clock, roads, banners: what the console must know first."""

from typing import Any

from fastapi import APIRouter, Request

from api.deps import Db, Here
from api.schemas.system import Basemap, Shift, SystemInfo
from api.views.system import banners, clock_info, roads_info
from data.store.queries import places, system

router = APIRouter(tags=["system"])
# the mainland of the regency, until villages are stored
_JEPARA = (110.60, -6.80, 110.98, -6.40)


@router.get("/system", operation_id="getSystem", summary="Clock, roads and banners")
def get_system(request: Request, here: Here, db: Db) -> SystemInfo:
    """Return the stack clock, the operating day, the roads in use and what a banner must say."""
    day = here.around.operating_day()
    start, end = here.around.calendar.shift(day)
    roads = roads_info(system.current_roads(db))
    total, samples = places.count_points(db, day)
    unconfirmed = system.dms_unconfirmed(db)
    return SystemInfo(
        clock=clock_info(here.around),
        operating_day=day,
        shift=Shift(start=start, end=end),
        roads=roads,
        sample_points=samples > 0,
        points_total=total,
        version=request.app.version,
        banners=banners(here.around, roads, samples=samples > 0, unconfirmed=unconfirmed),
        basemap=Basemap(style_url=here.settings.basemap_style_url),
        bounds=system.bounds(db) or _JEPARA,
        off_shift_tracking=here.settings.off_shift_tracking,
    )


@router.get("/openapi.json", operation_id="getOpenapi", summary="This description")
async def get_openapi(request: Request) -> dict[str, Any]:
    """Return the OpenAPI description of this api."""
    document: dict[str, Any] = request.app.openapi()
    return document
