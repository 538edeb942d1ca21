/** What the API tells of an uploaded list. */
import type { Feature, FeatureCollection, Point } from "geojson";

export const LISTS = ["points", "vehicles", "facilities", "devices", "crews", "villages"] as const;
export type ListName = (typeof LISTS)[number];

export interface FileColumn {
  heading: string;
  /** What it becomes; null: not used. */
  field: string | null;
  sample: string | null;
}

export interface Fault {
  row: number;
  column: string;
  rule: string;
  value: string;
  hint_id: string;
  hint_en: string;
  suggestions: string[];
}

export const DIFFERENCES = ["new", "changed", "same", "missing"] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

export type Difference = Record<DifferenceKind, number> & {
  codes: Partial<Record<DifferenceKind, string[]>>;
};

export type RowState = "new" | "changed" | "fault";
export type RowFeature = Feature<
  Point,
  { row: number; state: RowState; code?: string | null; name?: string | null }
>;

export interface Draft {
  id: number;
  list: ListName;
  file_name: string;
  rows: number;
  crs: string | null;
  columns: FileColumn[];
  unused: string[];
  missing_required: string[];
  faults: Fault[];
  faults_total: number;
  difference: Difference;
  features: FeatureCollection<Point, RowFeature["properties"]>;
}

/** How a file is to be read; what is not said is recognised. */
export interface Options {
  map?: Record<string, string>;
  mapping?: string;
  keep_mapping?: string;
  crs?: string;
  layer?: string;
  sheet?: string;
}

export interface Applied {
  new: number;
  changed: number;
  same: number;
  rejected: number;
  samples_closed: number;
}

export interface KeptMapping {
  list: ListName;
  name: string;
}
