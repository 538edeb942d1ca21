/** Which truck needs a dispatcher's eye first. */
import type { Position } from "../api/types";

export const LATE_S = 10 * 60;
export const VERY_LATE_S = 30 * 60;

/** Levels from most to least urgent; the list is sorted by them. */
export const LEVELS = [
  "broken",
  "silent",
  "hindered",
  "very_late",
  "late",
  "unaware",
  "working",
  "waiting",
  "finished",
] as const;
export type Level = (typeof LEVELS)[number];

const RANK = new Map<Level, number>(LEVELS.map((level, rank) => [level, rank]));
const NEEDS_EYE: ReadonlySet<Level> = new Set([
  "broken",
  "silent",
  "hindered",
  "very_late",
  "late",
  "unaware",
]);

export function levelOf(truck: Position): Level {
  const open = truck.stops_done < truck.stops_total;
  if (truck.state === "broken") return "broken";
  if (truck.state === "no_signal") return open ? "silent" : "finished";
  if (!open && truck.state === "standing") return "finished";
  return troubleOf(truck) ?? (truck.state === "standing" ? "waiting" : "working");
}

/** What is wrong with the day of a truck that is seen at work. */
function troubleOf(truck: Position): Level | null {
  const late = truck.next_stop?.late_s ?? 0;
  if (truck.closure_ahead) return "hindered";
  if (late >= LATE_S) return late >= VERY_LATE_S ? "very_late" : "late";
  return truck.plan_id !== null && !truck.plan_acknowledged ? "unaware" : null;
}

export function needsEye(truck: Position): boolean {
  return NEEDS_EYE.has(levelOf(truck));
}

/**
 * Trucks by need of attention; among equals the one that comes to a closed road first, then the later one in
 * steps of five minutes, then by name.
 */
export function byAttention(trucks: readonly Position[]): Position[] {
  return [...trucks].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      closedAt(a).localeCompare(closedAt(b)) ||
      lateStep(b) - lateStep(a) ||
      nameOf(a).localeCompare(nameOf(b)),
  );
}

/** When the truck comes to a closed road, as text that sorts by time; empty when it comes to none. */
function closedAt(truck: Position): string {
  return truck.closure_ahead?.at ?? "";
}

/** What people call a truck: its plate, or its id while the plate is not known. */
export function nameOf(truck: { plate: string | null; vehicle_id: string }): string {
  return truck.plate ?? truck.vehicle_id;
}

function rank(truck: Position): number {
  return RANK.get(levelOf(truck)) ?? LEVELS.length;
}

// Steps keep rows from changing places with every second of delay.
function lateStep(truck: Position): number {
  return Math.floor(Math.max(0, truck.next_stop?.late_s ?? 0) / 300);
}
