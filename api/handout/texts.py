"""Texts to send on: a driver's day for WhatsApp, and to each village when the truck comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from api.handout import words
from data.store.queries.handouts import RouteSheet, SheetHalt


@dataclass(frozen=True)
class Text:
    """The same said in Bahasa Indonesia and in English."""

    id: str
    en: str


def driver(sheet: RouteSheet, zone: tzinfo, link: str | None = None) -> Text:
    """Return a route as a text for its driver; ``*`` makes bold in WhatsApp."""
    halts_id = [_halt_id(halt, zone) for halt in sheet.halts]
    halts_en = [_halt_en(halt, zone) for halt in sheet.halts]
    leaves, returns = words.clock(sheet.leaves_at, zone), words.clock(sheet.returns_at, zone)
    kg, way = words.about_kg(sheet.load_kg), words.km(sheet.distance_m)
    head_id = [
        f"*{sheet.plate}* - {words.day_id(sheet.day)}",
        f"Berangkat {leaves}, pulang {returns}. {sheet.collects} titik, {sheet.trips} rit, {way}, {kg}.",
        *_marks(sheet),
    ]
    head_en = [
        f"*{sheet.plate}* - {words.day_en(sheet.day)}",
        f"Leave {leaves}, back {returns}. {sheet.collects} points, {sheet.trips} trips, {way}, {kg}.",
        *_marks(sheet),
    ]
    foot_id = [f"Lembar lengkap: {link}"] if link else []
    foot_en = [f"The whole sheet: {link}"] if link else []
    return Text("\n".join(head_id + halts_id + foot_id), "\n".join(head_en + halts_en + foot_en))


@dataclass(frozen=True)
class Coming:
    """A truck that comes to a village's point."""

    day: date
    arrives_at: datetime
    plate: str
    point: str


def village(name: str, comings: Iterable[Coming], zone: tzinfo) -> Text:
    """Return when trucks come to a village, by day and time."""
    by_day: dict[date, list[Coming]] = {}
    for each in sorted(comings, key=lambda each: (each.day, each.arrives_at)):
        by_day.setdefault(each.day, []).append(each)
    told_id = [f"*Jadwal truk sampah: {name}*"]
    told_en = [f"*When the garbage truck comes: {name}*"]
    for day, trucks in by_day.items():
        told_id.append(f"\n{words.day_id(day)}")
        told_en.append(f"\n{words.day_en(day)}")
        lines = [f"- {words.clock(each.arrives_at, zone)} {each.point} ({each.plate})" for each in trucks]
        told_id += lines
        told_en += lines
    told_id.append("\nJam adalah perkiraan. Mohon sampah sudah siap 30 menit sebelumnya.")
    told_en.append("\nTimes are estimates. Please have the waste ready 30 minutes before.")
    return Text("\n".join(told_id), "\n".join(told_en))


def _marks(sheet: RouteSheet) -> list[str]:
    told = [words.SAMPLE] if sheet.made_up else []
    told += [words.SYNTHETIC] if sheet.roads_kind == "synthetic" else []
    return [f"({', '.join(told).lower()})"] if told else []


def _halt_id(halt: SheetHalt, zone: tzinfo) -> str:
    at = words.clock(halt.arrives_at, zone)
    if halt.kind == "end":
        return f"{at} pulang ke {halt.name}"
    if halt.kind == "unload":
        return f"{halt.number}. {at} *BUANG* {halt.name}"
    return f"{halt.number}. {at} {halt.name}, {halt.village} ({words.about_kg(halt.kg)})"


def _halt_en(halt: SheetHalt, zone: tzinfo) -> str:
    at = words.clock(halt.arrives_at, zone)
    if halt.kind == "end":
        return f"{at} back to {halt.name}"
    if halt.kind == "unload":
        return f"{halt.number}. {at} *UNLOAD* {halt.name}"
    return f"{halt.number}. {at} {halt.name}, {halt.village} ({words.about_kg(halt.kg)})"
