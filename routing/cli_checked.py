"""A checked plan as lines for people."""

from collections.abc import Iterator
from typing import Final

from routing.checking import Checked
from routing.judging.words import Lang, clock, sentence
from routing.model.plan import Call, Rest, Route

_WORDS: Final[dict[Lang, dict[str, str]]] = {
    "id": {
        "route": "{vehicle}: berangkat {leave}, pulang {back}, {trips} rit, {km:.1f} km",
        "collect": "ambil",
        "unload": "bongkar",
        "rest": "istirahat",
        "trip": "rit",
        "unserved": "Tidak dilayani: {count} titik",
        "cost": "Biaya {cost:,} (dibayar {driving:,}), {km:.1f} km",
        "good": "Rencana ini bisa dijalankan: tidak ada pelanggaran.",
        "bad": "Rencana ini TIDAK bisa dijalankan: {count} pelanggaran",
    },
    "en": {
        "route": "{vehicle}: leaves {leave}, back {back}, {trips} trips, {km:.1f} km",
        "collect": "collect",
        "unload": "unload",
        "rest": "break",
        "trip": "trip",
        "unserved": "Left out: {count} points",
        "cost": "Cost {cost:,} (paid {driving:,}), {km:.1f} km",
        "good": "This plan can be driven: it breaks nothing.",
        "bad": "This plan can NOT be driven: {count} violations",
    },
}


def table(checked: Checked, lang: Lang) -> Iterator[str]:
    """Yield every truck's day with its times, what is left out, the cost, and what the plan breaks."""
    words = _WORDS[lang]
    for route in checked.plan.routes:
        yield from _day(route, words)
    if checked.plan.unserved:
        yield words["unserved"].format(count=len(checked.plan.unserved))
        yield from (f"  {u.stop}: {u.code}" for u in checked.plan.unserved)
    judged = checked.judgement
    paid, km = judged.cost.driving, judged.distance_m / 1000
    yield words["cost"].format(cost=judged.cost.total, driving=paid, km=km)
    if judged.feasible:
        yield words["good"]
        return
    yield words["bad"].format(count=len(judged.violations))
    yield from (f"  {sentence(violation, lang)}" for violation in judged.violations)


def _day(route: Route, words: dict[str, str]) -> Iterator[str]:
    yield words["route"].format(
        vehicle=route.vehicle,
        leave=clock(route.leave_s),
        back=clock(route.return_s),
        trips=route.trips,
        km=route.distance_m / 1000,
    )
    halts = [(call.begin_s, _halt(call, words)) for call in route.calls]
    halts += [(rest.begin_s, _rest(rest, words)) for rest in route.rests]
    yield from (line for _, line in sorted(halts, key=lambda each: each[0]))


def _halt(call: Call, words: dict[str, str]) -> str:
    times = f"{clock(call.arrive_s):>8}  {clock(call.begin_s):>8}-{clock(call.leave_s):<8}"
    what = f"{call.place:16} {words[call.kind]:8} {call.load_kg:8,} kg"
    return f"  {times}  {what}  {words['trip']} {call.trip}"


def _rest(rest: Rest, words: dict[str, str]) -> str:
    times = f"{'':8}  {clock(rest.begin_s):>8}-{clock(rest.end_s):<8}"
    return f"  {times}  {words['rest']}: {rest.label}"
