/** Before and after of a re-plan, as figures that can be drawn side by side. */
import type { Share, VehicleChange } from "./types";

export const MEASURES = ["stops", "trips", "km", "hours"] as const;
export type Measure = (typeof MEASURES)[number];
export type Figures = Record<Measure, number>;

export interface Pair {
  before: number;
  after: number;
}

const HOUR_MS = 3_600_000;
const NOTHING: Figures = { stops: 0, trips: 0, km: 0, hours: 0 };

/** What is left to do in figures; hours run from when the day was frozen until the truck is home. */
export function figuresOf(share: Share | null, frozenAt: string): Figures {
  if (share === null) return NOTHING;
  const { stops, trips, km, returns_at } = share;
  const spent = Date.parse(returns_at) - Date.parse(frozenAt);
  return { stops, trips, km, hours: Math.max(0, spent) / HOUR_MS };
}

export function pairOf(change: VehicleChange, measure: Measure, frozenAt: string): Pair {
  return {
    before: figuresOf(change.before, frozenAt)[measure],
    after: figuresOf(change.after, frozenAt)[measure],
  };
}

/** The largest value of each measure, so that all trucks' bars have one scale; at least one unit. */
export function scalesOf(changes: readonly VehicleChange[], frozenAt: string): Figures {
  const largest = (measure: Measure) =>
    Math.max(1, ...changes.flatMap((change) => Object.values(pairOf(change, measure, frozenAt))));
  return { stops: largest("stops"), trips: largest("trips"), km: largest("km"), hours: largest("hours") };
}

/** How many minutes later the truck comes home, earlier when negative; null unless it is out in both. */
export function laterMinutes({ before, after }: VehicleChange): number | null {
  if (before === null || after === null) return null;
  return Math.round((Date.parse(after.returns_at) - Date.parse(before.returns_at)) / 60_000);
}

/** The truck drives nothing any more, although it did before. */
export function isEmptied({ before, after }: VehicleChange): boolean {
  return (before?.stops ?? 0) > 0 && (after?.stops ?? 0) === 0;
}

/** Changed trucks as a dispatcher reads them: who stops, who takes over most, then who only gives away. */
export function byChange(changes: readonly VehicleChange[]): VehicleChange[] {
  return changes
    .filter((change) => change.changed)
    .sort(
      (a, b) =>
        Number(isEmptied(b)) - Number(isEmptied(a)) ||
        b.gained.length - a.gained.length ||
        b.lost.length - a.lost.length ||
        a.plate.localeCompare(b.plate),
    );
}

/** The cost's difference in rupiah and in per cent of what was; no per cent of nothing. */
export function costDifference(before: number, after: number): { rupiah: number; percent: number | null } {
  const rupiah = after - before;
  return { rupiah, percent: before > 0 ? (rupiah / before) * 100 : null };
}
