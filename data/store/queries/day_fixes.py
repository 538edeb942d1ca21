"""The fixes of a vehicle's operating day, and the doubt that only the whole day can tell: a leap."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray
from psycopg import Cursor
from psycopg.rows import TupleRow

LEAP: Final = "implied_speed"
"""The flag of a fix that could only be reached faster than any truck drives."""


@dataclass(frozen=True, slots=True)
class DayFixes:
    """The fixes of all devices while they sat in a vehicle, in no promised order.

    Attributes
    ----------
    track
        (n, 4): Unix seconds, degrees east, degrees north, km/h (NaN where not reported).
    sitting
        (n,) the assignment of a device to the vehicle under which each counts.
    flagged
        (n,) whether it is flagged as a leap now.
    """

    track: NDArray[np.float64]
    sitting: NDArray[np.int64]
    flagged: NDArray[np.bool_]


def fixes_of(cursor: Cursor[TupleRow], vehicle: str, bounds: tuple[datetime, datetime]) -> DayFixes:
    """Return the fixes of all devices while they sat in `vehicle` between `bounds`, the end not included."""
    first, following = bounds
    with cursor.connection.cursor(binary=True) as reader:
        rows = reader.execute(_FIXES, {"vehicle": vehicle, "first": first, "next": following}).fetchall()
    # a derivation reads a whole day every few seconds: this is half the work of an array of tuples
    table = np.fromiter(chain.from_iterable(rows), np.float64, 6 * len(rows)).reshape(-1, 6)
    return DayFixes(table[:, :4], table[:, 4].astype(np.int64), table[:, 5] > 0)


_FIXES: Final = f"""
select extract(epoch from f.fix_time)::float8, f.lon, f.lat, coalesce(f.speed_kmh, 'NaN'), a.id,
  (f.flags is not null and '{LEAP}' = any(f.flags))::int
from device_assignment a join fix f on f.device_id = a.device_id
  and f.fix_time >= greatest(a.valid_from, %(first)s)
  and f.fix_time < least(coalesce(a.valid_to, 'infinity'), %(next)s)
where a.vehicle_id = %(vehicle)s and f.fix_time >= %(first)s and f.fix_time < %(next)s
"""


def flag_leaps(cursor: Cursor[TupleRow], fixes: DayFixes, leaps: NDArray[np.bool_]) -> int:
    """Flag as leaps exactly those fixes of a day; write only what differs and return how many that were.

    Other flags stay. Fixes are found by device, time and place: a leap is told by nothing else.

    Parameters
    ----------
    leaps
        (n,) which of `fixes` are leaps.
    """
    differing = leaps != fixes.flagged
    if not differing.any():
        return 0
    moments, lon, lat = fixes.track[differing, :3].T.tolist()
    named = {
        "sittings": fixes.sitting[differing].tolist(),
        "moments": moments,
        "lon": lon,
        "lat": lat,
        "leaps": leaps[differing].tolist(),
        "first": datetime.fromtimestamp(min(moments) - 1, UTC),
        "last": datetime.fromtimestamp(max(moments) + 1, UTC),
    }
    return cursor.execute(_FLAG, named).rowcount


# The span of a millisecond is for the index, the exact number for the truth; the constant span lets the
# planner leave out all other partitions.
_FLAG: Final = f"""
update fix f set flags = case when w.leap then array_append(f.flags, '{LEAP}')
  else nullif(array_remove(f.flags, '{LEAP}'), '{{}}') end
from unnest(%(sittings)s::int8[], %(moments)s::float8[], %(lon)s::float8[], %(lat)s::float8[],
    %(leaps)s::bool[]) as w(sitting, moment, lon, lat, leap)
join device_assignment a on a.id = w.sitting
where f.device_id = a.device_id and f.fix_time >= %(first)s and f.fix_time < %(last)s
  and f.fix_time between to_timestamp(w.moment - 0.001) and to_timestamp(w.moment + 0.001)
  and extract(epoch from f.fix_time)::float8 = w.moment and f.lon = w.lon and f.lat = w.lat
  and w.leap <> coalesce('{LEAP}' = any(f.flags), false)
"""
