/** What the API tells beside weeks and jobs: comparisons, the demand behind a plan, faults of a timetable, texts. */
import type { JobDay, JobProgress, WeekJob, WeekMeasures, WeekRow } from "../types";

/** A row of the list; how many rules the plan breaks is told where the server counts it. */
export type ListedWeek = WeekRow & { violations?: number | readonly unknown[] };

/** A job with what it is about: the name of its week or area, and its days. */
export interface NamedJob extends Omit<WeekJob, "progress"> {
  name: string;
  first_day: string | null;
  days: number | null;
  stop_wished: boolean;
  progress: FoundSoFar | null;
}

/** The best week so far; what is not known yet is null. */
export type FoundSoFar = {
  [Name in keyof JobProgress]: Name extends "cost_idr" | "km" | "unserved"
    ? number | null
    : JobProgress[Name];
};

export interface Comparison {
  left_week: WeekRow;
  right_week: WeekRow;
  left: WeekMeasures;
  right: WeekMeasures;
  days: readonly ComparedDay[];
  moved: readonly MovedPoint[];
}

export interface ComparedDay {
  day: string;
  left: JobDay | null;
  right: JobDay | null;
}

export interface MovedPoint {
  code: string;
  name: string;
  village: string;
  /** Other days; else only other vehicles. */
  other_days: boolean;
  left_days: readonly string[];
  right_days: readonly string[];
  left_vehicles: readonly string[];
  right_vehicles: readonly string[];
}

export interface DemandItem {
  code: string;
  name: string;
  village: string;
  kecamatan: string;
  stream: string;
  day: string;
  kg: number;
  low_kg: number;
  high_kg: number;
  /** What waits in the evening if nobody comes from the first day on. */
  waits_kg: number;
  basis: string;
  source: string;
  confidence: string;
  factors: readonly { name: string; factor: number }[];
}

export interface DemandTotal {
  day: string;
  kg: number;
  low_kg: number;
  high_kg: number;
}

export interface DemandPage {
  items: readonly DemandItem[];
  totals: readonly DemandTotal[];
  next: string | null;
}

/** A row of an imported timetable that cannot stand as it is. */
export interface RowFault {
  row: number;
  column: string;
  rule: string;
  value: string;
  hint_id: string;
  hint_en: string;
  suggestions: string[];
}

/** A text to be sent by WhatsApp. */
export interface HandoutMessage {
  name: string;
  phone?: string | null;
  text_id: string;
  text_en: string;
}
