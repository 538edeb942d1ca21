"""GeoJSON (RFC 7946): a feature collection, one feature a line; what has no place has a null geometry."""

import json
from pathlib import Path

from api.exports.content import Content, plain


def write(path: Path, content: Content) -> int:
    """Write a list whose shapes are GeoJSON texts; return how many features."""
    names = [column.name for column in content.columns]
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"type":"FeatureCollection","name":{json.dumps(content.name)},"features":[')
        for row in content.rows:
            values = [plain(value, content.zone) for value in row[: len(names)]]
            properties = json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False)
            shape = row[len(names)] if content.shape else None
            file.write(",\n" if count else "\n")
            file.write(f'{{"type":"Feature","properties":{properties},"geometry":{shape or "null"}}}')
            count += 1
        file.write("\n]}\n")
    return count
