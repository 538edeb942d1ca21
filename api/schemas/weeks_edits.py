"""What a planner does to a week by hand, one kind of edit each."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Discriminator, Field, model_validator

from api.schemas.common import Asked
from api.schemas.replans import TruckId

PointCode = Annotated[str, Field(min_length=1, max_length=64, description="Code of a point of the week")]
VillageCode = Annotated[str, Field(min_length=1, max_length=32, description="Code of a village")]
MOST_POSITION = 400


class MoveEdit(Asked):
    """Empty a point on another day; without `vehicle` the best one that works then."""

    kind: Literal["move"]
    point: PointCode
    from_day: date
    to_day: date
    vehicle: TruckId | None = None


class AssignEdit(Asked):
    """Give a visit to a vehicle, or put it to another place in its order; a new visit where there is none."""

    kind: Literal["assign"]
    point: PointCode
    day: date
    vehicle: TruckId
    position: int | None = Field(
        default=None, ge=0, le=MOST_POSITION, description="Halts of the vehicle before it; default: the best"
    )


class PinEdit(Asked):
    """Fix a point to a day, a vehicle, or both, so that no solver moves it; or let it go again."""

    kind: Literal["pin"]
    point: PointCode
    day: date | None = None
    vehicle: TruckId | None = None
    pinned: bool

    @model_validator(mode="after")
    def _something(self) -> "PinEdit":
        if self.pinned and self.day is None and self.vehicle is None:
            raise ValueError("a point is fixed to a day, a vehicle, or both")
        return self


class ExcludeEdit(Asked):
    """Leave a point out of this week, or take it in again."""

    kind: Literal["exclude"]
    point: PointCode
    excluded: bool


class FrequencyEdit(Asked):
    """Empty a point so many times this week, instead of what the office's records say."""

    kind: Literal["frequency"]
    point: PointCode
    times: int = Field(ge=1, le=14)


class MoveVillageEdit(Asked):
    """Move every visit of a village from one day to another."""

    kind: Literal["move_village"]
    village: VillageCode
    from_day: date
    to_day: date
    vehicle: TruckId | None = None


class UndoEdit(Asked):
    """Take the last edit back."""

    kind: Literal["undo"]


class RedoEdit(Asked):
    """Do the edit again that was taken back last."""

    kind: Literal["redo"]


WeekEditAsked = Annotated[
    MoveEdit | AssignEdit | PinEdit | ExcludeEdit | FrequencyEdit | MoveVillageEdit | UndoEdit | RedoEdit,
    Discriminator("kind"),
]
EXAMPLES = {
    "move": {
        "summary": "Move a point from Monday to Tuesday",
        "value": {"kind": "move", "point": "CTH-17", "from_day": "2026-11-23", "to_day": "2026-11-24"},
    },
    "move_village": {
        "summary": "Move a whole village, to one truck",
        "value": {
            "kind": "move_village",
            "village": "33.20.02.2001",
            "from_day": "2026-11-23",
            "to_day": "2026-11-24",
            "vehicle": "dt-01",
        },
    },
    "assign": {
        "summary": "Give a visit to another truck, as its third halt",
        "value": {
            "kind": "assign",
            "point": "CTH-17",
            "day": "2026-11-24",
            "vehicle": "dt-02",
            "position": 2,
        },
    },
    "pin": {
        "summary": "Keep a point on a day, whatever is planned later",
        "value": {"kind": "pin", "point": "CTH-17", "day": "2026-11-24", "pinned": True},
    },
    "frequency": {
        "summary": "Twice this week",
        "value": {"kind": "frequency", "point": "CTH-17", "times": 2},
    },
    "undo": {"summary": "Take the last edit back", "value": {"kind": "undo"}},
}
