"""What was done to a week by hand, in one sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from api.schemas.weeks import WeekEdit
from api.wording import Words, day_words
from data.store.models import WeekEdit as EditRow


@dataclass(frozen=True, slots=True)
class Names:
    """Names of points, plates of vehicles, names of villages, by code."""

    points: Mapping[str, str]
    plates: Mapping[str, str]
    villages: Mapping[str, str]


type _What = Mapping[str, Any]


def told_edit(row: EditRow, names: Names) -> WeekEdit:
    """Return an edit with a sentence in both languages."""
    words = edit_words(row.kind, row.what, names)
    return WeekEdit(
        number=row.number,
        at=row.at,
        account=row.account,
        kind=row.kind,
        text_id=words.id,
        text_en=words.en,
        undone=row.undone,
    )


def edit_words(kind: str, what: _What, names: Names) -> Words:
    """Return what an edit of this kind did."""
    tell = _TOLD.get(kind)
    return Words("perubahan dengan tangan", "a change by hand") if tell is None else tell(what, names)


def _moved(what: _What, names: Names) -> Words:
    return _from_to(_point(what, names), what, names)


def _village_moved(what: _What, names: Names) -> Words:
    code = str(what.get("village", ""))
    return _from_to(names.villages.get(code, code), what, names)


def _from_to(name: str, what: _What, names: Names) -> Words:
    begins, ends, truck = _day(what, "from_day"), _day(what, "to_day"), _truck(what, names)
    return Words(
        f"{name} dipindah dari {begins.id} ke {ends.id}{truck.id}",
        f"{name} moved from {begins.en} to {ends.en}{truck.en}",
    )


def _assigned(what: _What, names: Names) -> Words:
    name, day = _point(what, names), _day(what, "day")
    plate = names.plates.get(str(what.get("vehicle")), str(what.get("vehicle")))
    return Words(f"{name} pada {day.id} diberikan ke {plate}", f"{name} on {day.en} given to {plate}")


def _pinned(what: _What, names: Names) -> Words:
    name, truck = _point(what, names), _truck(what, names)
    day = _day(what, "day") if what.get("day") else None
    to = Words(f" pada {day.id}" if day else "", f" on {day.en}" if day else "")
    if what.get("pinned"):
        return Words(f"{name} dikunci{to.id}{truck.id}", f"{name} pinned{to.en}{truck.en}")
    return Words(f"kunci {name}{to.id} dilepas", f"{name} not pinned{to.en} any more")


def _excluded(what: _What, names: Names) -> Words:
    name = _point(what, names)
    if what.get("excluded"):
        return Words(f"{name} tidak diangkut minggu ini", f"{name} left out this week")
    return Words(f"{name} diangkut lagi minggu ini", f"{name} taken in again")


def _times(what: _What, names: Names) -> Words:
    name, times = _point(what, names), what.get("times")
    return Words(f"{name} diangkut {times} kali minggu ini", f"{name} emptied {times} times this week")


_TOLD: Final[Mapping[str, Callable[[_What, Names], Words]]] = {
    "move": _moved,
    "move_village": _village_moved,
    "assign": _assigned,
    "pin": _pinned,
    "exclude": _excluded,
    "frequency": _times,
}


def _point(what: _What, names: Names) -> str:
    code = str(what.get("point", ""))
    return names.points.get(code, code)


def _truck(what: _What, names: Names) -> Words:
    vehicle = what.get("vehicle")
    if not vehicle:
        return Words("", "")
    plate = names.plates.get(str(vehicle), str(vehicle))
    return Words(f", truk {plate}", f", truck {plate}")


def _day(what: _What, name: str) -> Words:
    return day_words(date.fromisoformat(str(what[name])))
