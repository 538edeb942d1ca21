"""The process that computes on the roads for the api: one question per line in, one answer per line out.

Started by :class:`api.road_desk.RoadDesk` as ``python -m api.road_child``; ends when its questions end, so
that no child outlives its api. OSRM computes here, and its interpreter's lock is nobody else's.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from geo.errors import GeoError, NoRouteError
from geo.roads.asking.book import RoadBook
from geo.roads.asking.engine import RoadEngine
from geo.roads.asking.nearest import Standing
from geo.roads.asking.route import Route
from geo.roads.asking.steps import Step
from geo.roads.asking.steps_words import Language, tell

_POINTS: Final = ("from", "to")
_OK: Final = "ok"
_LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")

type Answer = dict[str, Any]


def answer(book: RoadBook, question: Mapping[str, Any]) -> Answer:
    """Return the answer to one question: `found`, or `refused` with a code, or `away` with the reason."""
    try:
        book.turn(Path(question["folder"]), question["profile"], digest=question["digest"])
        engine = book.engine(question["profile"])
        if question["ask"] == "nearest":
            return {"found": _nearest(engine, question["points"])}
        return _route(engine, question["points"])
    except NoRouteError as error:
        return {"refused": "not_connected", "text": str(error)}
    except GeoError as error:
        return {"away": str(error)}


def main() -> None:
    """Answer until there are no more questions."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # whatever a library prints must not stand between two answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    book = RoadBook()
    _write(answers, {"ready": True})
    for line in sys.stdin.buffer:
        question = json.loads(line)
        _write(answers, {"n": question["n"], **answer(book, question)})


def _nearest(engine: RoadEngine, points: list[list[float]]) -> list[Answer]:
    found = engine.nearest(points)
    return [
        {
            "lon": float(found.points[number][0]),
            "lat": float(found.points[number][1]),
            "distance_m": float(found.distance_m[number]),
            "far": bool(found.far[number]),
            "standing": str(found.standings[number]),
        }
        for number in range(len(points))
    ]


def _route(engine: RoadEngine, points: list[list[float]]) -> Answer:
    ends = _nearest(engine, points)
    for name, end in zip(_POINTS, ends, strict=True):
        if end["standing"] != _OK:
            return {"refused": end["standing"], "end": name, "distance_m": end["distance_m"]}
    try:
        found = engine.route(points, steps=True)
    except NoRouteError as error:
        return {"refused": _why_no_way(engine, points), "text": str(error)}
    return {"found": _told(found, ends)}


def _why_no_way(engine: RoadEngine, points: list[list[float]]) -> Standing:
    """Tell whether only closures are in the way."""
    if engine.base is None:
        return Standing.CUT_OFF
    try:
        engine.base.route(points)
    except NoRouteError:
        return Standing.CUT_OFF
    return Standing.CLOSED


def _told(route: Route, ends: list[Answer]) -> Answer:
    return {
        "line": route.line.tolist(),
        "distance_m": route.distance_m,
        "duration_s": route.duration_s,
        "ends_m": [end["distance_m"] for end in ends],
        "steps": [_step(step) for leg in route.legs for step in leg.steps],
    }


def _step(step: Step) -> Answer:
    return {
        "name": step.name,
        "distance_m": step.distance_m,
        "duration_s": step.duration_s,
        "place": list(step.place),
        "words": {language: tell(step, language) for language in _LANGUAGES},
    }


def _write(answers: Any, told: Answer) -> None:  # noqa: ANN401 - a text stream
    answers.write(json.dumps(told) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
