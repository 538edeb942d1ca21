"""The committed description is the code's own."""

import json
from pathlib import Path

from api.cli import openapi_text

COMMITTED = Path(__file__).parents[2] / "web" / "openapi.json"


def test_committed_openapi_equals_the_code():
    assert COMMITTED.read_text(encoding="utf-8") == openapi_text(), (
        "run: siangsa api openapi --out web/openapi.json"
    )


def test_every_operation_is_named_summarised_and_tells_its_problems():
    document = json.loads(COMMITTED.read_text(encoding="utf-8"))
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["operationId"].isidentifier(), path
            assert operation["summary"], path
            assert operation["tags"], path
            assert "500" in operation["responses"], path
            assert "application/json" not in operation["responses"].get("422", {}).get("content", {}), path
