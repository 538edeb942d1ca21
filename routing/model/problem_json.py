"""Problems as JSON: from other programs, to the child process that solves them, into the store.

The form is published in `docs/schema/problem.schema.json` (made by `routing.model.schema`).
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import fields
from math import isqrt
from typing import Any, Final

import msgspec
import numpy as np

from routing.errors import ProblemError
from routing.model.parts import Break, IntMatrix, Window
from routing.model.problem import Facility, Matrix, Problem, Stop, Vehicle

FORMAT: Final = "siangsa-problem/1"

_PARTS: Final[dict[str, type]] = {"vehicles": Vehicle, "facilities": Facility, "stops": Stop}
_INSIDE: Final[dict[str, type]] = {"shift": Window, "windows": Window, "breaks": Break}
_KEYS: Final = {*_PARTS, "matrices", "label", "change_price", "format", "$schema"}


def problem_to_json(problem: Problem, *, packed: bool = False) -> dict[str, Any]:
    """Return plain lists, dicts, texts and integers; matrices as lists of rows.

    Parameters
    ----------
    packed
        For the store: matrices as compressed texts, which a database takes twenty times faster than a million
        numbers (560 places, 2 profiles: 0.03 s instead of 0.64 s of its processor time).
    """
    return {
        "format": FORMAT,
        "label": problem.label,
        "change_price": problem.change_price,
        "vehicles": msgspec.to_builtins(problem.vehicles),
        "facilities": msgspec.to_builtins(problem.facilities),
        "stops": msgspec.to_builtins(problem.stops),
        "matrices": {
            profile: {
                "duration_s": _pack(m.duration_s) if packed else m.duration_s.tolist(),
                "distance_m": _pack(m.distance_m) if packed else m.distance_m.tolist(),
            }
            for profile, m in problem.matrices.items()
        },
    }


def problem_from_json(document: Mapping[str, Any]) -> Problem:
    """Read what `problem_to_json` wrote, packed or not.

    Raises
    ------
    ProblemError
        When the problem contradicts itself.
    msgspec.ValidationError
        When a field is missing or of another type.
    """
    return Problem(
        vehicles=msgspec.convert(document["vehicles"], tuple[Vehicle, ...]),
        facilities=msgspec.convert(document["facilities"], tuple[Facility, ...]),
        stops=msgspec.convert(document["stops"], tuple[Stop, ...]),
        matrices={
            profile: Matrix(_unpack(m["duration_s"]), _unpack(m["distance_m"]))
            for profile, m in document["matrices"].items()
        },
        label=document["label"],
        change_price=document.get("change_price", 0),
    )


def _pack(values: IntMatrix) -> str:
    """Return little-endian 32-bit integers, row by row, by zlib and base64."""
    return b64encode(zlib.compress(values.astype("<i4").tobytes(), level=1)).decode("ascii")


def _unpack(given: str | list[list[int]]) -> IntMatrix:
    if not isinstance(given, str):
        return np.asarray(given, dtype=np.int32)
    values = np.frombuffer(zlib.decompress(b64decode(given)), dtype="<i4").astype(np.int32)
    size = isqrt(len(values))
    return values.reshape(size, size)


def read_problem(content: bytes) -> Problem:
    """Read a problem that another program or a person wrote.

    Raises
    ------
    ProblemError
        With all that is wrong: no JSON, unknown and missing fields, wrong types; and if there is none of
        that, every contradiction.
    """
    try:
        document = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise ProblemError((f"this is no JSON: {error}",)) from None
    if not isinstance(document, dict):
        raise ProblemError(("a problem must be one JSON object",))
    faults: list[str] = [f"unknown field {key!r}" for key in sorted(document.keys() - _KEYS)]
    if document.get("format", FORMAT) != FORMAT:
        faults.append(f"format is {document['format']!r}, but only {FORMAT!r} can be read")
    parts = {name: tuple(_read_parts(document, name, faults)) for name in _PARTS}
    matrices = dict(_read_matrices(document, faults))
    label, price = document.get("label", ""), document.get("change_price", 0)
    faults += [] if isinstance(label, str) else [f"label must be a text, not {label!r}"]
    faults += [] if _is_whole(price) and price >= 0 else [f"change_price must be whole rupiah, not {price!r}"]
    if faults:
        raise ProblemError(tuple(faults))
    return Problem(parts["vehicles"], parts["facilities"], parts["stops"], matrices, label, price)


def _read_parts(document: Mapping[str, Any], name: str, faults: list[str]) -> Iterator[Any]:
    items = document.get(name)
    if not isinstance(items, list):
        faults.append(f"{name} must be given as a list")
        return
    for number, item in enumerate(items):
        where = f"{name}[{number}]"
        wrong = list(_unknown(where, item, _PARTS[name]))
        faults.extend(wrong)
        try:
            yield msgspec.convert(item, _PARTS[name])
        except msgspec.ValidationError as error:
            faults.append(f"{where}: {_said(error)}")


def _unknown(where: str, item: object, kind: type) -> Iterator[str]:
    """Yield fields that mean nothing: a typing error in an optional one would else go unseen."""
    if not isinstance(item, dict):
        return
    known = {f.name for f in fields(kind)}
    yield from (f"{where}: unknown field {key!r}" for key in sorted(item.keys() - known))
    for key, inside in _INSIDE.items():
        values = item.get(key, ()) if key in known else ()
        for value in values if isinstance(values, list) else (values,):
            yield from _unknown(f"{where}.{key}", value, inside)


def _read_matrices(document: Mapping[str, Any], faults: list[str]) -> Iterator[tuple[str, Matrix]]:
    given = document.get("matrices")
    if not isinstance(given, dict) or not given:
        faults.append("matrices must be given by profile, at least one")
        return
    for profile, matrix in given.items():
        where = f"matrices[{profile!r}]"
        if not isinstance(matrix, dict) or matrix.keys() != {"duration_s", "distance_m"}:
            faults.append(f"{where}: it must have duration_s and distance_m, and nothing else")
            continue
        read = [_read_matrix(f"{where}.{key}", matrix[key], faults) for key in ("duration_s", "distance_m")]
        if read[0] is not None and read[1] is not None:
            yield profile, Matrix(read[0], read[1])


def _read_matrix(where: str, rows: object, faults: list[str]) -> IntMatrix | None:
    try:
        lists = msgspec.convert(rows, list[list[int]])
        return np.array(lists, dtype=np.int32).reshape(len(lists), -1)
    except msgspec.ValidationError as error:
        faults.append(f"{where}: {_said(error)}")
    except OverflowError:
        faults.append(f"{where}: an entry is larger than {2**31 - 1}")
    except ValueError:
        faults.append(f"{where}: its rows are not of one length")
    return None


def _said(error: msgspec.ValidationError) -> str:
    """Return msgspec's sentence with the path in our manner."""
    return str(error).replace(" - at `$", " at `").replace("`", "'")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
