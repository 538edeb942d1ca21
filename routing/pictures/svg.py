"""The little of SVG that our pictures need; a browser, a printer and a word processor all draw it."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

INK, PALE, PAPER, RULE = "#1c2733", "#6b7785", "#ffffff", "#d5dbe1"
SERVING, UNLOADING, RESTING, MISSED = "#009e73", "#cc79a7", "#999999", "#d55e00"
"""State colours of the console (Okabe and Ito 2008, safe for colour-blind eyes)."""

TINTS = (
    "#0072b2",
    "#5b4fc4",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#7a5195",
    "#8c6d31",
    "#3b6e22",
    "#a05195",
)
"""Tints of trucks, repeated when there are more: the plate stands beside each."""


class Picture:
    """A drawing of a size in pixels, origin at the upper left."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self._root = ET.Element(
            "svg",
            xmlns=NAMESPACE,
            viewBox=f"0 0 {width:g} {height:g}",
            width=f"{width:g}",
            height=f"{height:g}",
            role="img",
        )
        self._root.set("font-family", FONT)
        ET.SubElement(self._root, "title").text = title
        self.rect((0, 0), (width, height), PAPER)

    def rect(self, corner: tuple[float, float], size: tuple[float, float], fill: str, tip: str = "") -> None:
        """Draw a filled rectangle; `tip` shows when a pointer rests on it."""
        (x, y), (width, height) = corner, size
        shape = self._add("rect", x=x, y=y, width=max(width, 0.6), height=height, fill=fill)
        if tip:
            ET.SubElement(shape, "title").text = tip

    def line(
        self, points: Iterable[tuple[float, float]], stroke: str, width: float = 1.0, dash: str = ""
    ) -> None:
        """Draw a line through points."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        line = self._add("polyline", points=path, fill="none", stroke=stroke)
        line.set("stroke-width", f"{width:g}")
        line.set("stroke-linejoin", "round")
        if dash:
            line.set("stroke-dasharray", dash)

    def dot(
        self, centre: tuple[float, float], radius: float, fill: str, *, ring: str = PAPER, tip: str = ""
    ) -> None:
        """Draw a disc with a ring around it."""
        shape = self._add("circle", cx=centre[0], cy=centre[1], r=radius, fill=fill, stroke=ring)
        if tip:
            ET.SubElement(shape, "title").text = tip

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float = 12,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Write words with their baseline at a point; a white edge keeps them readable on lines."""
        label = self._add("text", x=at[0], y=at[1], fill=fill, stroke=PAPER)
        label.set("font-size", f"{size:g}")
        label.set("text-anchor", anchor)
        label.set("paint-order", "stroke")
        label.set("stroke-width", "2.5")
        label.set("font-weight", "600" if bold else "400")
        label.text = words

    def render(self) -> str:
        """Return the drawing as SVG text."""
        return ET.tostring(self._root, encoding="unicode") + "\n"

    def _add(self, tag: str, **attributes: float | str) -> ET.Element:
        return ET.SubElement(
            self._root,
            tag,
            {k: v if isinstance(v, str) else f"{v:.1f}" for k, v in attributes.items()},
        )
