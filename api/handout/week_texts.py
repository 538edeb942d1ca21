"""Texts of a week: for each driver what to drive, for each village when the truck comes."""

from collections import defaultdict
from datetime import tzinfo

from api.handout import texts, words
from api.handout.week_rows import WeekSheet, WeekStop, WeekTurn
from api.schemas.handouts import Message


def drivers(sheet: WeekSheet, zone: tzinfo) -> list[Message]:
    """Return a text for each driver, by name; for a truck without one under its plate."""
    turns: dict[tuple[str, str | None], list[WeekTurn]] = defaultdict(list)
    for turn in sheet.working():
        who = (turn.driver.name, turn.driver.phone) if turn.driver else (turn.vehicle.plate, None)
        turns[who].append(turn)
    return [_driver(sheet, who, turns[who], zone) for who in sorted(turns, key=lambda who: who[0])]


def villages(sheet: WeekSheet, zone: tzinfo) -> list[Message]:
    """Return for each village when trucks come to which point, by name."""
    comings: dict[tuple[str, str, str], list[texts.Coming]] = defaultdict(list)
    for turn in sheet.working():
        for stop in turn.collects:
            place = stop.point
            if place is not None:
                coming = texts.Coming(turn.day, stop.arrives_at, turn.vehicle.plate, stop.name)
                comings[place.village, place.kecamatan, place.village_code].append(coming)
    found = []
    for key in sorted(comings):
        name, kecamatan, _ = key
        told = texts.village(f"{name}, {kecamatan}", comings[key], zone)
        mark = f"\n({_marks(sheet)})" if _marks(sheet) else ""
        found.append(Message(name=name, phone=None, text_id=told.id + mark, text_en=told.en + mark))
    return found


def _driver(sheet: WeekSheet, who: tuple[str, str | None], turns: list[WeekTurn], zone: tzinfo) -> Message:
    first, last = sheet.days[0], sheet.days[-1]
    head_id = f"*{who[0]}*: {words.day_id(first, year=False)} - {words.day_id(last)}"
    head_en = f"*{who[0]}*: {words.day_en(first, year=False)} - {words.day_en(last)}"
    told_id, told_en = [head_id], [head_en]
    for turn in turns:
        leaves = words.clock(turn.leaves_at, zone) if turn.leaves_at else "-"
        sums = f"{turn.vehicle.plate}, {leaves}, {words.about_kg(turn.kg)}"
        way = ", ".join(_stop(stop, zone) for stop in turn.villages)
        count = len(turn.collects)
        told_id.append(
            f"\n*{words.day_id(turn.day, year=False)}* ({sums}, {count} titik, {turn.trips} rit)\n{way}"
        )
        told_en.append(
            f"\n*{words.day_en(turn.day, year=False)}* ({sums}, {count} points, {turn.trips} trips)\n{way}"
        )
    if _marks(sheet):
        told_id.append(f"({_marks(sheet)})")
        told_en.append(f"({_marks(sheet)})")
    return Message(name=who[0], phone=who[1], text_id="\n".join(told_id), text_en="\n".join(told_en))


def _stop(stop: WeekStop, zone: tzinfo) -> str:
    name = stop.point.village if stop.point else stop.name
    return f"{words.clock(stop.arrives_at, zone)} {name}"


def _marks(sheet: WeekSheet) -> str:
    marks = [words.SAMPLE.lower()] * sheet.sample + [words.SYNTHETIC.lower()] * sheet.synthetic
    return ", ".join(marks)
