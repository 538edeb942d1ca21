/** What the API tells of an uploaded list. */
import type { Readable } from "openapi-typescript-helpers";
import type * as schema from "../api/schema";

export type Draft = Readable<schema.ImportDraftAnswer>;
export type ListName = Draft["list"];
export type FileColumn = Draft["columns"][number];
export type Fault = Draft["faults"][number];
export type Applied = Readable<schema.ImportOutcome>;
/** What was stored, and the rows that were refused, as a file. */
export interface Stored {
  applied: Applied;
  rejected: Blob | null;
}

export type RowFeature = Draft["features"]["features"][number];
export type RowState = RowFeature["properties"]["state"];

/** How a file is to be read; what is not said is recognised. Sent as JSON in a field of the form. */
export interface Options {
  /** Heading to field; an empty field leaves the heading out. */
  map?: Record<string, string>;
  mapping?: string;
  keep_mapping?: string;
  crs?: string;
  layer?: string;
  sheet?: string;
}

/** Lists in the order in which an office brings them. */
export const LISTS: readonly ListName[] = [
  "points",
  "vehicles",
  "facilities",
  "devices",
  "crews",
  "villages",
];

export const DIFFERENCES = ["new", "changed", "same", "missing"] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];
