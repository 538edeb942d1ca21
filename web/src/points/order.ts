import type { PointFeature, PointProperties } from "../api/types";

const RANK: Record<PointProperties["status"], number> = {
  missed: 0,
  late: 1,
  unplanned: 2,
  planned: 3,
  done: 4,
  not_today: 5,
};

/** Points by need: missed, late, not planned by anybody, planned by expected time, done newest first, then the rest by name. */
export function byNeed(points: readonly PointFeature[]): PointFeature[] {
  return [...points].sort((a, b) => {
    const [p, q] = [a.properties, b.properties];
    return RANK[p.status] - RANK[q.status] || byTime(p, q) || p.name.localeCompare(q.name);
  });
}

function byTime(p: PointProperties, q: PointProperties): number {
  if (p.status === "done") return time(q.visited_at) - time(p.visited_at);
  return time(p.eta) - time(q.eta);
}

function time(moment: string | null): number {
  return moment ? Date.parse(moment) : 0;
}
