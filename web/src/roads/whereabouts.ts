/** Where a closure lies in words, so that two floods in one list are told apart. */
import { metresBetween } from "../places/metres";
import type { LonLat } from "./ring";

export interface Named {
  name: string;
  at: LonLat;
}

const MOST_NAMES = 2;

/** The names of the roads when they have any, else the village that is nearest to the middle of the places. */
export function whereabouts(
  roads: readonly (string | null)[],
  places: readonly LonLat[],
  villages: readonly Named[],
): string {
  const names = [...new Set(roads.filter((name): name is string => name !== null && name !== ""))];
  if (names.length > 0) return names.slice(0, MOST_NAMES).join(", ");
  const middle = middleOf(places);
  if (middle === null) return "";
  const [nearest] = [...villages].sort((a, b) => metresBetween(a.at, middle) - metresBetween(b.at, middle));
  return nearest?.name ?? "";
}

function middleOf(places: readonly LonLat[]): LonLat | null {
  if (places.length === 0) return null;
  const sum = (axis: 0 | 1) => places.reduce((total, place) => total + place[axis], 0);
  return [sum(0) / places.length, sum(1) / places.length];
}
