/**
 * The signs of the map, as outlines on a square of 24 units.
 *
 * Lists, legend and map draw from the same outlines, so a sign means the same everywhere.
 */
import type { FacilityProperties } from "../api/types";
import { OKABE_ITO, POINT_COLOUR, type PointStatus, STATE_COLOUR, type TruckState } from "./colours";

export type RoadSign = "closed" | "coming" | "over" | "hindrance";

type FacilityKind = FacilityProperties["kind"];

export interface Shape {
  /** SVG path in a box of 24 x 24. */
  path: string;
  fill: string | null;
  stroke: string;
  strokeWidth: number;
  dash?: [number, number];
  /** Lines in white on top of the filling. */
  mark?: string;
}

export const MARK_WIDTH = 2.6;

const CIRCLE = (r: number) => `M${12 - r} 12a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
const CROSS = "M7 7 17 17M17 7 7 17";
const WHITE = "#ffffff";

export const TRUCK_SHAPE: Record<TruckState, Shape> = {
  driving: {
    path: "M12 2.5 19.5 21 12 17 4.5 21Z",
    fill: STATE_COLOUR.driving,
    stroke: WHITE,
    strokeWidth: 1.6,
  },
  serving: { path: "M5 5H19V19H5Z", fill: STATE_COLOUR.serving, stroke: WHITE, strokeWidth: 1.6 },
  unloading: {
    path: "M12 2.8 21.2 12 12 21.2 2.8 12Z",
    fill: STATE_COLOUR.unloading,
    stroke: WHITE,
    strokeWidth: 1.6,
  },
  standing: { path: CIRCLE(7.2), fill: STATE_COLOUR.standing, stroke: WHITE, strokeWidth: 1.6 },
  no_signal: {
    path: CIRCLE(7),
    fill: "#ffffffcc",
    stroke: STATE_COLOUR.no_signal,
    strokeWidth: 2.4,
    dash: [3.6, 2.4],
  },
  broken: { path: CROSS, fill: null, stroke: STATE_COLOUR.broken, strokeWidth: 4.6 },
};

export const POINT_SHAPE: Record<PointStatus, Shape> = {
  planned: { path: CIRCLE(5), fill: WHITE, stroke: POINT_COLOUR.planned, strokeWidth: 2.6 },
  done: { path: CIRCLE(5.6), fill: POINT_COLOUR.done, stroke: WHITE, strokeWidth: 1.2 },
  late: { path: CIRCLE(5.4), fill: WHITE, stroke: POINT_COLOUR.late, strokeWidth: 4 },
  missed: { path: CROSS, fill: null, stroke: POINT_COLOUR.missed, strokeWidth: 4 },
  not_today: { path: CIRCLE(2.8), fill: POINT_COLOUR.not_today, stroke: WHITE, strokeWidth: 0.8 },
  unplanned: {
    path: "M6 6H18V18H6Z",
    fill: WHITE,
    stroke: POINT_COLOUR.unplanned,
    strokeWidth: 2.6,
    dash: [4, 2],
  },
};

/** A point that somebody wants emptied today: a diamond with an exclamation mark. */
export const URGENT_SHAPE: Shape = {
  path: "M12 2 21 12 12 22 3 12Z",
  fill: OKABE_ITO.vermilion,
  stroke: WHITE,
  strokeWidth: 1.4,
  mark: "M12 7.4V12.6M12 16V16.2",
};

/** A truck that no published route of the day uses. */
export const SPARE_SHAPE: Shape = {
  path: "M4.5 4.5H19.5V19.5H4.5Z",
  fill: WHITE,
  stroke: OKABE_ITO.grey,
  strokeWidth: 2,
  dash: [4, 2.4],
};

const INK = "#3b3023";
const EARTH = "#8a6d3b";
const place = (path: string, fill: string): Shape => ({ path, fill, stroke: WHITE, strokeWidth: 1.4 });

/** No entry: a disc with a bar; coming only as an outline; a triangle where a route runs into a closure. */
export const ROAD_SHAPE: Record<RoadSign, Shape> = {
  closed: {
    path: CIRCLE(9.4),
    fill: OKABE_ITO.vermilion,
    stroke: WHITE,
    strokeWidth: 1.6,
    mark: "M7.4 12H16.6",
  },
  coming: {
    path: `${CIRCLE(8)}M7.5 12H16.5`,
    fill: WHITE,
    stroke: OKABE_ITO.vermilion,
    strokeWidth: 2.4,
  },
  over: { path: `${CIRCLE(8)}M7.5 12H16.5`, fill: WHITE, stroke: OKABE_ITO.grey, strokeWidth: 2 },
  hindrance: {
    path: "M12 2 22.8 20.8H1.2Z",
    fill: OKABE_ITO.vermilion,
    stroke: WHITE,
    strokeWidth: 1.4,
    mark: "M12 9V13.6M12 17.2V17.4",
  },
};

/** Around a facility whose place is an estimate; over a point that cannot be reached by road. */
export const NOTE_SHAPE: Record<"estimated" | "unreached", Shape> = {
  estimated: { path: CIRCLE(10.4), fill: null, stroke: "#8a5200", strokeWidth: 1.8, dash: [2.6, 2.2] },
  unreached: {
    path: "M5 5H19V19H5Z",
    fill: "#4b5563",
    stroke: WHITE,
    strokeWidth: 1.4,
    mark: "M9 9 15 15M15 9 9 15",
  },
};

/** Landfill a heap, pool a house, TPS3R a hexagon, recycling centre a triangle, waste bank a shield, TPS a bin. */
/** Rows of a file that is looked at before it is taken over. */
export const IMPORT_SHAPE = {
  new: { path: CIRCLE(6), fill: OKABE_ITO.green, stroke: WHITE, strokeWidth: 1.4 },
  changed: { path: CIRCLE(5.4), fill: WHITE, stroke: OKABE_ITO.blue, strokeWidth: 4 },
  fault: { path: CROSS, fill: null, stroke: OKABE_ITO.vermilion, strokeWidth: 4.4 },
} as const satisfies Record<string, Shape>;

export const FACILITY_SHAPE: Record<FacilityKind, Shape> = {
  landfill: place("M2 20 9.5 5.5 13 11.5 15.5 8 22 20Z", INK),
  pool: place("M3 11.5 12 3.5 21 11.5V20.5H3Z", "#1f4e79"),
  tps3r: place("M7 3.5H17L22 12 17 20.5H7L2 12Z", EARTH),
  recycling_centre: place("M12 2.5 21.5 20H2.5Z", EARTH),
  waste_bank: place("M3 5H21V13L12 21.5 3 13Z", EARTH),
  tps: place("M4 6H20L17.5 20.5H6.5Z", EARTH),
};
