/** Our own base map: land, roads and nothing else; drawn from our tiles with the device's fonts. */
import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import { MAP_TINT } from "./colours";

/** The style has no `glyphs`, so the map library draws labels with fonts of the device. */
export const FONT = ["Noto Sans"];
export const FONT_BOLD = ["Noto Sans Bold"];

const MAJOR = ["motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link"];
const MIDDLE = ["secondary", "tertiary", "secondary_link", "tertiary_link"];
const ROAD_TILES_MAX_ZOOM = 14;

export function baseStyle(origin: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      roads: {
        type: "vector",
        tiles: [`${origin}/api/v1/tiles/roads/{z}/{x}/{y}.mvt`],
        maxzoom: ROAD_TILES_MAX_ZOOM,
      },
    },
    layers: [
      {
        id: "background",
        type: "background",
        paint: {
          // Near the ground everything in view is land; the outside tint belongs to the overview.
          "background-color": [
            "interpolate",
            ["linear"],
            ["zoom"],
            11.5,
            MAP_TINT.outside,
            13,
            MAP_TINT.land,
          ],
        },
      },
    ],
  };
}

interface RoadLayer {
  id: string;
  minzoom: number;
  classes: "major" | "middle" | "minor";
  colour: string;
  width: [number, number][];
}

const ROADS: RoadLayer[] = [
  {
    id: "road-minor",
    minzoom: 11.5,
    classes: "minor",
    colour: MAP_TINT.roadMinor,
    width: [
      [11.5, 0.4],
      [14, 1.6],
      [18, 9],
    ],
  },
  {
    id: "road-middle-edge",
    minzoom: 9,
    classes: "middle",
    colour: MAP_TINT.roadMajorEdge,
    width: [
      [9, 0.8],
      [12, 2],
      [14, 4.6],
      [18, 18],
    ],
  },
  {
    id: "road-major-edge",
    minzoom: 6,
    classes: "major",
    colour: MAP_TINT.roadMajorEdge,
    width: [
      [7, 1],
      [10, 2.2],
      [14, 7],
      [18, 24],
    ],
  },
  {
    id: "road-middle",
    minzoom: 11,
    classes: "middle",
    colour: MAP_TINT.roadMajor,
    width: [
      [11, 0.8],
      [14, 3.2],
      [18, 15],
    ],
  },
  {
    id: "road-major",
    minzoom: 9,
    classes: "major",
    colour: MAP_TINT.roadMajor,
    width: [
      [9, 0.8],
      [10, 1.2],
      [14, 5.2],
      [18, 20],
    ],
  },
];

/** Layers of our roads, lowest first. */
export const ROAD_LAYERS = ROADS.map((road) => ({
  id: road.id,
  type: "line" as const,
  source: "roads",
  "source-layer": "roads",
  minzoom: road.minzoom,
  filter: ofClass(road.classes),
  layout: { "line-cap": "round" as const, "line-join": "round" as const },
  paint: { "line-color": road.colour, "line-width": byZoom(road.width) },
}));

/** A size that grows with the zoom, from pairs of zoom and pixels. */
export function byZoom(pairs: readonly [number, number][]): ExpressionSpecification {
  const flat = pairs.flat();
  return ["interpolate", ["exponential", 1.4], ["zoom"], ...flat] as unknown as ExpressionSpecification;
}

/** A radius of `metres` on the ground at Jepara's latitude, in pixels at any zoom. */
export function groundRadius(metres: ExpressionSpecification): ExpressionSpecification {
  const metresPerPixelAtZero = 77_760;
  const at = (zoom: number) => ["*", metres, 2 ** zoom / metresPerPixelAtZero];
  return [
    "interpolate",
    ["exponential", 2],
    ["zoom"],
    0,
    at(0),
    20,
    at(20),
  ] as unknown as ExpressionSpecification;
}

function ofClass(kind: RoadLayer["classes"]): ExpressionSpecification {
  const road: ExpressionSpecification = ["get", "class"];
  if (kind === "major") return ["in", road, ["literal", MAJOR]];
  if (kind === "middle") return ["in", road, ["literal", MIDDLE]];
  return ["!", ["in", road, ["literal", [...MAJOR, ...MIDDLE]]]];
}
