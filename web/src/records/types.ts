/** What the records are made of, as far as every list has it alike. */

export const LISTS = [
  "points",
  "facilities",
  "vehicles",
  "crews",
  "vehicle-classes",
  "parameters",
  "dms",
  "holidays",
  "demand-factors",
  "villages",
  "breaks",
] as const;
export type ListName = (typeof LISTS)[number];

/** One record as the server gives it; which members there are depends on the list. */
export type RecordRow = Readonly<Record<string, unknown>> & { readonly version: number };

export interface RecordPage {
  items: RecordRow[];
  next: string | number | null;
}

/** A rule that a field breaks, in the server's words. */
export interface FieldError {
  field: string;
  message_id: string;
  message_en: string;
}

export interface HistoryItem {
  at: string;
  account: string | null;
  action: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}

const KEYS = ["id", "code", "key", "day", "village_code"] as const;

/** What the address of a record ends in. */
export function keyOf(record: RecordRow): string {
  for (const name of KEYS) {
    const value = record[name];
    if (value !== undefined && value !== null) return String(value);
  }
  return "";
}

/** Where in the records one is: a list, and perhaps one record of it ("new" for one that is being made). */
export interface Where {
  list: ListName;
  key: string | null;
}

export const NEW = "new";

/** Read the place that the address holds ("points/12"); an unknown list leads to the first one. */
export function whereOf(place: string | null): Where {
  const [name, key] = (place ?? "").split("/");
  const list = LISTS.find((known) => known === name) ?? "points";
  return { list, key: key && list === name ? key : null };
}
