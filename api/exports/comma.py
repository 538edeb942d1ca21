"""CSV: UTF-8 with a mark that Excel recognises, commas, a point in decimals."""

import csv
from pathlib import Path

from api.exports.content import Content, harmless, plain

MARK = "utf-8-sig"


def write(path: Path, content: Content) -> int:
    """Write a list, one line a row under a line of names; return how many rows.

    Texts that begin like a formula get an apostrophe before them; numbers stay numbers.
    """
    count = 0
    with path.open("w", encoding=MARK, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in content.columns])
        for row in content.rows:
            writer.writerow([_cell(value, content) for value in row])
            count += 1
    return count


def _cell(value: object, content: Content) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    told = plain(value, content.zone)
    return harmless(told) if isinstance(told, str) else told
