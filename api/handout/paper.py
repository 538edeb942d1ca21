"""An A4 page with what its drawings need: fonts, texts that fit, greys that survive a copier."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

WIDTH_MM: Final = 210.0
HEIGHT_MM: Final = 297.0
MARGIN_MM: Final = 12.0
INNER_MM: Final = WIDTH_MM - 2 * MARGIN_MM
BOTTOM_MM: Final = HEIGHT_MM - 13.0
BLACK: Final = 0
GREY: Final = 110
PALE: Final = 232
_FONT: Final = "Helvetica"
_PLAIN: Final = str.maketrans(
    {
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2026": "...",
    }
)
type Align = Literal["left", "right", "centre"]


@dataclass(frozen=True)
class Ink:
    """How a text looks: points, boldness, grey from 0 (black) to 255."""

    size: float = 9.0
    bold: bool = False
    grey: int = BLACK


SMALL: Final = Ink(7.0, grey=60)
BOLD: Final = Ink(9.0, bold=True)


def written(text: str) -> str:
    """Return a text in the letters that every printer has; what they lack becomes a question mark."""
    plain = text.translate(_PLAIN)
    kept = []
    for letter in plain:
        if letter.isprintable() and ord(letter) < 256:
            kept.append(letter)
        elif not unicodedata.category(letter).startswith("C"):
            bare = unicodedata.normalize("NFKD", letter).encode("latin-1", "ignore").decode("latin-1")
            kept.append(bare or "?")
    return "".join(kept)


class Paper:
    """A document of A4 pages; lengths are millimetres from the upper left corner.

    Parameters
    ----------
    title
        As a reader shows it.
    made_at
        When it was made; the same for the same content, so that it can be compared.
    """

    def __init__(self, title: str, made_at: datetime) -> None:
        # a quarter of a second to import, and most requests never ask for it
        from fpdf import FPDF

        self.pdf: FPDF = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.set_title(written(title))
        self.pdf.set_lang("id-ID")
        self.pdf.set_creator("Siangsa")
        self.pdf.set_creation_date(made_at)

    def page(self) -> None:
        """Begin a new page."""
        self.pdf.add_page()

    def text(self, x: float, y: float, told: str, ink: Ink = BOLD, align: Align = "left") -> float:
        """Write one line whose foot stands at `y`; return how wide it is."""
        self._take(ink)
        plain = written(told)
        width = self.pdf.get_string_width(plain)
        begin = {"left": x, "right": x - width, "centre": x - width / 2}[align]
        if plain:
            self.pdf.text(begin, y, plain)
        return float(width)

    def width(self, told: str, ink: Ink) -> float:
        """Return how wide a line is."""
        self._take(ink)
        return float(self.pdf.get_string_width(written(told)))

    def fitted(self, told: str, width_mm: float, ink: Ink) -> str:
        """Return `told`, its end cut off where it is wider than `width_mm`."""
        self._take(ink)
        plain = written(told)
        if self.pdf.get_string_width(plain) <= width_mm:
            return plain
        while plain and self.pdf.get_string_width(plain + "...") > width_mm:
            plain = plain[:-1]
        return plain.rstrip() + "..."

    def line(self, begin: tuple[float, float], end: tuple[float, float], width: float, grey: int = 0) -> None:
        """Draw a straight line."""
        self._draw(width, grey)
        self.pdf.line(*begin, *end)

    def path(self, places: list[tuple[float, float]], width: float, grey: int = 0) -> None:
        """Draw a line through several places."""
        if len(places) > 1:
            self._draw(width, grey)
            self.pdf.polyline(places)

    def paths(self, lines: list[list[tuple[float, float]]], width: float, grey: int) -> None:
        """Draw many lines at once: the library's own way takes a millisecond for each."""
        self._draw(width, grey)
        k, top = self.pdf.k, self.pdf.h
        for spots in lines:
            told = " l ".join(f"{x * k:.2f} {(top - y) * k:.2f}" for x, y in spots)
            # "x y m x y l x y l": begin there, then on and on; S strokes it
            first, _, rest = told.partition(" l ")
            self.pdf._out(f"{first} m {rest} l S")  # noqa: SLF001 - there is no public door for a plain path

    def box(self, corner: tuple[float, float], size: tuple[float, float], *, fill: int | None = None,
            frame: float | None = 0.2) -> None:  # fmt: skip
        """Draw a rectangle: filled with a grey, framed by a line of that width, or both."""
        self._draw(frame or 0.2, BLACK)
        if fill is not None:
            self.pdf.set_fill_color(fill)
        style = ("D" if frame else "") + ("F" if fill is not None else "")
        self.pdf.rect(*corner, *size, style=style)

    def polygon(self, corners: list[tuple[float, float]], *, fill: int, frame: int = 0) -> None:
        """Draw a filled shape with a thin frame."""
        self._draw(0.25, frame)
        self.pdf.set_fill_color(fill)
        self.pdf.polygon(corners, style="DF")

    def circle(self, centre: tuple[float, float], radius: float, *, fill: int, width: float = 0.3) -> None:
        """Draw a filled circle with a frame."""
        self._draw(width, BLACK)
        self.pdf.set_fill_color(fill)
        self.pdf.circle(*centre, radius, style="DF")

    def done(self) -> bytes:
        """Return the document."""
        return bytes(self.pdf.output())

    def _take(self, ink: Ink) -> None:
        self.pdf.set_font(_FONT, "B" if ink.bold else "", ink.size)
        self.pdf.set_text_color(ink.grey)

    def _draw(self, width: float, grey: int) -> None:
        self.pdf.set_line_width(width)
        self.pdf.set_draw_color(grey)
