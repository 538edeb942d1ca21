/** Colours of the Okabe-Ito set, readable with every kind of colour vision, and the quiet tints of the map. */
import type { PointProperties, Position } from "../api/types";

export type TruckState = Position["state"];
export type PointStatus = PointProperties["status"];

export const OKABE_ITO = {
  blue: "#0072b2",
  sky: "#56b4e9",
  green: "#009e73",
  purple: "#cc79a7",
  amber: "#e69f00",
  vermilion: "#d55e00",
  grey: "#6b7280",
} as const;

export const STATE_COLOUR: Record<TruckState, string> = {
  driving: OKABE_ITO.blue,
  serving: OKABE_ITO.green,
  unloading: "#a8508a", // the set's purple, darkened so that white on it can be read
  standing: OKABE_ITO.grey,
  no_signal: "#4b5563",
  broken: OKABE_ITO.vermilion,
};

export const POINT_COLOUR: Record<PointStatus, string> = {
  planned: "#33658a",
  done: OKABE_ITO.green,
  late: OKABE_ITO.amber,
  missed: OKABE_ITO.vermilion,
  not_today: "#9aa5ab",
  unplanned: "#8a3d75",
};

export const MAP_TINT = {
  outside: "#e6ecee",
  land: "#f7f5ef",
  roadMajor: "#ffffff",
  roadMajorEdge: "#d9d3c5",
  roadMinor: "#e9e4d8",
  label: "#5d6870",
  labelDms: "#2f3f4b",
  halo: "#f7f5ef",
} as const;

// Tints for planned routes: spread over the circle, all of the same middle lightness.
const ROUTE_HUES = 12;

/** A truck's own tint, the same on every screen and day. */
export function routeTint(vehicleId: string): string {
  let hash = 7;
  for (const letter of vehicleId) hash = (hash * 31 + letter.charCodeAt(0)) % 997;
  return `hsl(${Math.round(((hash % ROUTE_HUES) * 360) / ROUTE_HUES)}, 42%, 46%)`;
}
