/** Where on the board a broken rule is looked at. */
import type { Violation } from "../types";
import type { BoardIndex } from "./model";
import type { Selection } from "./selection";

/** The cell that a violation is about: the truck's where one is named, else the village's, else the whole day. */
export function placeOfViolation(
  violation: Violation,
  index: Pick<BoardIndex, "points" | "vehicles">,
): Selection | null {
  const { vehicle, day, point } = violation;
  const found = index.points.get(point);
  const looked = found ? point : null;
  if (vehicle && index.vehicles.has(vehicle)) {
    return { row: { kind: "truck", code: vehicle }, day, point: looked };
  }
  if (found) return { row: { kind: "village", code: found.village_code }, day, point: looked };
  return day ? { row: null, day, point: null } : null;
}
