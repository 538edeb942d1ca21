"""Text files of benchmarks, line by line, so that a fault can be said with its line and value."""

import math
from dataclasses import dataclass
from pathlib import Path

from routing.errors import InstanceError

LARGEST_BYTES = 200_000_000
"""A larger file is no instance that a day planner could solve."""

LARGEST = 10**9
"""Beyond it, sums of ways and amounts would no longer be exact."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file with its number, counted from 1."""

    file: str
    number: int
    text: str

    @property
    def words(self) -> list[str]:
        """What stands between blanks and tabs."""
        return self.text.split()

    def fail(self, rule: str) -> InstanceError:
        """Return the error that names this line."""
        return InstanceError(self.file, self.number, rule)

    def number_at(self, position: int, what: str) -> float:
        """Return the number that stands at a position of the line, any sign.

        Raises
        ------
        InstanceError
            When there is none, or it is absurdly large.
        """
        words = self.words
        if position >= len(words):
            raise self.fail(f"{what} is missing in {self.text.strip()[:60]!r}")
        return self.to_number(words[position], what)

    def to_number(self, word: str, what: str, most: float = LARGEST) -> float:
        """Return a word of this line as a number."""
        try:
            value = float(word)
        except ValueError:
            raise self.fail(f"{what} must be a number, not {word[:40]!r}") from None
        if not math.isfinite(value) or abs(value) > most:
            raise self.fail(f"{what} must be a number up to {most:g}, not {word[:40]!r}")
        return value

    def amount_at(self, position: int, what: str) -> float:
        """Return a number that must not be negative."""
        value = self.number_at(position, what)
        if value < 0:
            raise self.fail(f"{what} must not be negative, but is {self.words[position][:40]}")
        return value

    def whole_at(self, position: int, what: str) -> int:
        """Return a whole number that must not be negative."""
        value = self.amount_at(position, what)
        if value != int(value):
            raise self.fail(f"{what} must be a whole number, not {self.words[position][:40]!r}")
        return int(value)


def read_lines(path: Path) -> list[Line]:
    """Return the lines of a text file that hold anything.

    Raises
    ------
    InstanceError
        When the file cannot be read, is no text, or is empty.
    """
    text = read_text(path)
    lines = [Line(path.name, n, t) for n, t in enumerate(text.splitlines(), start=1) if t.strip()]
    if not lines:
        raise InstanceError(path.name, 0, "the file is empty")
    return lines


def read_text(path: Path) -> str:
    """Return a file's text.

    Raises
    ------
    InstanceError
        When the file cannot be read or is no text.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InstanceError(path.name, 0, f"the file is larger than {LARGEST_BYTES} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise InstanceError(str(path), 0, f"cannot be read ({error.strerror})") from error
    if b"\0" in raw:
        raise InstanceError(path.name, 0, "this is no text file")
    return raw.decode("utf-8-sig", errors="replace")
