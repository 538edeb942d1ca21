"""How QGIS draws the layers of a reach file: the table ``layer_styles`` in it, which QGIS reads by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

STYLES_TABLE: Final = "layer_styles"
GEOMETRY_COLUMN: Final = "geom"

STYLED_AT: Final = "2026-11-22T00:00:00Z"
"""QGIS asks since when a style is; these are as old as this file."""

STEPS: Final = (15, 30, 45, 60, 90, 120)
RAMP: Final = ("#1a9850", "#91cf60", "#d9ef8b", "#fee08b", "#fc8d59", "#d73027", "#7f0000")
"""From near to far; the last is beyond the last step."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Features of which ``where`` holds (QGIS expression) are drawn in a colour and called ``label``."""

    where: str
    label: str
    colour: str
    size: float


KINDS: Final = {
    "places": ("marker", "SimpleMarker"),
    "facilities": ("marker", "SimpleMarker"),
    "bands": ("fill", "SimpleFill"),
    "roads": ("line", "SimpleLine"),
}


def rules_of(layer: str) -> list[Rule]:
    """Return how a layer is drawn.

    Parameters
    ----------
    layer
        Name of a layer of a reach file.
    """
    low_high = list(zip((0, *STEPS), STEPS, RAMP, strict=False))
    if layer == "places":
        steps = [
            Rule(f"minutes_there > {low} and minutes_there <= {high}", f"{low}-{high} min", colour, 3.0)
            for low, high, colour in low_high
        ]
        steps[0] = Rule(f"minutes_there <= {STEPS[0]}", f"0-{STEPS[0]} min", RAMP[0], 3.0)
        beyond = Rule(f"minutes_there > {STEPS[-1]}", f"> {STEPS[-1]} min", RAMP[-1], 3.0)
        return [*steps, beyond, Rule("reason is not null", "unreachable / tidak terjangkau", "#6a3d9a", 3.4)]
    if layer == "bands":
        return [
            Rule(f"to_min = {high}", f"{low}-{high} min", colour + "70", 0.1)
            for low, high, colour in low_high
        ]
    if layer == "facilities":
        return [Rule("true", "facility / fasilitas", "#000000", 5.0)]
    main = "\"class\" in ('motorway', 'trunk', 'primary', 'secondary')"
    return [Rule(main, "main / utama", "#606060", 0.7), Rule("ELSE", "other / lainnya", "#a0a0a0", 0.25)]


def qml(layer: str) -> str:
    """Return the style of a layer as QGIS keeps it.

    Parameters
    ----------
    layer
        Name of a layer of a reach file.
    """
    rules = rules_of(layer)
    listed = "".join(
        f'<rule key="r{number}" symbol="{number}" filter={quoteattr(rule.where)} '
        f"label={quoteattr(rule.label)}/>"
        for number, rule in enumerate(rules)
    )
    symbols = "".join(_symbol(number, layer, rule) for number, rule in enumerate(rules))
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        '<qgis version="3.22.0" styleCategories="Symbology">'
        '<renderer-v2 type="RuleRenderer" symbollevels="0" forceraster="0" enableorderby="0">'
        f'<rules key="all">{listed}</rules><symbols>{symbols}</symbols></renderer-v2></qgis>'
    )


def style_table(layers: Sequence[str], path: Path) -> None:
    """Add the styles of layers to a GeoPackage.

    Parameters
    ----------
    layers
        Names of its layers.
    path
        The GeoPackage.
    """
    import pandas as pd
    import pyogrio

    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer,
            "f_geometry_column": GEOMETRY_COLUMN,
            "styleName": layer,
            "styleQML": qml(layer),
            "styleSLD": "",
            "useAsDefault": True,
            "description": "reach by road",
            "owner": "siangsa",
            "ui": None,
            "update_time": pd.Timestamp(STYLED_AT),
        }
        for layer in layers
    ]
    frame = pd.DataFrame(rows)
    # QGIS calls the key of this table "id"
    pyogrio.write_dataframe(frame, path, layer=STYLES_TABLE, driver="GPKG", layer_options={"FID": "id"})


def _symbol(number: int, layer: str, rule: Rule) -> str:
    kind, drawn = KINDS[layer]
    options = _options(layer, rule)
    new = "".join(f'<Option type="QString" name="{key}" value="{value}"/>' for key, value in options.items())
    old = "".join(f'<prop k="{key}" v="{value}"/>' for key, value in options.items())
    return (
        f'<symbol type="{kind}" name="{number}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{drawn}" enabled="1" pass="0" locked="0">'
        f'<Option type="Map">{new}</Option>{old}</layer></symbol>'
    )


def _options(layer: str, rule: Rule) -> dict[str, str]:
    colour = _rgba(rule.colour)
    if layer == "roads":
        return {"line_color": colour, "line_width": f"{rule.size}", "line_width_unit": "MM"}
    if layer == "bands":
        return {"color": colour, "style": "solid", "outline_style": "no"}
    shape = "star" if layer == "facilities" else "circle"
    edge = {"outline_color": "255,255,255,255", "outline_width": "0.3"}
    return {"name": shape, "color": colour, "size": f"{rule.size}", "size_unit": "MM"} | edge


def _rgba(colour: str) -> str:
    parts = [int(colour[at : at + 2], 16) for at in range(1, len(colour), 2)]
    return ",".join(map(str, (*parts, 255)[:4]))
