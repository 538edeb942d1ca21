/** What differs between two plans; what is alike is not shown. */
import type { ComparedDay, Comparison, MovedPoint } from "../list/types";
import type { JobDay, WeekMeasures } from "../types";

/** The figures that are compared, and which way is better; `null` where neither is. */
export const MEASURES = [
  ["km", "less"],
  ["litres", "less"],
  ["cost_idr", "less"],
  ["kg", "more"],
  ["unserved", "less"],
  ["balance_share", "less"],
  ["hours", "less"],
  ["overtime_hours", "less"],
  ["trips", null],
  ["vehicle_days", "less"],
  ["visits", null],
  ["moved_points", "less"],
] as const satisfies readonly (readonly [keyof WeekMeasures, "less" | "more" | null])[];

export type MeasureName = (typeof MEASURES)[number][0];
export type Verdict = "better" | "worse" | null;

export interface MeasureRow {
  name: MeasureName;
  left: number;
  right: number;
  difference: number;
  /** How the right one fares against the left. */
  verdict: Verdict;
}

/** The smallest difference that is worth a word, in the figure's unit. */
const LEAST: Partial<Record<MeasureName, number>> = {
  km: 0.05,
  litres: 0.05,
  hours: 0.05,
  overtime_hours: 0.05,
  kg: 0.5,
  balance_share: 0.0005,
};

export function measureRows(left: WeekMeasures, right: WeekMeasures): MeasureRow[] {
  return MEASURES.flatMap(([name, better]) => {
    const difference = right[name] - left[name];
    if (Math.abs(difference) < (LEAST[name] ?? 1)) return [];
    return { name, left: left[name], right: right[name], difference, verdict: verdictOf(difference, better) };
  });
}

function verdictOf(difference: number, better: "less" | "more" | null): Verdict {
  if (better === null) return null;
  return difference < 0 === (better === "less") ? "better" : "worse";
}

const DAY_FIGURES = ["kg", "km", "hours", "trips", "vehicles"] as const;
const DAY_LEAST = { kg: 0.5, km: 0.05, hours: 0.05, trips: 1, vehicles: 1 } as const;

/** Days on which anything differs. */
export const differentDays = (days: readonly ComparedDay[]): ComparedDay[] =>
  days.filter(({ left, right }) => DAY_FIGURES.some((name) => differs(left, right, name)));

function differs(left: JobDay | null, right: JobDay | null, name: (typeof DAY_FIGURES)[number]): boolean {
  return Math.abs((left?.[name] ?? 0) - (right?.[name] ?? 0)) >= DAY_LEAST[name];
}

/** Whether two plans are the same in all that is compared. */
export const isSame = ({ left, right, days, moved }: Comparison): boolean =>
  moved.length === 0 && differentDays(days).length === 0 && measureRows(left, right).length === 0;

/** Moved points whose name, code or village holds all the words. */
export function found(moved: readonly MovedPoint[], search: string): MovedPoint[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return moved.filter((point) => {
    const text = `${point.name} ${point.code} ${point.village}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Each day with its truck: [["2026-11-23", "dt-01"]]. */
export const visitsOf = (days: readonly string[], vehicles: readonly string[]): [string, string | null][] =>
  days.map((day, index) => [day, vehicles[index] ?? null]);
