import type { Map as MapLibreMap } from "maplibre-gl";

/**
 * Places in the drawing order, lowest first. Data arrives in any order; each layer goes below its slot, so that
 * the picture is always stacked the same way, with the trucks on top.
 */
export const SLOTS = [
  "land",
  "reach",
  "roads",
  "track",
  "routes",
  "closures",
  "labels",
  "points",
  "places",
  "marks",
  "trucks",
  "drawing",
] as const;
export type Slot = (typeof SLOTS)[number];

export const slot = (name: Slot): string => `slot-${name}`;

/** Add the slots as layers that draw nothing. */
export function addSlots(map: MapLibreMap): void {
  for (const name of SLOTS) {
    if (map.getLayer(slot(name))) continue;
    map.addLayer({ id: slot(name), type: "background", layout: { visibility: "none" } });
  }
}
