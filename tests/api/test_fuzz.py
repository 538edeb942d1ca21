"""No input makes a server error: seeded nonsense for every operation, signed in and not."""

import json
import random
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

DOCUMENT = json.loads((Path(__file__).parents[2] / "web" / "openapi.json").read_text(encoding="utf-8"))
WEIRD = (
    "",
    "0",
    "-1",
    "1",
    "99999999999999999999",
    "2147483648",
    "9223372036854775808",
    "1e5",
    "NaN",
    "null",
    "\x00",
    "💥",
    "' or 1=1",
    "../..",
    "2026-11-20",
    "0001-01-01",
    "9999-12-31",
    "2026-13-45",
    "a" * 300,
    "dt-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "\ud800",
)
ODD = (0, -1, 1, 2**63, 1.5, 1e308, True, None, [], {}, [[]], {"x": 1})
SOUND = {
    "operating_day": "2026-11-21",
    "vehicle_id": "dt-02",
    "username": "x",
    "password": "y",
    "name": "t",
    "id": "hp-budi",
    "dialect": "owntracks",
    "ids": [1, 2],
    "why": "because",
    "reason": "banjir",
    "geometry": {"type": "LineString", "coordinates": [[110.69, -6.70], [110.72, -6.71]]},
    "valid_to": None,
    "lon": 110.70,
    "lat": -6.70,
    "cause": {"kind": "outage", "id": 1},
    "point_id": 7,
    "load": "listed",
    "routes": {"dt-01": ["p:CTH-1", "f:nowhere"]},
}
AWAY = {"urn:siangsa:roads-away", "urn:siangsa:desk-away"}
TRIED_ELSEWHERE = {"getStream", "signOut"}


def operations():
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if operation["operationId"] not in TRIED_ELSEWHERE:
                yield path.removeprefix("/api/v1/"), method.upper(), operation


def printable(text):
    return text.encode("utf-8", "replace").decode()


def nonsense(path, operation, chance):
    """Return path, query and body with odd values in every place."""
    query = {}
    for parameter in operation.get("parameters", ()):
        value = printable(chance.choice(WEIRD))
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(value or "1", safe=""))
        elif parameter["in"] == "query" and chance.random() < 0.7:
            query[parameter["name"]] = value
    return path, query, body_of(operation, chance)


def body_of(operation, chance):
    if "requestBody" not in operation:
        return None
    schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    fields = [
        name for name in DOCUMENT["components"]["schemas"][schema]["properties"] if chance.random() < 0.8
    ]
    return {
        name: SOUND[name] if name in SOUND and chance.random() < 0.4 else chance.choice((*WEIRD, *ODD))
        for name in fields
    }


@pytest.mark.parametrize(("who", "requests"), [("admin", 500), (None, 100)])
def test_nonsense_is_refused_in_proper_form(api, who, requests):
    chance, all_operations, faults = random.Random(7), list(operations()), []
    with api.client(who) as client:
        for _ in range(requests):
            path, method, operation = chance.choice(all_operations)
            path, query, body = nonsense(path, operation, chance)
            content = None if body is None else json.dumps(body).encode()
            headers = {"Content-Type": "application/json"} if content else None
            try:
                answer = client.request(method, path, params=query, content=content, headers=headers)
            except httpx.InvalidURL:
                continue
            is_problem = answer.headers.get("content-type") == "application/problem+json"
            if is_problem and answer.json()["type"] in AWAY:
                continue  # these roads lie nowhere, nobody sits at the desk, and that is what it says
            if answer.status_code >= 500 or (answer.status_code >= 400 and not is_problem):
                faults.append((method, path, query, content, answer.status_code, answer.text))
    assert faults == []
