"""The published form of problems and plans: JSON Schema, made from the types that read them."""

import json
import re
from dataclasses import is_dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

import msgspec

from routing.judging.judge import Cost, Violation
from routing.model import plan_json, problem_json
from routing.model.parts import Break, Facility, Stop, Vehicle, Window
from routing.model.plan import Call, Rest, Route, Unserved

FILES: Final = ("problem.schema.json", "plan.schema.json")
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_REF: Final = "#/$defs/{name}"


def problem_schema() -> dict[str, Any]:
    """Return the schema of `siangsa plan solve PROBLEM.json`."""
    rows = {"type": "array", "items": {"type": "array", "items": {"type": "integer", "minimum": -1}}}
    matrix = {
        "type": "object",
        "description": "Travel between all places, row = from; -1 where there is no road.",
        "properties": {"duration_s": rows, "distance_m": rows},
        "required": ["duration_s", "distance_m"],
        "additionalProperties": False,
    }
    properties = {
        "vehicles": _list_of("Vehicle"),
        "facilities": _list_of("Facility"),
        "stops": _list_of("Stop"),
        "matrices": {
            "type": "object",
            "description": "By profile of vehicles.",
            "additionalProperties": matrix,
            "minProperties": 1,
        },
        "label": {"type": "string", "default": ""},
        "change_price": {
            "type": "integer",
            "minimum": 0,
            "default": 0,
            "description": "Rupiah for each stop that another vehicle serves than the one that keeps it.",
        },
        "format": {"const": problem_json.FORMAT},
        "$schema": {"type": "string"},
    }
    demanded = ["vehicles", "facilities", "stops", "matrices"]
    note = (
        "A day of collection. Times are seconds after the problem's own zero, amounts whole kilograms and "
        "litres, money whole rupiah; places are rows of the matrices."
    )
    return _document("problem", note, properties, demanded, (Vehicle, Facility, Stop, Break, Window))


def plan_schema() -> dict[str, Any]:
    """Return the schema of what `siangsa plan solve` writes and `siangsa plan check` reads."""
    whole = {"type": "integer"}
    judgement = {
        "type": "object",
        "description": "The independent judge's verdict; not read by `siangsa plan check`, but made anew.",
        "properties": {
            "feasible": {"type": "boolean"},
            "violations": _list_of("Violation"),
            "cost": {"$ref": _REF.format(name="Cost")},
            **dict.fromkeys(("served", "unserved", "kg", "distance_m", "duration_s", "trips"), whole),
        },
    }
    properties = {
        "engine": {"type": "string", "description": "Whose answer it is."},
        "routes": _list_of("Route"),
        "unserved": _list_of("Unserved"),
        "notes": {"type": "array", "items": {"type": "string"}},
        "judgement": judgement,
        "format": {"const": plan_json.FORMAT},
    }
    kinds = (Route, Call, Rest, Unserved, Violation, Cost)
    note = "The answer to a problem: routes with times in seconds of the problem, and what is left out."
    schema = _document("plan", note, properties, ["routes"], kinds)
    schema["$defs"]["Cost"]["properties"] |= {"driving": whole, "total": whole}
    return schema


def write_schemas(folder: Path) -> list[Path]:
    """Write both schemas into a folder and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / name for name in FILES]
    for path, schema in zip(written, (problem_schema(), plan_schema()), strict=True):
        path.write_text(to_text(schema))
    return written


def to_text(schema: dict[str, Any]) -> str:
    """Return a schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _document(
    name: str,
    note: str,
    properties: dict[str, Any],
    demanded: list[str],
    kinds: tuple[type, ...],
) -> dict[str, Any]:
    _, parts = msgspec.json.schema_components(kinds, ref_template=_REF)
    for kind in kinds:
        if is_dataclass(kind):
            _describe(parts[kind.__name__], kind)
    return {
        "$schema": _DIALECT,
        "title": f"siangsa {name}",
        "description": note,
        "type": "object",
        "properties": properties,
        "required": demanded,
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }


def _describe(part: dict[str, Any], kind: type) -> None:
    """Give a part and its fields the words of their docstring, and forbid other fields."""
    text = cleandoc(kind.__doc__ or "")
    part["description"] = text.split("\n\n")[0].replace("\n", " ")
    part["additionalProperties"] = False
    for names, words in re.findall(r"^([a-z_0-9]+(?:, [a-z_0-9]+)*)\n((?:    .+\n?)+)", text, re.MULTILINE):
        for name in names.split(", "):
            if name in part["properties"]:
                part["properties"][name]["description"] = " ".join(words.split())


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": _REF.format(name=name)}}
