/** The forecast as a table: places down, days across. */
import type { DemandItem } from "../list/types";

export interface PlaceRow {
  /** Of the row: a place has one for each kind of waste. */
  key: string;
  code: string;
  name: string;
  kecamatan: string;
  stream: string;
  byDay: ReadonlyMap<string, DemandItem>;
}

/** One row for each place and kind of waste, in the order in which they came. */
export function rowsOf(items: readonly DemandItem[]): PlaceRow[] {
  const rows = new Map<string, PlaceRow & { byDay: Map<string, DemandItem> }>();
  for (const item of items) {
    const { code, name, kecamatan, stream, day } = item;
    const key = `${code}/${stream}`;
    const row = rows.get(key) ?? { key, code, name, kecamatan, stream, byDay: new Map<string, DemandItem>() };
    row.byDay.set(day, item);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** Rows whose name or district holds the words. */
export function matching(rows: readonly PlaceRow[], search: string): PlaceRow[] {
  const words = search.trim().toLowerCase();
  return rows.filter(({ name, kecamatan }) => `${name} ${kecamatan}`.toLowerCase().includes(words));
}

export const SHADES = 5;

/** Shade 0 to 5 of an amount beside the largest; by its root, for a few places are far larger than all others. */
export function shadeOf(kg: number, largest: number): number {
  if (kg <= 0 || largest <= 0) return 0;
  return Math.min(SHADES, Math.max(1, Math.ceil(Math.sqrt(kg / largest) * SHADES)));
}

/** By how much the calendar changes the day: all factors multiplied. */
export const product = ({ factors }: Pick<DemandItem, "factors">): number =>
  factors.reduce((all, { factor }) => all * factor, 1);

/** "▲" where more gathers than on other days, "▼" where less. */
export function arrowOf(item: Pick<DemandItem, "factors">): string {
  const share = product(item);
  if (Math.abs(share - 1) < 0.005) return "";
  return share > 1 ? "▲" : "▼";
}

/** The calendar's factors of each day, each once, for the head of the table. */
export function factorsByDay(items: readonly DemandItem[]): Map<string, Map<string, number>> {
  const days = new Map<string, Map<string, number>>();
  for (const { day, factors } of items) {
    const known = days.get(day) ?? new Map<string, number>();
    for (const { name, factor } of factors) known.set(name, factor);
    days.set(day, known);
  }
  return days;
}

/** A whole number of kilograms, rounded as coarse as an estimate is. */
export function coarse(kg: number): number {
  if (kg >= 1000) return Math.round(kg / 50) * 50;
  return kg >= 100 ? Math.round(kg / 10) * 10 : Math.round(kg);
}
