/** Which points a dispatcher wants to see: all, or those of one trouble. */
import type { PointProperties } from "../api/types";

export const POINT_FILTERS = ["all", "missed", "late", "unplanned", "urgent"] as const;
export type PointFilter = (typeof POINT_FILTERS)[number];

/** @param urgent Points that somebody asked for today, by id. */
export function pointPasses(
  filter: PointFilter,
  point: PointProperties,
  urgent: ReadonlySet<number>,
): boolean {
  if (filter === "urgent") return urgent.has(point.id);
  return filter === "all" || point.status === filter;
}
